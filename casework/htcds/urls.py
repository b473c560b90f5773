"""Addresses of the exports."""

from __future__ import annotations

from django.urls import path

from casework.htcds import views

urlpatterns = [
    path("exports/", views.export_list, name="export-list"),
    path("exports/<uuid:export_id>/file/", views.export_file, name="export-file"),
]
