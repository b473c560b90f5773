"""Addresses of the register of legal requests."""

from __future__ import annotations

from django.urls import path

from casework.legal import views

urlpatterns = [
    path("legal/", views.legal_list, name="legal-list"),
    path("legal/new/", views.legal_new, name="legal-new"),
    path("legal/<uuid:legal_id>/", views.legal_detail, name="legal-detail"),
    path("legal/<uuid:legal_id>/weigh/", views.legal_weigh, name="legal-weigh"),
    path("legal/<uuid:legal_id>/copy/", views.legal_copy, name="legal-copy"),
    path("legal/<uuid:legal_id>/again/", views.legal_again, name="legal-again"),
    path("legal/<uuid:legal_id>/told/", views.legal_told, name="legal-told"),
]
