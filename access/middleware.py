"""One transaction a request, in which both Python and PostgreSQL know who acts; refused unless a view declares its rule."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from access.actors import Actor
from access.audit import record, record_refusal, record_seen
from access.context import acting, context_of, put, signed
from access.drafts.keeping import drop_when_sent
from access.events import Event
from access.late_forms import too_late, typed_text
from access.models import Membership
from access.sessions import (
    CLOCKS_DIFFER,
    NOTED_EVERY,
    SESSION_COVERED,
    SESSION_HALF,
    SESSION_SEEN,
    SESSION_STARTED,
    forget_session,
    has_moved,
    lacks_factor,
    touch,
    was_ended,
)

VERBS = ("GET", "HEAD", "POST")
FORMS = {"", "application/x-www-form-urlencoded", "multipart/form-data"}
SESSION_ORGANISATION = "organisation"
WATCHING = "X-Pana-Watching"  # a page that renews itself is not somebody who is there
WHILE_COVERED = {"cover", "covered", "sign-out", "language"}
BEFORE_A_NEW_PASSWORD = {"password", "sign-out", "language", "still-here"}
BEFORE_A_FACTOR = {
    "factors", "factor-app", "factor-passkey", "factor-passkey-question", "recovery-codes", "sign-out", "language", "still-here",
    "confirm", "passkey-question",
}  # fmt: skip


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.method not in VERBS:
            return _harden(request, HttpResponseNotAllowed(VERBS))
        if request.method == "POST" and request.content_type not in FORMS:
            return _harden(request, HttpResponse(status=415))
        request.actor, request.seen, request.noted, request.memberships, request.refusals = None, [], [], [], []
        request.is_fresh = request.is_confined = False
        if request.user.is_authenticated and _has_run_out(request):
            return _harden(request, _end(request, "expired"))
        with transaction.atomic():
            self._establish(request)
            is_over = request.user.is_authenticated and (was_ended(request) or has_moved(request))
            response = HttpResponse() if is_over else self._answer(request)
        _record_refusals(request, response)
        return _harden(request, _end(request, "ended") if is_over else response)

    def _answer(self, request: Any) -> HttpResponse:
        """What the page says, with what it showed on record; a refusal takes back all that was done."""
        with translation.override(_language(request)), timezone.override(_zone(request)):
            response = self.get_response(request)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif request.actor and response.status_code == 200:
            record_seen(by=request.actor, seen=request.seen)
            for event, detail in request.noted:  # what a page that only shows wants to be remembered
                record(event, by=request.actor, detail=detail)
        if response.status_code < 400:
            drop_when_sent(request, response)
            put("")
        return response

    def _establish(self, request: Any) -> None:
        if not request.user.is_authenticated:
            put("")
            return
        put(signed(None, request.user.pk))
        if request.is_fresh:
            touch(request)
        request.memberships = list(
            Membership.objects.filter(user=request.user, ended_at=None, organisation__is_active=True)
            .select_related("organisation")
            .order_by("organisation__name")
        )
        chosen = str(request.session.get(SESSION_ORGANISATION, ""))
        membership = next((m for m in request.memberships if str(m.organisation_id) == chosen), None)
        membership = membership or next(iter(request.memberships), None)
        if membership is not None:
            request.actor = Actor(
                organisation=membership.organisation, user=request.user, roles=frozenset(membership.roles)
            )
            put(context_of(request.actor))

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "access_rule", None) is None:
            raise PermissionDenied("This view declares no access rule.")
        name = request.resolver_match.view_name
        if request.actor and SESSION_COVERED in request.session:
            request.is_confined = True
            return redirect("covered") if name not in WHILE_COVERED else None
        if _has_first_password(request):
            request.is_confined = True
            return redirect("password") if name not in BEFORE_A_NEW_PASSWORD else None
        if request.actor and lacks_factor(request):
            request.is_confined = True
            return redirect("factors") if name not in BEFORE_A_FACTOR else None
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        transaction.set_rollback(True)


def _language(request: Any) -> str:
    user = request.user
    if user.is_authenticated and user.language in dict(settings.LANGUAGES):
        return str(user.language)
    return translation.get_language() or settings.LANGUAGE_CODE


def _zone(request: Any) -> str | None:
    """Today is today where the organisation works."""
    return str(request.actor.organisation.time_zone) if request.actor else None


def clear_site(response: HttpResponse) -> HttpResponse:
    """Ask the browser to forget the pages it was shown."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _has_first_password(request: Any) -> bool:
    return bool(request.actor and request.actor.user and request.actor.user.must_change_password)


def _has_run_out(request: Any) -> bool:
    """Nothing happened for a quarter of an hour, the working day of this session is over, or the clock was set back.

    After that nobody could say for how long nothing happened; servers whose clocks differ by a moment do no harm.
    """
    now, last = int(time.time()), request.session.get(SESSION_SEEN)
    started = request.session.setdefault(SESSION_STARTED, now)
    if now - started > settings.SESSION_COOKIE_AGE or now < max(started, last or 0) - CLOCKS_DIFFER:
        return True
    if last is not None and now - last > settings.SESSION_IDLE_SECONDS:
        return True
    request.is_fresh = WATCHING not in request.headers and (last is None or now - last >= NOTED_EVERY)
    if request.is_fresh:
        request.session[SESSION_SEEN] = now
    return False


def _end(request: Any, why: str) -> HttpResponse:
    """This session is over: the browser forgets it, the next page says so, and a form that comes too late is kept."""
    kept, language = typed_text(request), _language(request)
    with acting(organisation_id=None, user_id=request.user.pk):
        forget_session(request)
    logout(request)
    request.actor, request.memberships = None, []
    if not kept:
        return clear_site(redirect(f"{reverse(settings.LOGIN_URL)}?{why}=1"))
    with translation.override(language):
        return too_late(request, kept, is_signed_in=False)


def _record_refusals(request: Any, response: HttpResponse) -> None:
    """A refusal survives the rollback of the request that was refused: what was denied, and what proved nobody."""
    for event, actor, detail in request.refusals:
        record_refusal(event, by=actor, detail=detail)
    if request.actor is None or response.status_code not in {403, 404}:
        return
    match = request.resolver_match
    detail = {"route": match.view_name if match else "", "method": request.method, "status": response.status_code}
    with acting(organisation_id=request.actor.organisation_id, user_id=request.actor.user_id):
        record(Event.DENIED, by=request.actor, outcome="refused", detail=detail)


def _harden(request: Any, response: HttpResponse) -> HttpResponse:
    if request.user.is_authenticated or SESSION_HALF in request.session:
        add_never_cache_headers(response)
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    return response
