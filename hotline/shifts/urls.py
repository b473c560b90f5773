"""Addresses of shifts."""

from __future__ import annotations

from django.urls import path

from hotline.shifts import views

urlpatterns = [
    path("shifts/", views.shift_list, name="shift-list"),
    path("shifts/start/", views.shift_start, name="shift-start"),
    path("shifts/<uuid:shift_id>/", views.shift_detail, name="shift-detail"),
    path("shifts/<uuid:shift_id>/end/", views.shift_end, name="shift-end"),
    path("shifts/<uuid:shift_id>/take-over/", views.shift_take, name="shift-take"),
]
