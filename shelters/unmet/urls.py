"""Addresses of those for whom there was no bed."""

from __future__ import annotations

from django.urls import path

from shelters.unmet import views

urlpatterns = [
    path("beds/waiting/", views.waiting_list, name="waiting-list"),
    path("beds/waiting/new/", views.waiting_new, name="waiting-new"),
    path("beds/waiting/<uuid:waiting_id>/end/", views.waiting_end, name="waiting-end"),
    path("beds/turned-away/new/", views.turn_away_new, name="turn-away-new"),
]
