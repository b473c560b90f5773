"""What one side of a referral can do to the other in the database itself, past every view."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from access.context import acting
from casework.referrals.models import Referral, ReferralStateChange


def change(referral: Any, **changes: Any) -> int:
    with transaction.atomic():
        return int(Referral.objects.filter(pk=referral.pk).update(**changes))


def test_the_recipient_answers_and_changes_nothing_else(world: Any, db: None) -> None:
    incoming = world.row("incoming")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        for forged in ({"reason": "legal"}, {"urgency": "now"}, {"call_back": "+7 000"}, {"sex": "male"}, {"state": "withdrawn"}, {"state": "draft"}):
            with pytest.raises(DatabaseError, match="nothing else"):
                change(incoming, **forged)
        assert change(incoming, state="accepted") == 1


def test_a_stranger_writes_nothing_into_the_course_of_a_referral(world: Any, db: None) -> None:
    referral, stranger = world.row("referral"), world.organisations["clinic-shymkent"]
    with acting(organisation_id=stranger.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        ReferralStateChange.objects.create(
            organisation_id=stranger.pk, referral_id=referral.pk, recipient_id=stranger.pk, state="accepted"
        )
