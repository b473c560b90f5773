"""Signing in, in two steps: the password, then what only this person has. A passkey is both at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from access.actions import end_session, start_session
from access.actors import Actor, ActorRequest
from access.attempts import ADDRESS, SIGN_IN, address_of, is_throttled, note_attempt
from access.confirmation import safe_path
from access.decorators import public, signed_in
from access.devices import known_device, remember_device
from access.events import Event
from access.factors.actions import tell_recovery_used
from access.factors.forms import WAIT, ProofForm
from access.factors.passkeys import ask_to_prove, claimed_person, proved_passkey
from access.factors.proof import factors_of
from access.forms import SignInForm
from access.middleware import clear_site
from access.models import User
from access.sessions import SESSION_HALF, account_named, account_of, actor_of, begin_session, forget_session

BACKEND = "access.passwords.AccountBackend"
HALF_SECONDS = 300


@dataclass(frozen=True)
class Half:
    """Somebody who gave the right password and has not shown the second factor: may do nothing but that."""

    user: User
    actor: Actor
    onward: str


@public
def sign_in(request: Any) -> HttpResponse:
    """One answer for every failure, so that nobody learns which accounts exist."""
    if request.actor is not None:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = _try_password(request, form)
        if response is not None:
            return response
    told = next((word for word in ("expired", "ended") if word in request.GET), "")
    context = {"form": form, "told": told, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "access/sign_in.html", context)


def _try_password(request: Any, form: SignInForm) -> HttpResponse | None:
    username, password = form.cleaned_data["username"].strip().lower(), form.cleaned_data["password"]
    device, address = known_device(request, username), address_of(request)
    if is_throttled(SIGN_IN, username, device) or (not device and is_throttled(ADDRESS, address)):
        form.add_error(None, WAIT)
        return None
    user = authenticate(request, username=username, password=password)
    actor = actor_of(account_named(username) or User())  # asked alike whether the name is known or not
    accepted = user is not None and actor is not None
    note_attempt(SIGN_IN, username, succeeded=accepted, device=device)
    if not accepted or actor is None or not isinstance(user, User):
        note_attempt(ADDRESS, address, succeeded=False)
        request.refusals.append((Event.SIGN_IN_FAILED, actor, {"how": "password"}))
        form.add_error(None, _("This user name and password do not match."))
        return None
    onward = _onward(request)
    if not factors_of(user.pk):
        return _complete(request, actor, how="password", onward=onward)
    _begin_half(request, user, onward)
    return redirect("sign-in-second")


def _onward(request: HttpRequest) -> str:
    return safe_path(request, request.POST.get("next", ""))


def _begin_half(request: Any, user: User, onward: str) -> None:
    request.session.flush()
    request.session[SESSION_HALF] = {
        "user": str(user.pk), "at": int(time.time()), "next": onward, "stamp": user.get_session_auth_hash()
    }  # fmt: skip
    request.session.set_expiry(HALF_SECONDS)


def _half(request: Any) -> Half | None:
    """Who gave the password in this browser a moment ago, if that still holds."""
    kept = request.session.get(SESSION_HALF)
    if not kept or not 0 <= time.time() - kept["at"] <= HALF_SECONDS:
        return None
    user = account_of(UUID(kept["user"]))
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["stamp"]):
        return None
    actor = actor_of(user)
    return Half(user, actor, str(kept["next"])) if actor else None


@public
def second_step(request: Any) -> HttpResponse:
    """The code, a recovery code or the passkey; until then the browser is nobody's."""
    half = None if request.actor else _half(request)
    if half is None:
        return redirect("sign-in")
    factors = factors_of(half.user.pk)
    form = ProofForm(request.POST if request.method == "POST" else None, request=request, user=half.user, factors=factors, by=half.actor)
    if request.method == "POST" and form.is_valid():
        return _complete(request, half.actor, how=f"password+{form.how}", onward=half.onward)
    return render(request, "access/sign_in_second.html", {"form": form, "factors": factors})


@public
@require_POST
def passkey_question(request: Any) -> HttpResponse:
    """What the browser is to ask the passkey: of the one who is signed in (wholly or half), or of whoever comes."""
    half = None if request.actor else _half(request)
    person = request.actor.user_id if request.actor else half.user.pk if half else None
    if person is None:
        request.session.set_expiry(HALF_SECONDS)
    return JsonResponse(ask_to_prove(request, person))


@public
@require_POST
def passkey_sign_in(request: Any) -> HttpResponse:
    """A passkey alone: it proves the person and cannot be guessed, so it is open while passwords are slowed down."""
    answer = request.POST.get("confirm_passkey", "")
    user = account_of(claimed_person(answer))
    actor = actor_of(user) if user else None
    if user is None or actor is None or not proved_passkey(request, user.pk, answer):
        request.refusals.append((Event.SIGN_IN_FAILED, actor, {"how": "passkey"}))
        form = SignInForm({})
        form.errors.clear()
        form.add_error(None, _("This passkey was not accepted. Try again, or use your password."))
        return render(request, "access/sign_in.html", {"form": form, "told": "", "next": request.POST.get("next", "")})
    return _complete(request, actor, how="passkey", onward=_onward(request))


def _complete(request: Any, actor: Actor, *, how: str, onward: str) -> HttpResponse:
    user = actor.user
    assert user is not None
    request.session.pop(SESSION_HALF, None)
    request.session.set_expiry(None)
    login(request, user, backend=BACKEND)
    begin_session(request, user, factor=how != "password")
    start_session(by=actor, how=how)
    if how.endswith("recovery"):
        left = tell_recovery_used(by=actor)
        messages.warning(
            request, ngettext("%(n)s recovery code is left.", "%(n)s recovery codes are left.", left) % {"n": left}
        )
    response = redirect(onward)
    remember_device(request, response, user.username)
    return response


@signed_in
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    end_session(by=request.actor)
    forget_session(request)
    logout(request)
    response = redirect("sign-in")
    clear_site(response)
    return response


@public
def language(request: Any) -> HttpResponse:
    """Choose the language before signing in."""
    code = request.POST.get("language", "")
    response = redirect("sign-in-second" if SESSION_HALF in request.session else "sign-in")
    if request.method == "POST" and code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", secure=settings.TLS, httponly=True)
    return response


@public
def start(request: Any) -> HttpResponse:
    return redirect("home" if request.actor else "sign-in")
