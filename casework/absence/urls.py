"""Addresses of absences."""

from __future__ import annotations

from django.urls import path

from casework.absence import views

urlpatterns = [
    path("absences/", views.absence_list, name="absence-list"),
    path("absences/new/", views.absence_new, name="absence-new"),
    path("absences/<uuid:absence_id>/end/", views.absence_end, name="absence-end"),
    path("absences/<uuid:absence_id>/note/", views.absence_note, name="absence-note"),
]
