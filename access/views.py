"""Signing in, the page of today, one's own settings, members and the audit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actions import (
    LastAdministrator,
    add_member,
    change_password,
    change_preferences,
    change_roles,
    end_membership,
    end_session,
    first_password,
    is_throttled,
    note_attempt,
    switch_organisation,
)
from access.actors import ActorRequest
from access.decorators import public, requires, signed_in
from access.desk import tiles_for
from access.devices import known_device, remember_device
from access.events import Event
from access.forms import MemberForm, PasswordForm, PreferencesForm, RolesForm, SignInForm
from access.middleware import SESSION_ORGANISATION, begin_session, clear_site
from access.models import AuditEvent, Membership
from access.permissions import Permission
from access.scoping import fetch, note_seen
from access.sessions import record_start_of_session


@public
def sign_in(request: Any) -> HttpResponse:
    """One answer for every failure, so that nobody learns which accounts exist."""
    if request.actor is not None:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = _try_sign_in(request, form)
        if response is not None:
            return response
    context = {"form": form, "expired": "expired" in request.GET, "next": request.GET.get("next", "")}
    return render(request, "access/sign_in.html", context)


def _try_sign_in(request: Any, form: SignInForm) -> HttpResponse | None:
    username, password = form.cleaned_data["username"].strip().lower(), form.cleaned_data["password"]
    device = known_device(request, username)
    if is_throttled(username, device):
        form.add_error(None, _("Too many attempts. Wait five minutes and try again."))
        return None
    user = authenticate(request, username=username, password=password)
    note_attempt(username, succeeded=user is not None, device=device)
    if user is None:
        form.add_error(None, _("This user name and password do not match."))
        return None
    login(request, user)
    begin_session(request)
    record_start_of_session(user)
    response = redirect(_safe_next(request))
    remember_device(request, response, username)
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else settings.LOGIN_REDIRECT_URL


@signed_in
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    end_session(by=request.actor)
    logout(request)
    response = redirect("sign-in")
    clear_site(response)
    return response


@public
def language(request: Any) -> HttpResponse:
    """Choose the language before signing in."""
    code = request.POST.get("language", "")
    response = redirect("sign-in")
    if request.method == "POST" and code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", secure=settings.TLS, httponly=True)
    return response


@public
def start(request: Any) -> HttpResponse:
    return redirect("home" if request.actor else "sign-in")


@signed_in
def home(request: ActorRequest) -> HttpResponse:
    return render(request, "access/home.html", {"tiles": tiles_for(request.actor)})


@signed_in
@require_POST
def switch(request: ActorRequest) -> HttpResponse:
    chosen = request.POST.get("organisation", "")
    membership: Membership | None = next(
        (m for m in request.memberships if str(m.organisation_id) == chosen),  # type: ignore[attr-defined]  # set by the middleware
        None,
    )
    if membership is not None:
        switch_organisation(by=request.actor, organisation=membership.organisation)
        request.session[SESSION_ORGANISATION] = chosen
    return redirect("home")


@signed_in
def preferences(request: ActorRequest) -> HttpResponse:
    user = request.actor.user
    assert user is not None
    initial = {"display_name": user.display_name, "language": user.language, "theme": user.theme}
    form = PreferencesForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in initial}
        change_preferences(by=request.actor, **values)
        with translation.override(values["language"]):
            messages.success(request, _("Saved."))
        return redirect("preferences")
    memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]  # set by the middleware
    return render(request, "access/preferences.html", {"form": form, "mine": memberships})


@signed_in
def password(request: ActorRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        user = change_password(by=request.actor, new=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("The password was changed."))
        return redirect("home")
    return render(request, "access/password.html", {"form": form})


@requires(Permission.MEMBER_VIEW)
def member_list(request: ActorRequest) -> HttpResponse:
    members = list(
        Membership.objects.visible_to(request.actor).filter(ended_at=None).select_related("user").order_by("user__display_name")
    )
    note_seen(request, *[member.user for member in members])
    return render(request, "access/member_list.html", {"members": members})


@requires(Permission.MEMBER_MANAGE, confirmed=True)
def member_new(request: ActorRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        secret = first_password()
        membership = add_member(by=request.actor, password=secret, **form.cleaned_data)
        context = {"member": membership, "secret": secret, "username": form.cleaned_data["username"]}
        return render(request, "access/member_added.html", context)
    return render(request, "access/member_form.html", {"form": form})


@requires(Permission.MEMBER_MANAGE, confirmed=True)
def member_roles(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = fetch(request, Membership.objects.select_related("user"), pk=membership_id)
    form = RolesForm(request.POST or None, actor=request.actor, initial={"roles": membership.roles})
    if request.method == "POST" and form.is_valid():
        try:
            change_roles(by=request.actor, membership=membership, roles=form.cleaned_data["roles"])
        except LastAdministrator:
            form.add_error(None, _("You cannot change your own roles; ask a colleague who manages members."))
        else:
            messages.success(request, _("Saved."))
            return redirect("member-list")
    return render(request, "access/member_roles.html", {"form": form, "member": membership})


@requires(Permission.MEMBER_MANAGE, confirmed=True)
def member_end(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = fetch(request, Membership.objects.select_related("user"), pk=membership_id)
    error = ""
    if request.method == "POST":
        try:
            end_membership(by=request.actor, membership=membership)
        except LastAdministrator:
            error = _("You cannot remove yourself; ask a colleague who manages members.")
        else:
            messages.success(request, _("The member was removed."))
            return redirect("member-list")
    return render(request, "access/member_end.html", {"member": membership, "error": error})


@requires(Permission.AUDIT_VIEW)
def audit_list(request: ActorRequest) -> HttpResponse:
    events = AuditEvent.objects.visible_to(request.actor).order_by("-at", "id")
    kind = request.GET.get("kind", "")
    if kind in Event._value2member_map_:
        events = events.filter(action=kind)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    names = dict(
        Membership.objects.visible_to(request.actor).values_list("user_id", "user__display_name")
    )
    rows = [{"event": event, "who": names.get(event.actor_id, "")} for event in page]
    return render(request, "access/audit_list.html", {"page": page, "rows": rows, "kind": kind, "kinds": list(Event)})


def form_expired(request: Any, reason: str = "") -> HttpResponse:
    """The form's protection was missing or too old: say so, and lose nothing that can be kept."""
    return render(request, "403_csrf.html", status=403)
