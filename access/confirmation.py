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
from django.utils.encoding import iri_to_uri
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
    only_enrolled: bool = False

    @property
    def seconds(self) -> int:
        return int(getattr(settings, self.setting))


RECENTLY = Confirmation("CONFIRM_SECONDS")
FOR_A_FILE = Confirmation("CONFIRM_SECONDS", is_file=True)
IF_ENROLLED = Confirmation("CONFIRM_SECONDS", only_enrolled=True)  # setting up one's first second factor
ONCE_A_SHIFT = Confirmation("CONFIRM_SHIFT_SECONDS", sign_in_counts=False)


def is_confirmed(request: Any, wanted: Confirmation) -> bool:
    """Whether the person proved lately enough that it is they."""
    proofs: list[int] = [request.session.get(SESSION_CONFIRMED, 0)]
    if wanted.sign_in_counts:
        proofs.append(request.session.get(SESSION_SIGNED_IN, 0))
    if 0 <= int(time.time()) - max(proofs) <= wanted.seconds:
        return True
    return wanted.only_enrolled and not has_factor(request)


def has_factor(request: Any) -> bool:
    from access.factors.proof import factors_of

    return bool(factors_of(request.actor.user_id))


def ask(request: Any, wanted: Confirmation) -> HttpResponse | None:
    """The page that asks, or None when what was sent along proves it. What was typed before comes back with the answer."""
    if request.method in {"GET", "HEAD"} or request.FILES or getattr(request, "htmx", False):
        return _send_to_page(request, wanted)
    answered = "confirm_code" in request.POST or "confirm_passkey" in request.POST
    form = proof_form(request, request.POST if answered else None)
    if answered and accept(request, form):
        return None
    kept = [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
    return show(request, form, action=request.get_full_path(), kept=kept)


def proof_form(request: Any, data: Any) -> Any:
    from access.factors.forms import ProofForm
    from access.factors.proof import factors_of

    person = request.actor.user
    return ProofForm(data, request=request, user=person, factors=factors_of(person.pk), by=request.actor)


def accept(request: Any, form: Any) -> bool:
    """Whether the answer proves it; then the session is fresh again, under another key."""
    if not form.is_valid():
        return False
    from access.factors.actions import tell_confirmed
    from access.sessions import note_confirmed

    note_confirmed(request)
    tell_confirmed(by=request.actor, how=form.how)
    return True


def show(request: Any, form: Any, *, action: str, kept: list[tuple[str, Any]]) -> HttpResponse:
    return render(request, "access/confirm.html", {"form": form, "kept": kept, "action": action, "factors": form.factors})


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
    if parts.path[:1] not in {"", "/"}:
        return reverse(settings.LOGIN_REDIRECT_URL)
    return iri_to_uri(f"{parts.path}?{parts.query}" if parts.query else parts.path or "/")
