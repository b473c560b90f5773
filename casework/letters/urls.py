"""Addresses of letters. None ever carries a name."""

from __future__ import annotations

from django.urls import path

from casework.letters import views

urlpatterns = [
    path("cases/<uuid:case_id>/letters/", views.case_letters, name="case-letters"),
    path("cases/<uuid:case_id>/letters/new/", views.letter_new, name="letter-new"),
    path("settings/letters/", views.letter_templates, name="letter-templates"),
]
