"""Who works on a case: part of actions that are audited themselves."""

from __future__ import annotations

from django.utils import timezone

from access.models import Membership, User
from casework.cases.models import Assignment, Case


class NotAMember(Exception):
    """Work is given to members of the organisation only."""


def assign(case: Case, user: User, *, is_lead: bool) -> None:
    """Give somebody work on a case; a new lead takes over from the one before."""
    if not Membership.objects.filter(organisation_id=case.organisation_id, user=user, ended_at=None).exists():
        raise NotAMember
    current = Assignment.objects.select_for_update().filter(case=case, ended_on=None)
    if is_lead:
        current.filter(is_lead=True).update(ended_on=timezone.localdate())
    current.filter(user=user).update(ended_on=timezone.localdate())
    Assignment.objects.create(organisation_id=case.organisation_id, case=case, user=user, is_lead=is_lead)


def replace(assignment: Assignment, user: User) -> None:
    """One colleague takes the place of another; who leads the case already goes on leading."""
    Assignment.objects.filter(pk=assignment.pk).update(ended_on=timezone.localdate())
    leads = Assignment.objects.filter(case=assignment.case, user=user, ended_on=None, is_lead=True).exists()
    assign(assignment.case, user, is_lead=assignment.is_lead or leads)
