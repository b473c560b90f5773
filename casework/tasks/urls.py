"""Addresses of tasks and the calendar."""

from __future__ import annotations

from django.urls import path

from casework.tasks import team_views as team
from casework.tasks import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("tasks/", views.task_list, name="task-list"),
    path("tasks/team/", team.team_task_list, name="team-task-list"),
    path("tasks/team/new/", team.team_task_new, name="team-task-new"),
    path("tasks/team/<uuid:team_task_id>/edit/", team.team_task_edit, name="team-task-edit"),
    path("tasks/team/<uuid:team_task_id>/settle/", team.team_task_settle, name="team-task-settle"),
    path("cases/<uuid:case_id>/tasks/", views.case_tasks, name="case-tasks"),
    path("cases/<uuid:case_id>/tasks/new/", views.task_new, name="task-new"),
    path("tasks/<uuid:task_id>/edit/", views.task_edit, name="task-edit"),
    path("tasks/<uuid:task_id>/settle/", views.task_settle, name="task-settle"),
]
