"""Addresses of health needs and languages."""

from __future__ import annotations

from django.urls import path

from casework.health import views

urlpatterns = [
    path("cases/<uuid:case_id>/health/", views.case_health, name="case-health"),
    path("cases/<uuid:case_id>/health/edit/", views.health_edit, name="health-edit"),
    path("cases/<uuid:case_id>/languages/edit/", views.speech_edit, name="speech-edit"),
]
