"""Addresses of tasks and the calendar."""

from __future__ import annotations

from django.urls import path

from casework.tasks import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("tasks/", views.task_list, name="task-list"),
    path("cases/<uuid:case_id>/tasks/", views.case_tasks, name="case-tasks"),
    path("cases/<uuid:case_id>/tasks/new/", views.task_new, name="task-new"),
    path("tasks/<uuid:task_id>/edit/", views.task_edit, name="task-edit"),
    path("tasks/<uuid:task_id>/settle/", views.task_settle, name="task-settle"),
]
