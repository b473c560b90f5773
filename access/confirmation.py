"""Asking again who sits at the keyboard, before something that leaves the house or cannot be taken back.

An open session on a desk is enough to read what one's role may read. It is not enough to give roles, to take files
away or to publish: for that the person shows the second factor once more (or the password, where there is none).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_CONFIRMED = "confirmed"
SESSION_SIGNED_IN = "signed_in"
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "confirm_code", "confirm_passkey"})


@dataclass(frozen=True)
class Confirmation:
    """How fresh the proof must be: `setting` names the seconds. A file is given after returning to its page."""

    setting: str
    is_file: bool = False
    sign_in_counts: bool = True

    @property
    def seconds(self) -> int:
        return int(getattr(settings, self.setting))


RECENTLY = Confirmation("CONFIRM_SECONDS")
FOR_A_FILE = Confirmation("CONFIRM_SECONDS", is_file=True)
ONCE_A_SHIFT = Confirmation("CONFIRM_SHIFT_SECONDS", sign_in_counts=False)


def is_confirmed(request: Any, wanted: Confirmation) -> bool:
    """Whether the person proved lately enough that it is they."""
    proofs: list[int] = [request.session.get(SESSION_CONFIRMED, 0)]
    if wanted.sign_in_counts:
        proofs.append(request.session.get(SESSION_SIGNED_IN, 0))
    return 0 <= int(time.time()) - max(proofs) <= wanted.seconds


def note_confirmed(request: Any) -> None:
    """The person proved it just now; the session goes on under another name."""
    request.session.cycle_key()
    request.session[SESSION_CONFIRMED] = int(time.time())


def ask(request: Any, wanted: Confirmation) -> HttpResponse | None:
    """The page that asks, or None when what was sent along proves it. What was typed before comes back with the answer."""
    if request.method in {"GET", "HEAD"} or request.FILES or getattr(request, "htmx", False):
        return _send_to_page(request, wanted)
    from access.factors.forms import ConfirmForm

    answered = "confirm_code" in request.POST or "confirm_passkey" in request.POST
    form = ConfirmForm(request.POST if answered else None, request=request)
    if answered and form.is_valid():
        note_confirmed(request)
        return None
    kept = [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
    context = {"form": form, "kept": kept, "action": request.get_full_path(), "back": page_before(request)}
    return render(request, "access/confirm.html", context)


def _send_to_page(request: Any, wanted: Confirmation) -> HttpResponse:
    onward = request.get_full_path() if request.method == "GET" and not wanted.is_file else page_before(request)
    address = f"{reverse('confirm')}?{urlencode({'next': onward})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def page_before(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed, or the start."""
    return safe_path(request, request.headers.get("Referer", ""))


def safe_path(request: HttpRequest, target: str) -> str:
    """A place of this installation, never another: the page asked for or the start."""
    inside = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    if not target or not inside:
        return reverse(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(target)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
