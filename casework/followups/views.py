"""Whom to ask how they are, and what was heard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.followups.actions import record_follow_up
from casework.followups.agenda import follow_ups_of, next_of
from casework.followups.forms import FollowUpForm
from casework.followups.models import with_settled
from casework.followups.presenters import follow_up_of
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def follow_up_list(request: ActorRequest) -> HttpResponse:
    when = request.GET.get("when", "")
    page = page_of(request, follow_ups_of(request.actor, when), 50)
    cases = list(page)
    for case in cases:
        case.next = next_of(case)
    note_seen(request, *cases)
    return render(request, "casework/follow_up_list.html", {"page": page, "cases": cases, "when": when})


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def case_follow_ups(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, with_settled(WITH_PERSON), pk=case_id)
    view = follow_up_of(case)
    note_seen(request, *view.heard)
    return render(request, "casework/case_follow_ups.html", {"view": view} | case_frame(request, case, "case-follow-ups"))


@requires(P.CASE_EDIT, P.SERVICE_ADD)
def follow_up_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """For the date that is due. Nobody is asked who must never be contacted, or whose help has not ended."""
    case = fetch(request, with_settled(WITH_PERSON), pk=case_id)
    view = follow_up_of(case)
    current = view.current
    if current is None or view.ended is None:
        messages.error(request, _("Nobody is to be asked on this case now."))
        return redirect("case-follow-ups", case.pk)
    form = FollowUpForm(posted(request), actor=request.actor, ended=view.ended, attempt=view.attempt())
    made = saved(request, form, lambda facts, key: record_follow_up(
        by=request.actor, case=case, months=current.months, facts=facts, form_key=key
    ))  # fmt: skip
    if made:
        messages.success(request, _("Saved."))
        return redirect("case-follow-ups", case.pk)
    context = {"form": form, "current": current, "attempt": view.attempt()}
    return render(request, "casework/follow_up_form.html", context | case_frame(request, case))
