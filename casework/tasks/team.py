"""Who may have a task without a case, and which of them somebody sees."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from access.actors import Actor
from access.models import Membership, User
from access.permissions import Permission
from access.roles import Role


class Team(models.TextChoices):
    OFFICE = "office", pgettext_lazy("of a team", "Office")
    HOUSE = "house", pgettext_lazy("of a team", "House")
    HOTLINE = "hotline", pgettext_lazy("of a team", "Hotline")


# Who leads a team sees its tasks; whoever assigns cases sees those of all teams.
LEADS: dict[str, Permission] = {Team.HOUSE: Permission.SHELTER_MANAGE, Team.HOTLINE: Permission.CALL_REVIEW}


def of_no_case(actor: Actor) -> Q:
    """Tasks without a case: one's own, those one wrote down, and those of the team one leads."""
    if actor.user is not None and not actor.may(Permission.TEAM_TASK):
        return Q(pk__in=[])
    rows = Q(organisation_id=actor.organisation_id, case=None)
    if actor.user is None or actor.may(Permission.CASE_ASSIGN):
        return rows
    led = [team for team, permission in LEADS.items() if actor.may(permission)]
    return rows & (Q(owner_id=actor.user_id) | Q(by_id=actor.user_id) | Q(team__in=led))


def may_pass_on(actor: Actor, task: Any) -> bool:
    """Whoever wrote it down or leads the team says who does it; whoever does it asks them."""
    return task.by_id == actor.user_id or actor.may(Permission.CASE_ASSIGN) or (task.team in LEADS and actor.may(LEADS[task.team]))


def team_members(organisation_id: Any) -> models.QuerySet[User]:
    """Members of an organisation who may have tasks."""
    roles = [role.value for role in Role if Permission.TEAM_TASK in role.permissions]
    now = Membership.objects.filter(organisation_id=organisation_id, ended_at=None, roles__overlap=roles)
    return User.objects.filter(pk__in=now.values("user_id")).order_by("display_name")
