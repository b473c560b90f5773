"""Addresses of grants and of what is charged to them."""

from __future__ import annotations

from django.urls import path

from casework.funding import views

urlpatterns = [
    path("grants/", views.grant_list, name="grant-list"),
    path("grants/new/", views.grant_new, name="grant-new"),
    path("grants/<uuid:grant_id>/", views.grant_detail, name="grant-detail"),
    path("grants/<uuid:grant_id>/edit/", views.grant_edit, name="grant-edit"),
    path("cases/<uuid:case_id>/funding/", views.case_funding, name="case-funding"),
    path("cases/<uuid:case_id>/funding/edit/", views.case_charge, name="case-charge"),
    path("services/<uuid:service_id>/funding/", views.service_charge, name="service-charge"),
    path("activities/<uuid:activity_id>/funding/", views.activity_charge, name="activity-charge"),
]
