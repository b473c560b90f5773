"""Addresses of the plan of help."""

from __future__ import annotations

from django.urls import path

from casework.plans import views

urlpatterns = [
    path("goal-actions/", views.goal_action_list, name="goal-action-list"),
    path("cases/<uuid:case_id>/help/", views.case_help, name="case-help"),
    path("cases/<uuid:case_id>/help/wish/", views.help_edit, name="help-edit"),
    path("cases/<uuid:case_id>/help/goals/new/", views.goal_new, name="goal-new"),
    path("goals/<uuid:goal_id>/edit/", views.goal_edit, name="goal-edit"),
    path("goals/<uuid:goal_id>/outcome/", views.goal_outcome, name="goal-outcome"),
    path("goals/<uuid:goal_id>/actions/new/", views.goal_action_new, name="goal-action-new"),
    path("goal-actions/<uuid:goal_action_id>/edit/", views.goal_action_edit, name="goal-action-edit"),
    path("goal-actions/<uuid:goal_action_id>/outcome/", views.goal_action_outcome, name="goal-action-outcome"),
]
