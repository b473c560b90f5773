"""Addresses of health in the house."""

from __future__ import annotations

from django.urls import path

from shelters.health import views

urlpatterns = [
    path("house/medicines/", views.medicine_list, name="medicine-list"),
    path("house/medicines/<uuid:medicine_id>/give/", views.dose_note, name="dose-note"),
    path("house/medicines/<uuid:medicine_id>/end/", views.medicine_end, name="medicine-end"),
    path("house/alerts/<uuid:alert_id>/end/", views.alert_end, name="alert-end"),
    path("stays/<uuid:stay_id>/alerts/new/", views.alert_new, name="alert-new"),
    path("stays/<uuid:stay_id>/medicines/new/", views.medicine_new, name="medicine-new"),
]
