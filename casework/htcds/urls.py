"""Addresses of the exports."""

from __future__ import annotations

from django.urls import path

from casework.htcds import arrival_views as arrivals
from casework.htcds import views

urlpatterns = [
    path("exports/", views.export_list, name="export-list"),
    path("exports/arriving/", arrivals.arrival_new, name="arrival-new"),
    path("exports/<uuid:export_id>/file/", views.export_file, name="export-file"),
]
