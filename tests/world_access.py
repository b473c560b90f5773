"""The access room's rows of the world."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.drafts.keeping import keep_draft
from access.models import Membership, OpenSession, Passkey
from casework.imports.actions import add_synonym
from tests.passkeys import SoftKey


def make_membership(world: Any, organisation: str) -> None:
    """Somebody whose roles may be changed: the medic."""
    world.rows["membership", organisation] = Membership.objects.get(user=world.user("medic", organisation), ended_at=None)


def make_synonym(world: Any, organisation: str) -> None:
    """A word the import was taught."""
    by = world.actor("administrator", organisation)
    world.rows["synonym", organisation] = add_synonym(by=by, kind="country", text="нарния", code="KZ")


def make_sign_in(world: Any, organisation: str) -> None:
    """What the medic signs in with besides the password, and a browser somewhere in which they are."""
    user = world.user("medic", organisation)
    with acting(organisation_id=None, user_id=user.pk):
        world.rows["passkey", organisation] = Passkey.objects.create(
            user=user, name="Blue key", credential=bytes(SoftKey(user.pk).credential)
        )
        world.rows["session", organisation] = OpenSession.objects.create(
            user=user, kept_as=f"elsewhere-{organisation}", browser="Firefox", system="Linux", ends_at=timezone.now() + timedelta(hours=9)
        )


def make_draft(world: Any, organisation: str) -> None:
    """Words the case manager began and did not send."""
    by = world.actor("case_manager", organisation)
    place = reverse("exploitation-new", args=[world.rows["case", organisation].pk])
    keep_draft(by=by, place=place, fields={"story": ["Zzbegan to tell of the Qqbarn"]})
