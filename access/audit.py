"""The record that something was done, seen or refused. An action without an actor is an error."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from access.actors import Actor
from access.context import acting
from access.events import Event
from access.models import AuditEvent

R = TypeVar("R")


def record(
    event: Event,
    *,
    by: Actor,
    target: models.Model | None = None,
    outcome: str = "done",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one event. `detail` holds ids, codes of our own and field names, never a value somebody typed."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                organisation_id=by.organisation_id,
                actor_id=by.user_id,
                action=event,
                object_type=target._meta.label_lower if target else "",
                object_id=target.pk if target else None,
                outcome=outcome,
                detail=detail or {},
            )
        ]
    )


def record_refusal(event: Event, *, by: Actor | None, detail: dict[str, Any]) -> None:
    """A failed attempt to prove oneself, in a transaction of its own. Of an unknown name nothing is kept but that it was."""
    with acting(organisation_id=by.organisation_id if by else None, user_id=by.user_id if by else None):
        AuditEvent.objects.bulk_create(
            [
                AuditEvent(
                    organisation_id=by.organisation_id if by else None, actor_id=by.user_id if by else None,
                    action=event, outcome="refused", detail=detail,
                )
            ]
        )  # fmt: skip


def audited(event: Event, *, telling: tuple[str, ...] = ()) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make a function an action: keyword-only, by somebody, in one transaction, recorded.

    `telling` names arguments whose values are codes of our own (roles, states) and are recorded as they are.
    """

    def wrap(action: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(action)
        def act(**kwargs: Any) -> R:
            by = kwargs.get("by")
            if not isinstance(by, Actor):
                raise TypeError(f"{action.__name__} needs by=, the actor who does it.")
            with transaction.atomic():
                result = action(**kwargs)
                record(event, by=by, target=_target(result, kwargs), detail=_detail(kwargs, telling))
            return result

        act.audited_as = event  # type: ignore[attr-defined]  # read by the guard over all actions
        return act

    return wrap


def _target(result: Any, kwargs: dict[str, Any]) -> models.Model | None:
    candidates = [result, *kwargs.values()]
    return next((value for value in candidates if isinstance(value, models.Model)), None)


def _detail(kwargs: dict[str, Any], telling: tuple[str, ...]) -> dict[str, Any]:
    told = {name: kwargs[name] for name in telling if name in kwargs}
    return {"fields": sorted(name for name in kwargs if name not in {"by", "form_key"})} | told


def record_seen(*, by: Actor, seen: Iterable[tuple[str, UUID]]) -> None:
    """Record which identifying rows a page gave out: one event per kind of row, with the ids."""
    kinds: dict[str, list[UUID]] = {}
    for label, pk in seen:
        if _is_personal(label):
            kinds.setdefault(label, []).append(pk)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            action=Event.VIEWED,
            object_type=label,
            object_id=pks[0] if len(pks) == 1 else None,
            detail={} if len(pks) == 1 else {"ids": [str(pk) for pk in pks]},
        )
        for label, pks in kinds.items()
    )


@functools.cache
def _is_personal(label: str) -> bool:
    privacy = getattr(apps.get_model(label), "Privacy", None)
    return bool(getattr(privacy, "identifying", ()) or getattr(privacy, "sensitive", ()))
