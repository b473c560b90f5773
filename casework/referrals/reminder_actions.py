"""Telling people that a referral waits, and their word that they have seen it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import Membership
from access.permissions import Permission as P
from access.roles import permissions_of
from casework.cases.models import Assignment
from casework.cases.timeline import add_entry
from casework.referrals.clocks import Step
from casework.referrals.models import Referral, ReferralState
from casework.referrals.moving import move
from casework.referrals.reminders import ReferralReminder
from casework.referrals.workflow import Side


@audited(Event.REFERRAL_REMINDED, telling=("step",))
def tell_step(*, by: Actor, referral: Referral, step: str) -> Referral:
    """Tell those who are to see to it, by name, each once; the sender's last step also ends the referral."""
    if by.user is not None:
        raise PermissionDenied
    if step == Step.GIVE_UP and referral.organisation_id == by.organisation_id:
        move(referral, ReferralState.NO_ANSWER, Side.SYSTEM, by=by)
        add_entry(case=referral.case, by=by, kind="referral_closed", codes={"state": ReferralState.NO_ANSWER}, source_id=referral.pk)
    told = [
        ReferralReminder(organisation_id=by.organisation_id, referral=referral, user_id=user_id, step=step)
        for user_id in _people_to_tell(by, referral, step)
    ]
    ReferralReminder.objects.bulk_create(told, ignore_conflicts=True)
    return referral


@audited(Event.REMINDER_SEEN)
def see_reminder(*, by: Actor, reminder: ReferralReminder) -> ReferralReminder:
    """The person who was told has seen it."""
    if reminder.user_id != by.user_id:
        raise PermissionDenied
    if reminder.seen_at is None:
        reminder.seen_at = timezone.now()
        reminder.save(update_fields=["seen_at"])
    return reminder


def _people_to_tell(by: Actor, referral: Referral, step: str) -> Iterable[UUID]:
    """At the sender's: who leads the case, then also the director. At the partner's: who answers, then the director."""
    members = {
        member.user_id: permissions_of(member.roles)
        for member in Membership.objects.filter(organisation_id=by.organisation_id, ended_at=None, user__is_active=True)
    }
    heads = [user for user, may in members.items() if P.CASE_ASSIGN in may]
    if referral.organisation_id == by.organisation_id:
        leads = Assignment.objects.filter(case_id=referral.case_id, is_lead=True, ended_on=None).values_list("user_id", flat=True)
        first = [user for user in leads if user in members]
    else:
        first = [user for user, may in members.items() if P.REFERRAL_RECEIVE in may and P.CASE_ASSIGN not in may]
    if not first:
        return heads
    return first if step == Step.REMIND else [*first, *(user for user in heads if user not in first)]
