"""Addresses of the directory."""

from __future__ import annotations

from django.urls import path

from casework.partners import views

urlpatterns = [
    path("partners/", views.partner_list, name="partner-list"),
    path("partners/new/", views.partner_new, name="partner-new"),
    path("partners/<uuid:service_id>/", views.partner_detail, name="partner-detail"),
    path("partners/<uuid:service_id>/edit/", views.partner_edit, name="partner-edit"),
    path("partners/<uuid:service_id>/check/", views.partner_check, name="partner-check"),
    path("cases/<uuid:case_id>/partners/", views.case_partners, name="case-partners"),
]
