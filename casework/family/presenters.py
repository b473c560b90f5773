"""The family as its page shows it: those written down here, and those who wrote this person down, when one sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from access.actors import Actor
from casework.cases.models import Case
from casework.family.models import Relative
from casework.people.models import Person


@dataclass(frozen=True)
class Member:
    """One member: the row, and the case of theirs that the reader may open."""

    row: Relative
    case: Case | None
    is_known: bool

    @property
    def is_hidden(self) -> bool:
        """Helped here too, by colleagues whose case the reader does not see."""
        return self.is_known and self.case is None


def members(actor: Actor, person: Person) -> list[Member]:
    """The family written down with this person."""
    rows = list(Relative.objects.visible_to(actor).filter(person=person))
    cases = _cases(actor, [row.other_id for row in rows if row.other_id])
    return [Member(row, cases.get(row.other_id), row.other_id is not None) for row in rows]


def named_by(actor: Actor, person: Person) -> list[Member]:
    """Others whose family this person is; only of those whose case one sees."""
    rows = list(Relative.objects.visible_to(actor).filter(other=person))
    cases = _cases(actor, [row.person_id for row in rows])
    return [Member(row, cases[row.person_id], True) for row in rows if row.person_id in cases]


def seen_other(actor: Actor, relative: Relative) -> Person | None:
    found: Person | None = Person.objects.visible_to(actor).filter(pk=relative.other_id).first() if relative.other_id else None
    return found


def _cases(actor: Actor, people: list[Any]) -> dict[UUID, Case]:
    """The newest case of each that the reader sees."""
    seen = Case.objects.visible_to(actor).filter(person_id__in=people).order_by("requested_on", "pk")
    return {case.person_id: case for case in seen}
