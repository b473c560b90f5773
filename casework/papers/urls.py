"""Addresses of papers and of the right to stay."""

from __future__ import annotations

from django.urls import path

from casework.papers import views

urlpatterns = [
    path("cases/<uuid:case_id>/papers/", views.case_papers, name="case-papers"),
    path("cases/<uuid:case_id>/papers/new/", views.paper_new, name="paper-new"),
    path("cases/<uuid:case_id>/papers/<uuid:paper_id>/", views.paper_edit, name="paper-edit"),
    path("cases/<uuid:case_id>/right-to-stay/new/", views.right_new, name="right-new"),
    path("cases/<uuid:case_id>/right-to-stay/<uuid:right_id>/", views.right_edit, name="right-edit"),
]
