"""What somebody asks of the audit: which kind of event, by whom, since when. What is not understood is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.events import Event
from access.models import AuditEvent

SPANS = ((1, _("one day ago")), (7, _("one week ago")), (31, _("one month ago")))


@dataclass(frozen=True)
class AuditQuestion:
    """Empty fields ask for everything. `others` leaves out what is told of the reader."""

    kind: str = ""
    who: UUID | None = None
    days: int | None = None
    others: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str], people: Mapping[UUID, str]) -> AuditQuestion:
        """From an address; a person is one of those the reader may know."""
        kind, who, days = given.get("kind", ""), given.get("who", ""), given.get("days", "")
        return cls(
            kind=kind if kind in Event._value2member_map_ else "",
            who=next((pk for pk in people if str(pk) == who), None),
            days=next((span for span, _label in SPANS if str(span) == days), None),
            others=given.get("others") == "1",
        )

    def answer(self, actor: Actor) -> QuerySet[AuditEvent]:
        """The newest first."""
        events: QuerySet[AuditEvent] = AuditEvent.objects.visible_to(actor).order_by("-at", "id")
        if self.kind:
            events = events.filter(action=self.kind)
        if self.who:
            events = events.filter(actor_id=self.who)
        if self.days:
            events = events.filter(at__gt=timezone.now() - timedelta(days=self.days))
        return events.exclude(detail__user=str(actor.user_id)) if self.others else events
