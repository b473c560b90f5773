"""A second press of the same button gives the first result; a colleague saving first is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F

from access.actors import Actor
from access.models import FormReceipt

M = TypeVar("M", bound=models.Model)


class EditConflict(Exception):
    """Somebody else saved this row since the form was opened."""


def once(*, by: Actor, key: UUID | None, model: type[M], make: Callable[[UUID], M]) -> M:
    """Create a row the first time a form arrives; give the same row when the same form arrives again."""
    if key is None or by.user_id is None:
        return make(uuid4())
    receipt, created = FormReceipt.objects.get_or_create(
        organisation_id=by.organisation_id, user_id=by.user_id, key=key, defaults={"result_id": uuid4()}
    )
    if created:
        return make(receipt.result_id)
    return model._default_manager.get(pk=receipt.result_id)


def take_version(row: Any, *, expected: int | None) -> None:
    """Lock a row for editing: its version must still be the one the form was opened with."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    if expected is not None:
        rows = rows.filter(version=expected)
    if not rows.update(version=F("version") + 1):
        raise EditConflict
    row.version = (expected if expected is not None else row.version) + 1
