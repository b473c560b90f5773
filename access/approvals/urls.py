"""Addresses of what needs two people."""

from __future__ import annotations

from django.urls import path

from access.approvals import views

urlpatterns = [
    path("approvals/", views.approval_list, name="approval-list"),
    path("approvals/<slug:kind>/<uuid:target_id>/ask/", views.approval_new, name="approval-new"),
    path("approvals/<uuid:approval_id>/", views.approval_detail, name="approval-detail"),
    path("approvals/<uuid:approval_id>/decide/", views.approval_decide, name="approval-decide"),
    path("approvals/<uuid:approval_id>/withdraw/", views.approval_withdraw, name="approval-withdraw"),
]
