from __future__ import annotations

from django.urls import path

from reports.context import views

urlpatterns = [
    path("context/", views.context_list, name="context-list"),
    path("context/new/", views.context_new, name="context-new"),
    path("context/import/", views.context_import, name="context-import"),
    path("context/<uuid:figure_id>/", views.context_edit, name="context-edit"),
    path("context/<uuid:figure_id>/remove/", views.context_remove, name="context-remove"),
]
