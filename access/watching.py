"""Somebody who opens many files in an hour is told to those who read the audit: curiosity looks like this, and theft does.

Counted are files opened one by one; a list that shows fifty codes is no opened file. It accuses nobody: a hand-over of
cases looks the same, and people can say so. Source: the threat of the curious insider (docs/operations.md, Watching).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.audit import record
from access.desk import Tile, register
from access.events import Event
from access.models import AuditEvent, Membership, Organisation
from access.permissions import Permission as P

HOUR = timedelta(hours=1)
SHOWN_DAYS = 7  # how long it stands on the page of today


def busy_readers(organisation: Organisation) -> list[dict[str, Any]]:
    """Who opened more different files of one kind than usual work needs within the last hour: `actor_id`, `object_type`, `files`."""
    opened = AuditEvent.objects.filter(
        organisation_id=organisation.pk, action=Event.VIEWED, at__gt=timezone.now() - HOUR, object_id__isnull=False, actor_id__isnull=False
    )
    counted = opened.order_by().values("actor_id", "object_type").annotate(files=Count("object_id", distinct=True))
    return list(counted.filter(files__gt=settings.FILES_AN_HOUR).order_by("-files"))


def tell_busy_readers(*, by: Actor, organisation: Organisation) -> int:
    """One event a person and hour, however often it is looked; how many were told now."""
    told = 0
    recent = AuditEvent.objects.filter(organisation_id=organisation.pk, action=Event.MANY_OPENED, at__gt=timezone.now() - HOUR)
    known = set(recent.values_list("object_id", flat=True))
    members = {member.user_id: member for member in Membership.objects.filter(organisation=organisation)}
    for busy in busy_readers(organisation):
        member = members.get(busy["actor_id"])
        if member is None or member.pk in known:
            continue
        known.add(member.pk)
        record(Event.MANY_OPENED, by=by, target=member, detail={"files": busy["files"], "kind": busy["object_type"], "user": str(member.user_id)})
        told += 1
    return told


def told_lately(actor: Actor) -> int:
    """What stands on the page of today; nobody is told of themselves."""
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    told = AuditEvent.objects.visible_to(actor).filter(action=Event.MANY_OPENED, at__gt=since)
    return told.exclude(detail__user=str(actor.user_id)).count()


register(
    Tile(
        _("Many files opened in one hour"), P.AUDIT_VIEW, told_lately, "audit-list",
        f"?kind=access.many_opened&days={SHOWN_DAYS}&others=1", urgent=True,
    )
)  # fmt: skip
