"""Addresses of the log of the house."""

from __future__ import annotations

from django.urls import path

from shelters.log import views

urlpatterns = [
    path("house/log/", views.house_log, name="house-log"),
    path("house/log/<uuid:shelter_id>/start/", views.duty_start, name="duty-start"),
    path("house/duty/<uuid:house_shift_id>/", views.duty_detail, name="duty-detail"),
    path("house/duty/<uuid:house_shift_id>/end/", views.duty_end, name="duty-end"),
    path("house/duty/<uuid:house_shift_id>/take-over/", views.duty_take, name="duty-take"),
]
