"""Addresses of what the house keeps for people."""

from __future__ import annotations

from django.urls import path

from shelters.custody import views

urlpatterns = [
    path("house/custody/", views.custody_list, name="custody-list"),
    path("house/custody/<uuid:custody_id>/back/", views.custody_back, name="custody-back"),
    path("house/custody/<uuid:custody_id>/receipt/", views.custody_receipt, name="custody-receipt"),
    path("stays/<uuid:stay_id>/custody/new/", views.custody_take, name="custody-take"),
]
