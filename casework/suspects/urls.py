"""Addresses of suspects and of the check for shared ones."""

from __future__ import annotations

from django.urls import path

from casework.suspects import conflict_views, views

urlpatterns = [
    path("cases/<uuid:case_id>/suspects/", views.case_suspects, name="case-suspects"),
    path("cases/<uuid:case_id>/suspects/new/", views.suspect_new, name="suspect-new"),
    path("suspects/", views.suspect_list, name="suspect-list"),
    path("suspects/<uuid:suspect_id>/", views.suspect_detail, name="suspect-detail"),
    path("suspects/mentions/<uuid:mention_id>/edit/", views.mention_edit, name="mention-edit"),
    path("suspects/mentions/<uuid:mention_id>/same/", views.mention_same, name="mention-same"),
    path("conflicts/", conflict_views.conflict_list, name="conflict-list"),
    path("conflicts/<uuid:case_id>/<uuid:other_id>/", conflict_views.conflict_settle, name="conflict-settle"),
]
