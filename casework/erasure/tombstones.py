"""Who was erased is remembered outside the database too: a backup from before would otherwise bring them back.

A backup brings the list of its own day. Erasures of later days are known only to the key store that was in use until
the restore: give it with `--from`. If that is lost, they must be asked for again; nothing else knows of them.
"""

from __future__ import annotations

from pathlib import Path

from access.actors import system_actor
from access.context import acting
from access.crypto.keys import store
from access.crypto.store import KeyStore
from access.models import Organisation
from casework.erasure.actions import erase_person
from casework.erasure.models import Erasure, Ground
from casework.people.models import Person


def reapply() -> int:
    """Erase again, as the system, whoever is there although the key store says that they were erased."""
    store().check()
    again = 0
    for organisation in Organisation.objects.order_by("code"):
        erased = store().erased(organisation.pk)
        with acting(organisation_id=organisation.pk):
            back = list(Person.objects.filter(organisation=organisation, pk__in=erased, erased_at=None))
        for person in back:
            with acting(organisation_id=organisation.pk):
                erase_person(by=system_actor(organisation), person=person, ground=Ground.RESTORED)
                again += 1
    return again


def take_over(older: Path) -> int:
    """Add what another key store knows: the one that was in use before a backup was put back."""
    former, taken = KeyStore(older, b""), 0
    for organisation_id in former.organisations():
        for person_id, at in former.erased(organisation_id).items():
            store().note_erased(organisation_id, person_id, at)
            taken += 1
    return taken


def note_missing() -> int:
    """Note in the key store what only the database knows: the process may have died between the two."""
    noted = 0
    for organisation in Organisation.objects.order_by("code"):
        known = store().erased(organisation.pk)
        with acting(organisation_id=organisation.pk):
            done = Erasure.objects.filter(organisation=organisation).exclude(person_id__in=known)
            missing = list(done.values_list("person_id", "created_at"))
        for person_id, at in missing:
            store().note_erased(organisation.pk, person_id, at)
            noted += 1
    return noted
