"""Which medicine is due now, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from shelters.health.models import Dose, HealthAlert, Medicine
from shelters.health.rules import LATE_AFTER, WINDOW, due_moments, is_late


@dataclass(frozen=True)
class Due:
    """A medicine at a moment, or as needed."""

    medicine: Medicine
    at: datetime | None
    now: datetime

    @property
    def is_late(self) -> bool:
        return self.at is not None and is_late(self.at, self.now)

    @property
    def is_now(self) -> bool:
        return self.at is not None and self.at <= self.now

    @property
    def slot(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M}" if self.at else ""


def current_medicines(actor: Actor, **narrowed: Any) -> list[Medicine]:
    """Of everybody who lives in one's own houses, or of one stay."""
    rows = Medicine.objects.visible_to(actor).current().filter(stay__left_on=None, **narrowed)
    return list(rows.select_related("stay__shelter", "stay__case__person"))


def due_of(actor: Actor, medicines: list[Medicine]) -> list[Due]:
    """What was not given yet and is due within twelve hours before or after now, the first on top; then what is taken as needed."""
    now = timezone.localtime()
    doses = Dose.objects.visible_to(actor).filter(medicine__in=[each.pk for each in medicines], due_at__gte=now - 2 * WINDOW)
    given: set[tuple[UUID, Any]] = set(doses.values_list("medicine_id", "due_at"))
    timed, needed = [], []
    for medicine in medicines:
        if not medicine.times:
            needed.append(Due(medicine, None, now))
        moments = due_moments(medicine.times, medicine.first_day, medicine.last_day, now)
        known = medicine.created_at - LATE_AFTER  # what was due before anybody knew of it was not missed
        timed += [Due(medicine, at, now) for at in moments if (medicine.pk, at) not in given and at >= known]
    return sorted(timed, key=lambda due: (due.at or now, str(due.medicine.pk))) + needed


def late_doses(actor: Actor) -> int:
    return sum(due.is_late for due in due_of(actor, current_medicines(actor)))


def alerts_of(actor: Actor, stays: list[UUID]) -> dict[UUID, list[HealthAlert]]:
    """Current alerts of each of these stays."""
    found: dict[UUID, list[HealthAlert]] = {}
    for alert in HealthAlert.objects.visible_to(actor).current().filter(stay_id__in=stays):
        found.setdefault(alert.stay_id, []).append(alert)
    return found
