"""A day in the house of the demo: who is in and who is out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from shelters.models import Stay
from shelters.presence.actions import note_presence


def show_house(worker: Actor) -> None:
    """Of those who sleep there: one is late, one is back this evening, one is in; the others have said nothing."""
    now = timezone.now()
    stays = Stay.objects.filter(organisation=worker.organisation).present_on(timezone.localdate()).select_related("case").order_by("arrived_on")[:3]
    said: tuple[dict[str, Any], ...] = ({"where": "out", "expected_at": now - timedelta(minutes=50)}, {"where": "out", "expected_at": now + timedelta(hours=3)}, {"where": "in"})
    for stay, word in zip(stays, said, strict=False):
        note_presence(by=worker, stay=stay, **word)
