"""Turning the keys of an organisation: a new epoch, everybody's key wrapped anew, every value of the organisation sealed anew.

The new epoch stands in the key store before the first row is touched and the old one stays until nothing needs it, so
every value can be opened at every moment. Each batch is a transaction of its own: killed at any point, the next run
goes on where the rows themselves say that something is left.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import BinaryField, Model, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from access.actors import system_actor
from access.audit import record
from access.context import acting
from access.crypto.fields import EncryptedBinaryField, EncryptedTextField, sealed_fields
from access.crypto.keys import provider, store
from access.crypto.models import PersonKey
from access.crypto.people import unwrap, wrap
from access.crypto.sealing import FIRST, OF_ORGANISATION, SECOND, CannotOpen
from access.crypto.store import KeyGone
from access.events import Event
from access.models import Organisation
from access.outbox.actions import enqueue

logger = logging.getLogger("pana.keys")
ROTATE = "keys.rotate"
AT_ONCE = 200
PASSES = 5
Place = tuple[UUID, type[Model], EncryptedTextField]


@dataclass
class Turned:
    """What one run did."""

    people: int = 0
    values: int = 0
    unreadable: int = 0
    left: int = 0


def promise_rotation(organisation_id: UUID, at: datetime) -> None:
    """Part of the action that erases somebody: the epoch their key was wrapped with must come to its end."""
    key = f"{ROTATE}:{organisation_id}:{at:%Y-%m-%dT%H}"
    payload = {"organisation": str(organisation_id), "older_than": at.isoformat()}
    enqueue(kind=ROTATE, payload=payload, key=key, organisation_id=organisation_id)


def rotate(organisation: Organisation, *, older_than: datetime | None = None) -> Turned:
    """Begin a new epoch (unless the newest is younger than asked for, or still being turned to) and turn everything to it."""
    epochs = store().epochs(organisation.pk)
    a_day_ago = timezone.now() - timedelta(days=1)
    unfinished = any(epoch.retired is None for epoch in epochs[:-1]) and epochs[-1].began > a_day_ago
    is_old = not epochs or (epochs[-1].began <= older_than if older_than else not unfinished)
    if is_old:
        store().begin(organisation.pk, epochs[-1].number + 1 if epochs else 1)
    return finish(organisation)


def finish(organisation: Organisation) -> Turned:
    """Turn whatever is not yet under the newest epoch; retire the older ones once nothing needs them."""
    epoch, turned = provider.current_epoch(organisation.pk), Turned()
    for _ in range(PASSES):
        turned.unreadable = 0
        _rewrap(organisation, epoch, turned)
        _reseal(organisation, turned)
        turned.left = left_behind(organisation)
        if turned.left <= turned.unreadable:
            break
    if turned.left == 0:
        for older in store().epochs(organisation.pk)[:-1]:
            store().retire(organisation.pk, older.number, timezone.now())
    if turned.people or turned.values:
        with acting(organisation_id=organisation.pk):
            detail = {"epoch": epoch, "people": turned.people, "values": turned.values, "unreadable": turned.unreadable}
            record(Event.KEYS_ROTATED, by=system_actor(organisation), target=organisation, detail=detail)
    return turned


def _rewrap(organisation: Organisation, epoch: int, turned: Turned) -> None:
    """The key of everybody, wrapped by the newest epoch."""
    last = UUID(int=0)
    while True:
        with acting(organisation_id=organisation.pk):
            rows = list(_older_keys(organisation, epoch).filter(pk__gt=last).order_by("pk").select_for_update()[:AT_ONCE])
            for row in rows:
                _rewrap_one(row, epoch, turned)
        if not rows:
            return
        last = rows[-1].pk


def _older_keys(organisation: Organisation, epoch: int) -> QuerySet[PersonKey]:
    return PersonKey.objects.filter(organisation_id=organisation.pk, epoch__lt=epoch, destroyed_at=None)


def _rewrap_one(row: PersonKey, epoch: int, turned: Turned) -> None:
    owner = {"organisation_id": row.organisation_id, "person_id": row.pk}
    try:
        key = unwrap(bytes(row.wrapped), **owner, epoch=row.epoch)
    except KeyGone:
        turned.unreadable += 1
        return
    PersonKey.objects.filter(pk=row.pk).update(wrapped=wrap(key, **owner, epoch=epoch), epoch=epoch)
    turned.people += 1


def _reseal(organisation: Organisation, turned: Turned) -> None:
    for within, model, field in _places(organisation):
        last, batch = UUID(int=0), 5 if isinstance(field, EncryptedBinaryField) else AT_ONCE
        while True:
            with acting(organisation_id=within):
                rows = list(_stale(organisation, model, field).filter(pk__gt=last).order_by("pk")[:batch])
                for row in rows:
                    _reseal_one(row, field, turned)
            if not rows:
                break
            last = rows[-1].pk


def _reseal_one(row: Any, field: EncryptedTextField, turned: Turned) -> None:
    """Seal one value anew, unless somebody has changed it in the same moment."""
    before = bytes(row.__dict__[field.attname])
    try:
        value = field.open(row, before)
    except CannotOpen:
        turned.unreadable += 1
        return
    unchanged = type(row)._default_manager.filter(pk=row.pk, **{field.name: before})
    try:
        with transaction.atomic():
            turned.values += unchanged.update(**{field.name: field.seal(row, value)})
    except DatabaseError as refused:  # a guard of this table: the others are turned, and no epoch is destroyed before it is mended
        logger.error("A value in %s could not be sealed anew (%s).", row._meta.db_table, type(refused).__name__)
        turned.unreadable += 1


def _places(organisation: Organisation) -> Iterator[Place]:
    """Whose rows to look into, for each encrypted field: packages lie with the sender under the recipient's key."""
    everybody = list(Organisation.objects.values_list("pk", flat=True))
    for model, field in sealed_fields():
        for within in [organisation.pk] if field.key_owner == "organisation_id" else everybody:
            yield within, model, field


def _stale(organisation: Organisation, model: type[Model], field: EncryptedTextField) -> QuerySet[Any]:
    """Rows whose value is of the first version, under an older epoch, or not yet under the key of its person."""
    epoch = provider.current_epoch(organisation.pk).to_bytes(4, "big")
    rows = model._default_manager.filter(**{field.key_owner: organisation.pk}).annotate(
        sealed_version=_part(field, 1, 1), sealed_scope=_part(field, 1, 2), sealed_epoch=_part(field, 3, 4)
    )
    of_organisation = Q(sealed_scope=bytes([SECOND, OF_ORGANISATION]))
    stale = Q(sealed_version=bytes([FIRST])) | of_organisation & ~Q(sealed_epoch=epoch)
    if field.of:
        way = field.of.replace(".", "__")
        stale |= of_organisation & Q(**{f"{way}__isnull": False})
        rows = rows.select_related(way.rpartition("__")[0]) if "." in field.of else rows
    found: QuerySet[Any] = rows.filter(stale)
    return found


def _part(field: EncryptedTextField, start: int, length: int) -> Substr:
    return Substr(field.name, start, length, output_field=BinaryField())


def left_behind(organisation: Organisation) -> int:
    """How much still needs an older epoch, or is of the first version."""
    with acting(organisation_id=organisation.pk):
        left = _older_keys(organisation, provider.current_epoch(organisation.pk)).count()
    for within, model, field in _places(organisation):
        with acting(organisation_id=within):
            left += _stale(organisation, model, field).count()
    return left


def is_due(organisation: Organisation) -> bool:
    """Thirty days have passed, somebody was erased since the epoch began, or a turn was left unfinished."""
    epochs = store().epochs(organisation.pk)
    if not epochs:
        return False
    newest = epochs[-1]
    if newest.began <= timezone.now() - timedelta(days=settings.EPOCH_DAYS) or any(e.retired is None for e in epochs[:-1]):
        return True
    with acting(organisation_id=organisation.pk):
        return PersonKey.objects.filter(organisation_id=organisation.pk, destroyed_at__gt=newest.began).exists()


def destroy_old_epochs(organisation: Organisation) -> list[int]:
    """Destroy the epochs that nothing needs any more.

    Not later: every backup brings a copy of the keys as they are that day, kept for 35 days. An old epoch that stayed
    here would be copied anew each night, and would open older copies of the database for twice as long as we say.
    """
    store().tidy(organisation.pk)
    ended = timezone.now() - timedelta(hours=settings.EPOCH_GRACE_HOURS)
    old = [epoch for epoch in store().epochs(organisation.pk)[:-1] if epoch.retired and epoch.retired <= ended]
    if not old or left_behind(organisation):
        return []
    for epoch in old:
        with acting(organisation_id=organisation.pk):
            record(Event.EPOCH_DESTROYED, by=system_actor(organisation), target=organisation, detail={"epoch": epoch.number})
        store().destroy(organisation.pk, epoch.number)
    return [epoch.number for epoch in old]
