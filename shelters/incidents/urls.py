"""Addresses of incidents."""

from __future__ import annotations

from django.urls import path

from shelters.incidents import views

urlpatterns = [
    path("house/incidents/", views.incident_list, name="incident-list"),
    path("house/incidents/new/", views.incident_new, name="incident-new"),
    path("house/incidents/<uuid:incident_id>/", views.incident_detail, name="incident-detail"),
    path("house/incidents/<uuid:incident_id>/told/", views.incident_told, name="incident-told"),
    path("house/incidents/<uuid:incident_id>/add/", views.incident_add, name="incident-add"),
    path("house/incidents/<uuid:incident_id>/close/", views.incident_close, name="incident-close"),
]
