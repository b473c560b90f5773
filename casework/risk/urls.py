"""Addresses of risk assessments."""

from __future__ import annotations

from django.urls import path

from casework.risk import views

urlpatterns = [
    path("risk/", views.risk_list, name="risk-list"),
    path("cases/<uuid:case_id>/risk/", views.case_risk, name="case-risk"),
    path("cases/<uuid:case_id>/risk/new/", views.risk_new, name="risk-new"),
]
