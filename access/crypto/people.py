"""Keys of people: made once, wrapped by the organisation's epoch, fetched for a whole page at a time.

A key that was made in a transaction still running is not remembered beyond it: were the transaction undone, a value
sealed under the remembered key could never be opened again.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.db.models import QuerySet

from access.crypto.keys import provider
from access.crypto.memory import Memory
from access.crypto.models import PersonKey
from access.crypto.nonces import NONCE, new_nonce
from access.crypto.store import KeyGone

AT_ONCE = 2000

_known: Memory[tuple[UUID, UUID], bytes] = Memory(most=20_000, seconds=300)


class KeyDestroyed(KeyGone):
    """This person was erased: nothing about them can be opened or written any more."""


class _Thread(threading.local):
    def __init__(self) -> None:
        self.wanted: dict[tuple[UUID, UUID], None] = {}
        self.fresh: list[Fresh] = []


class Fresh:
    """Keys made by the running transaction. Django forgets this call when the transaction is undone."""

    def __init__(self, keys: dict[tuple[UUID, UUID], bytes]) -> None:
        self.keys = keys

    def __call__(self) -> None:
        for owner, key in self.keys.items():
            _known.put(owner, key)
        _thread.fresh = [each for each in _thread.fresh if each is not self]

    @property
    def stands(self) -> bool:
        return any(entry[1] is self for entry in connection.run_on_commit)


_thread = _Thread()


def want(organisation_id: UUID, person_id: UUID) -> None:
    """A row of this person was read: when its first value is opened, the keys of all such rows come together."""
    wanted = _thread.wanted
    if len(wanted) >= AT_ONCE:
        wanted.pop(next(iter(wanted)))
    wanted[organisation_id, person_id] = None


def wrap(key: bytes, *, organisation_id: UUID, person_id: UUID, epoch: int) -> bytes:
    nonce = new_nonce()
    wrapping = AESGCM(provider.epoch_key(organisation_id, epoch, "people"))
    return nonce + wrapping.encrypt(nonce, key, _place(organisation_id, person_id, epoch))


def unwrap(wrapped: bytes, *, organisation_id: UUID, person_id: UUID, epoch: int) -> bytes:
    if not wrapped:
        raise KeyDestroyed("The key of this person was destroyed.")
    wrapping = AESGCM(provider.epoch_key(organisation_id, epoch, "people"))
    try:
        return wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], _place(organisation_id, person_id, epoch))
    except InvalidTag as error:
        raise KeyGone("The key of a person could not be opened.") from error


def _place(organisation_id: UUID, person_id: UUID, epoch: int) -> bytes:
    return b"pana person|" + organisation_id.bytes + person_id.bytes + epoch.to_bytes(4, "big")


def make_keys(organisation_id: UUID, people: Iterable[UUID]) -> None:
    """A key for each of these people who has none yet. Part of the action that adds them."""
    epoch = provider.current_epoch(organisation_id)
    made = {person_id: secrets.token_bytes(32) for person_id in people}
    rows = [
        PersonKey(
            id=person_id, organisation_id=organisation_id, epoch=epoch,
            wrapped=wrap(key, organisation_id=organisation_id, person_id=person_id, epoch=epoch),
        )
        for person_id, key in made.items()
    ]  # fmt: skip
    PersonKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    stored = {row.pk: bytes(row.wrapped) for row in _rows(organisation_id, made)}
    ours = {(organisation_id, row.pk): made[row.pk] for row in rows if stored.get(row.pk) == bytes(row.wrapped)}
    fresh = Fresh(ours)
    _thread.fresh = [each for each in _thread.fresh if each.stands] + [fresh]
    transaction.on_commit(fresh)


def keys_of(organisation_id: UUID, people: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of many people for one pass over their rows; nothing is remembered."""
    found = {}
    for pk, epoch, wrapped in _rows(organisation_id, people).values_list("pk", "epoch", "wrapped"):
        try:
            found[pk] = unwrap(bytes(wrapped), organisation_id=organisation_id, person_id=pk, epoch=epoch)
        except KeyGone:
            continue
    return found


def _rows(organisation_id: UUID, people: Iterable[UUID]) -> QuerySet[PersonKey]:
    return PersonKey.objects.filter(organisation_id=organisation_id, pk__in=list(people))


def key_to_seal(organisation_id: UUID, person_id: UUID) -> bytes:
    """The key of a person, made now if there is none."""
    try:
        return key_to_open(organisation_id, person_id)
    except KeyDestroyed:
        raise
    except KeyGone:
        if PersonKey.objects.filter(pk=person_id).exists():
            raise
    make_keys(organisation_id, [person_id])
    return key_to_open(organisation_id, person_id)


def key_to_open(organisation_id: UUID, person_id: UUID) -> bytes:
    """The key of a person, fetched together with those of everybody else whose rows were just read."""
    owner = (organisation_id, person_id)
    found = _fresh(owner) or _known.get(owner)
    if found is None:
        found = _fetch(owner)
    return found


def _fresh(owner: tuple[UUID, UUID]) -> bytes | None:
    return next((each.keys[owner] for each in reversed(_thread.fresh) if owner in each.keys and each.stands), None)


def _fetch(owner: tuple[UUID, UUID]) -> bytes:
    organisation_id, person_id = owner
    wanted = {pk for org, pk in _thread.wanted if org == organisation_id and _known.get((org, pk)) is None}
    _thread.wanted.clear()
    found: bytes | None = None
    for row in _rows(organisation_id, wanted | {person_id}):
        if row.pk == person_id:
            found = unwrap(bytes(row.wrapped), organisation_id=organisation_id, person_id=person_id, epoch=row.epoch)
            _known.put(owner, found)
        elif row.wrapped:
            _remember(row)
    if found is None:
        raise KeyGone("This person has no key here.")
    return found


def _remember(row: PersonKey) -> None:
    """A neighbour's key, if it opens; whoever opens that row will be told why it does not."""
    owner = (row.organisation_id, row.pk)
    try:
        _known.put(owner, unwrap(bytes(row.wrapped), organisation_id=owner[0], person_id=owner[1], epoch=row.epoch))
    except KeyGone:
        _known.drop(owner)


def hold(organisation_id: UUID, person_id: UUID, key: bytes) -> None:
    """Use a key for a row that a bulk load writes a moment later. The caller answers for the row."""
    _known.put((organisation_id, person_id), key)


def forget(organisation_id: UUID, person_id: UUID) -> None:
    """Drop what this process remembers of a person's key; the row, if it still holds one, is read again."""
    _known.drop((organisation_id, person_id))
    for each in _thread.fresh:
        each.keys.pop((organisation_id, person_id), None)


def forget_everybody() -> None:
    _known.clear()
    _thread.wanted.clear()
    _thread.fresh.clear()
