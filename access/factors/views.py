"""One's own second factors and sessions, and the answer to "I lost my phone" for whoever manages members."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actions import first_password
from access.actors import ActorRequest
from access.confirmation import IF_ENROLLED
from access.crypto.fields import CannotOpen
from access.decorators import requires, signed_in
from access.factors import actions
from access.factors.forms import AppForm, PasskeyForm
from access.factors.models import AuthenticatorApp, OpenSession, Passkey
from access.factors.passkeys import ask_to_make, made
from access.factors.proof import factors_of
from access.factors.rules import app_address, in_groups, needs_factor, new_secret, secret_text
from access.factors.seal import open_for, seal_for
from access.models import Membership
from access.permissions import Permission
from access.scoping import fetch
from access.sessions import is_current, mark_of_person, note_factor, still_open

SESSION_SECRET = "new_app"


@signed_in
def factors(request: ActorRequest) -> HttpResponse:
    """What I have besides the password."""
    app = AuthenticatorApp.objects.visible_to(request.actor).first()
    keys = Passkey.objects.visible_to(request.actor).order_by("created_at")
    mine = factors_of(request.actor.user_id)
    context = {"app": app, "passkeys": keys, "factors": mine, "needed": needs_factor(request.actor.roles)}
    return render(request, "access/factors.html", context)


@signed_in(confirmed=IF_ENROLLED)
def app_new(request: ActorRequest) -> HttpResponse:
    """Scan the picture (or type the secret), then type the code the app shows."""
    secret = _new_secret(request)
    form = AppForm(request.POST if request.method == "POST" else None, actor=request.actor, secret=secret)
    if request.method == "POST" and form.is_valid():
        before = factors_of(request.actor.user_id)
        actions.add_app(by=request.actor, secret=secret, step=form.step)
        del request.session[SESSION_SECRET]
        return _added(request, is_first=not before or not before.codes, replaced=before.has_app)
    context = {"form": form, "picture": _picture(request, secret), "secret": _spelled(secret)}
    return render(request, "access/factor_app.html", context)


def _new_secret(request: Any) -> bytes:
    """The secret that waits to be confirmed, sealed in the session; the same until it is."""
    user_id = request.actor.user_id
    kept = request.session.get(SESSION_SECRET, "")
    try:
        return open_for(user_id, "new app", base64.b64decode(kept))
    except CannotOpen:
        secret = new_secret()
        request.session[SESSION_SECRET] = base64.b64encode(seal_for(user_id, "new app", secret)).decode()
        return secret


def _picture(request: ActorRequest, secret: bytes) -> str:
    assert request.actor.user is not None
    code = segno.make(app_address(secret, request.actor.user.username), error="m")
    return code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff", xmldecl=False)


def _spelled(secret: bytes) -> str:
    text = secret_text(secret)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _added(request: ActorRequest, *, is_first: bool, replaced: bool = False) -> HttpResponse:
    """The session has its second factor now. With the first one come recovery codes, shown this once."""
    note_factor(request)
    if replaced:
        actions.end_other_sessions(by=request.actor, key=str(request.session.session_key))  # type: ignore[attr-defined]
    if is_first:
        return _show_codes(request)
    messages.success(request, _("Saved."))
    return redirect("factors")


def _show_codes(request: ActorRequest) -> HttpResponse:
    codes = [in_groups(code) for code in actions.make_recovery_codes(by=request.actor)]
    return render(request, "access/recovery_codes.html", {"codes": codes})


@signed_in(confirmed=True)
@require_POST
def app_remove(request: ActorRequest) -> HttpResponse:
    return _remove(request, lambda: actions.remove_app(by=request.actor))


@signed_in(confirmed=IF_ENROLLED)
def passkey_new(request: ActorRequest) -> HttpResponse:
    form = PasskeyForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        key = made(request, form.cleaned_data["confirm_passkey"])
        if key is not None:
            before = factors_of(request.actor.user_id)
            actions.add_passkey(by=request.actor, name=form.cleaned_data["name"], credential=key[0], count=key[1])
            return _added(request, is_first=not before or not before.codes)
        form.add_error(None, _("The device made no passkey. Try again, or set up an app."))
    return render(request, "access/factor_passkey.html", {"form": form})


@signed_in(confirmed=IF_ENROLLED)
@require_POST
def passkey_make(request: ActorRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    return JsonResponse(ask_to_make(request, request.actor.user))


@signed_in(confirmed=True)
@require_POST
def passkey_remove(request: ActorRequest, passkey_id: UUID) -> HttpResponse:
    key = fetch(request, Passkey, pk=passkey_id)
    return _remove(request, lambda: actions.remove_passkey(by=request.actor, passkey=key))


def _remove(request: ActorRequest, remove: Any) -> HttpResponse:
    try:
        remove()
    except actions.LastFactor:
        messages.error(request, _("This is your only second factor. Add another one first."))
    else:
        actions.end_other_sessions(by=request.actor, key=str(request.session.session_key))  # type: ignore[attr-defined]
        messages.success(request, _("Removed."))
    return redirect("factors")


@signed_in(confirmed=True)
@require_POST
def recovery_codes(request: ActorRequest) -> HttpResponse:
    """New codes; the ones before are worth nothing. Shown once, therefore the answer to a press and no page of its own."""
    if not factors_of(request.actor.user_id):
        return redirect("factors")
    return _show_codes(request)


@signed_in
def session_list(request: ActorRequest) -> HttpResponse:
    rows = still_open(OpenSession.objects.visible_to(request.actor)).order_by("-seen_at")
    shown = [{"session": row, "here": is_current(request, row)} for row in rows]
    return render(request, "access/session_list.html", {"rows": shown, "others": sum(not row["here"] for row in shown)})


@signed_in
@require_POST
def session_end(request: ActorRequest, session_id: UUID) -> HttpResponse:
    actions.end_own_session(by=request.actor, session=fetch(request, OpenSession, pk=session_id))
    messages.success(request, _("The session was ended."))
    return redirect("session-list")


@signed_in
@require_POST
def session_end_others(request: ActorRequest) -> HttpResponse:
    actions.end_other_sessions(by=request.actor, key=str(request.session.session_key))  # type: ignore[attr-defined]
    messages.success(request, _("All other sessions were ended."))
    return redirect("session-list")


@signed_in
@require_POST
def still_here(request: ActorRequest) -> HttpResponse:
    """Somebody is still there; the page that asks gets what its forms need to be sent after signing in again."""
    return JsonResponse({"token": get_token(request), "who": mark_of_person(request.actor.user_id)})


@signed_in
def back_again(request: ActorRequest) -> HttpResponse:
    """Signed in again beside a page that waits: that page goes on by itself."""
    return render(request, "access/back_again.html")


@requires(Permission.MEMBER_MANAGE, confirmed=True)
def member_access(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    """A member who forgot the password, lost the phone, or left a browser open."""
    member = fetch(request, Membership.objects.select_related("user"), pk=membership_id)
    context: dict[str, Any] = {"member": member, "error": "", "is_self": member.user_id == request.actor.user_id}
    wish = request.POST.get("do", "") if request.method == "POST" else ""
    try:
        if wish == "password":
            secret = first_password()
            actions.reset_password(by=request.actor, membership=member, password=secret)
            return render(request, "access/member_password.html", context | {"secret": secret})
        if wish in {"factors", "sessions"}:
            act = {"factors": actions.reset_factors, "sessions": actions.end_sessions_of}[wish]
            act(by=request.actor, membership=member)
            messages.success(request, _("Done. It holds from the member's next click."))
            return redirect("member-list")
    except actions.NotYours:
        context["error"] = _("You cannot reset this account: it is your own, or has powers you lack, or works elsewhere too.")
    return render(request, "access/member_access.html", context)
