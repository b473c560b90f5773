"""What the house does by itself: holds run out."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.models import Organisation
from shelters.holds.actions import expire_hold
from shelters.models import Booking


@shared_task(name="shelters.tasks.expire_holds")
def expire_holds() -> int:
    """Free every bed whose hold is over, one organisation after the other, as the system."""
    expired = 0
    for organisation in Organisation.objects.filter(is_active=True):
        with acting(organisation_id=organisation.pk):
            actor = system_actor(organisation)
            for hold in Booking.objects.in_own_houses(actor).waiting().filter(expires_at__lte=timezone.now()):
                expire_hold(by=actor, hold=hold)
                expired += 1
    return expired


SCHEDULE = {"shelters.tasks.expire_holds": 60.0}
