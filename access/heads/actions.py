"""The end of the audit leaves the database, and what differs is told."""

from __future__ import annotations

from pathlib import Path

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.heads.checking import own_head
from access.heads.files import Head, sign, write_head


@audited(Event.HEAD_KEPT)
def keep_head(*, by: Actor, folder: Path) -> Head | None:
    """Write the signed end of the audit of the actor's organisation into the folder outside."""
    found = own_head()
    if found is None:
        return None
    head = sign(by.organisation_id, *found)
    write_head(folder, head)
    return head


@audited(Event.HEAD_DIFFERS, telling=("problems",))
def report_difference(*, by: Actor, problems: list[str]) -> None:
    """The notes outside and the audit inside do not agree: somebody bent one of them."""


@audited(Event.HEAD_DOWNLOADED)
def give_head(*, by: Actor) -> Head | None:
    """The signed end of the audit, for somebody to keep on paper or on a disk of their own."""
    found = own_head()
    return sign(by.organisation_id, *found) if found else None
