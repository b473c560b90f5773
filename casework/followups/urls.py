"""Addresses of follow-ups."""

from __future__ import annotations

from django.urls import path

from casework.followups import views

urlpatterns = [
    path("follow-ups/", views.follow_up_list, name="follow-up-list"),
    path("cases/<uuid:case_id>/follow-ups/", views.case_follow_ups, name="case-follow-ups"),
    path("cases/<uuid:case_id>/follow-ups/new/", views.follow_up_new, name="follow-up-new"),
]
