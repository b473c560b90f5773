"""Which function does which kind of promised work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from access.outbox.models import OutboxJob

Handler = Callable[[OutboxJob], None]


@dataclass(frozen=True)
class JobKind:
    """How one kind of work is done.

    Atomic work runs in one transaction together with the note that it is done. Work that is not atomic saves its
    own progress in its own transactions, so it must bear being started again from the beginning; `patience` is how
    long it may take before another worker believes it dead.
    """

    handler: Handler
    atomic: bool = True
    patience: timedelta = timedelta(seconds=30)
    max_attempts: int = 8


_kinds: dict[str, JobKind] = {}


def job(
    kind: str, *, atomic: bool = True, patience: timedelta = timedelta(seconds=30), max_attempts: int = 8
) -> Callable[[Handler], Handler]:
    """Declare the function that does this kind of work; it is called with the OutboxJob."""

    def register(handler: Handler) -> Handler:
        if kind in _kinds and _kinds[kind].handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"Two functions want to do {kind}.")
        _kinds[kind] = JobKind(handler, atomic, patience, max_attempts)
        return handler

    return register


def find_kind(kind: str) -> JobKind:
    return _kinds[kind]


def known_kinds() -> dict[str, JobKind]:
    return dict(_kinds)
