"""Addresses of what is typed and not sent. The place of the form travels in the body."""

from django.urls import path

from access.drafts import views

urlpatterns = [
    path("drafts/keep/", views.draft_keep, name="draft-keep"),
    path("drafts/take/", views.draft_take, name="draft-take"),
    path("drafts/drop/", views.draft_drop, name="draft-drop"),
]
