"""Addresses of merging."""

from django.urls import path

from casework.merging import views

urlpatterns = [
    path("people/same/", views.duplicate_list, name="duplicate-list"),
    path("cases/<uuid:case_id>/same-person/", views.case_same, name="case-same"),
    path("cases/<uuid:case_id>/same-person/<uuid:twin_id>/", views.merge_new, name="merge-new"),
    path("people/<uuid:person_id>/apart/<uuid:twin_id>/", views.keep_apart_view, name="keep-apart"),
    path("merges/<uuid:merge_id>/", views.merge_detail, name="merge-detail"),
    path("merges/<uuid:merge_id>/undo/", views.merge_undo, name="merge-undo"),
]
