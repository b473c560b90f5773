"""Pages of break-glass: open for an hour, give back, and the review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.event_names import kind_of, name_of
from access.events import Event
from access.forms import ActorForm
from access.models import AuditEvent
from access.permissions import Permission as P
from access.scoping import fetch
from casework.cases.emergency import EmergencyOpening, Review
from casework.cases.emergency_actions import AlreadyReviewed, end_emergency, open_in_emergency, review_emergency
from casework.cases.models import Case
from casework.cases.reaching import case_by_code


class EmergencyForm(ActorForm):
    code = forms.CharField(label=gettext_lazy("Case code"), max_length=12)
    reason = forms.CharField(
        label=gettext_lazy("Why it cannot wait"), min_length=15, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The reviewer reads this. It stays on record, encrypted."),
    )  # fmt: skip
    case: Case | None = None

    def clean_code(self) -> str:
        self.case = case_by_code(self.actor, str(self.cleaned_data["code"]))
        if self.case is None:
            raise forms.ValidationError(_("There is no open case with this code."))
        return self.case.code


@requires(P.EMERGENCY_OPEN, confirmed=True)
def emergency_new(request: ActorRequest) -> HttpResponse:
    """Open a colleague's case for an hour. Says what follows before it is done."""
    form = EmergencyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and form.case is not None:
        values = form.cleaned_data
        opening = open_in_emergency(by=request.actor, case=form.case, reason=values["reason"], form_key=values["form_key"])
        messages.warning(request, _("Open for an hour. Everything you see is recorded and reviewed."))
        return redirect("case-detail", opening.case_id)
    own = EmergencyOpening.objects.visible_to(request.actor).filter(user=request.actor.user).running()
    return render(request, "casework/emergency_new.html", {"form": form, "running": own})


@requires(P.EMERGENCY_OPEN)
@require_POST
def emergency_end(request: ActorRequest, emergency_id: UUID) -> HttpResponse:
    opening = fetch(request, EmergencyOpening.objects.filter(user=request.actor.user), pk=emergency_id)
    end_emergency(by=request.actor, opening=opening)
    messages.success(request, _("The case is closed to you again."))
    return redirect("emergency-new")


@requires(P.EMERGENCY_REVIEW)
@require_safe
def emergency_list(request: ActorRequest) -> HttpResponse:
    rows = EmergencyOpening.objects.visible_to(request.actor).select_related("user", "reviewed_by")
    waiting = list(rows.to_review(request.actor))
    return render(request, "casework/emergency_list.html", {"waiting": waiting, "others": rows.exclude(pk__in=[w.pk for w in waiting])[:200]})


@requires(P.EMERGENCY_REVIEW)
def emergency_review(request: ActorRequest, emergency_id: UUID) -> HttpResponse:
    """Who opened what and why, every row they saw meanwhile, and the reviewer's word."""
    opening = fetch(request, EmergencyOpening.objects.select_related("user", "reviewed_by"), pk=emergency_id)
    own = opening.user_id == request.actor.user_id
    if request.method == "POST" and not own and request.POST.get("review") in Review.values:
        try:
            review_emergency(by=request.actor, opening=opening, review=request.POST["review"])
            messages.success(request, _("Saved."))
        except AlreadyReviewed:
            messages.error(request, _("A colleague reviewed this first."))
        return redirect("emergency-review", opening.pk)
    context = {"opening": opening, "own": own, "seen": rows_seen(request, opening), "reviews": Review.choices}
    return render(request, "casework/emergency_review.html", context)


def rows_seen(request: ActorRequest, opening: EmergencyOpening) -> list[dict[str, Any]]:
    """Everything this person saw, did or was refused while the case was open to them, oldest first."""
    events = AuditEvent.objects.visible_to(request.actor).filter(
        actor_id=opening.user_id, at__gte=opening.created_at, at__lte=opening.ended_at or opening.until
    )
    return [
        {"at": event.at, "action": name_of(event.action), "kind": kind_of(event.object_type), "ids": _ids(event), "refused": event.outcome != "done"}
        for event in events.order_by("at", "id")[:500]
        if event.action != Event.EMERGENCY_OPENED
    ]


def _ids(event: AuditEvent) -> list[str]:
    return [str(event.object_id)] if event.object_id else list(event.detail.get("ids", []))
