"""Addresses of needs assessments."""

from __future__ import annotations

from django.urls import path

from casework.needs import views

urlpatterns = [
    path("cases/<uuid:case_id>/needs/", views.case_needs, name="case-needs"),
    path("cases/<uuid:case_id>/needs/new/", views.needs_new, name="needs-new"),
    path("settings/needs/", views.needs_questions, name="needs-questions"),
]
