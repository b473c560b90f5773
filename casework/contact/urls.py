"""Addresses of safe contact."""

from __future__ import annotations

from django.urls import path

from casework.contact import views

urlpatterns = [
    path("cases/<uuid:case_id>/contact/", views.case_contact, name="case-contact"),
    path("cases/<uuid:case_id>/contact/edit/", views.contact_edit, name="contact-edit"),
]
