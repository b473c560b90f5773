"""A form that arrives after the session has ended: nothing is saved, nothing is silently lost, and the page says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve

from access.confirmation import OWN_FIELDS

WITH_SECRETS = {"sign-in", "sign-in-second", "sign-in-passkey", "password", "confirm", "sign-out", "switch", "language"}


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody typed into a page of ours; passwords and codes are not given back, nor what another site sent."""
    if request.method != "POST" or not came_from_us(request):
        return []
    if resolve(request.path_info).url_name in WITH_SECRETS:
        return []
    kept = [(name, str(value)) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
    return kept if any(value.strip() for name, value in kept if name != "form_key") else []


def came_from_us(request: HttpRequest) -> bool:
    """The browser says that the form stood on a page of this installation."""
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


def too_late(request: Any, kept: list[tuple[str, str]], *, is_signed_in: bool) -> HttpResponse:
    """The form once more, invisible, with a button to send it again."""
    context = {"kept": kept, "action": request.get_full_path(), "is_signed_in": is_signed_in, "has_files": bool(request.FILES)}
    response = render(request, "access/too_late.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
