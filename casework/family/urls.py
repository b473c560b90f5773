"""Addresses of the family of a person."""

from __future__ import annotations

from django.urls import path

from casework.family import views

urlpatterns = [
    path("cases/<uuid:case_id>/family/", views.case_family, name="case-family"),
    path("cases/<uuid:case_id>/family/new/", views.relative_new, name="relative-new"),
    path("cases/<uuid:case_id>/family/<uuid:relative_id>/", views.relative_edit, name="relative-edit"),
    path("cases/<uuid:case_id>/family/<uuid:relative_id>/remove/", views.relative_remove, name="relative-remove"),
]
