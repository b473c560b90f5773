"""The page of today, one's own settings, members and the audit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actions import (
    LastAdministrator,
    add_member,
    change_password,
    change_preferences,
    change_roles,
    end_membership,
    first_password,
    switch_organisation,
)
from access.actors import ActorRequest
from access.audit_question import SPANS, AuditQuestion
from access.decorators import requires, signed_in
from access.desk import tiles_for
from access.events import Event
from access.forms import MemberForm, PasswordForm, PreferencesForm, RolesForm
from access.late_forms import too_late, typed_text
from access.middleware import SESSION_ORGANISATION
from access.models import AuditEvent, Membership
from access.paging import page_of
from access.permissions import Permission
from access.scoping import fetch, note_seen
from access.sessions import rename_session


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
        rename_session(request)
        user = change_password(by=request.actor, new=form.cleaned_data["new"], key=str(request.session.session_key))
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # this session goes on, the others end
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
    names = dict(Membership.objects.visible_to(request.actor).order_by("user__display_name").values_list("user_id", "user__display_name"))
    asked = AuditQuestion.read(request.GET, names)
    page = page_of(request, asked.answer(request.actor), 50)
    rows = [{"event": event, "who": names.get(event.actor_id, ""), "of": names.get(_person_of(event), "")} for event in page]
    context = {"page": page, "rows": rows, "asked": asked, "kinds": list(Event), "people": names.items(), "spans": SPANS}
    return render(request, "access/audit_list.html", context)


def _person_of(event: AuditEvent) -> UUID | None:
    """Whom an event is about, where it is about a colleague."""
    told = event.detail.get("user") if event.action == Event.MANY_OPENED else None
    return UUID(told) if told else None


def form_expired(request: Any, reason: str = "") -> HttpResponse:
    """The form's protection was missing or too old: say so, and lose nothing that can be kept."""
    kept = typed_text(request)
    if kept:
        return too_late(request, kept, is_signed_in=request.user.is_authenticated)
    return render(request, "403_csrf.html", status=403)
