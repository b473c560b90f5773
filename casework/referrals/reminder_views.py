"""What one was told about referrals that wait."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch
from casework.referrals.listing import reminders_of
from casework.referrals.presenters import mark_referrals
from casework.referrals.reminder_actions import see_reminder
from casework.referrals.reminders import ReferralReminder

PAGE = 50


@requires(P.REFERRAL_RECEIVE)
@require_safe
def reminder_list(request: ActorRequest) -> HttpResponse:
    rows = reminders_of(request.actor).select_related("referral__organisation", "referral__recipient")
    page = page_of(request, rows.order_by("-created_at", "pk"), PAGE)
    mark_referrals(reminder.referral for reminder in page)
    for reminder in page:
        reminder.is_own = reminder.referral.organisation_id == request.actor.organisation_id
    return render(request, "casework/reminder_list.html", {"page": page, "reminders": list(page)})


@requires(P.REFERRAL_RECEIVE)
@require_POST
def reminder_seen(request: ActorRequest, reminder_id: UUID) -> HttpResponse:
    see_reminder(by=request.actor, reminder=fetch(request, ReferralReminder, pk=reminder_id))
    messages.success(request, _("Noted."))
    return redirect("reminder-list")
