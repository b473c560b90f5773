"""What the database's refusals mean in the words of the house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction


class BedTaken(Exception):
    """Somebody else has the bed on these days."""


class AlreadyHoused(Exception):
    """This person already has a stay on these days."""


class BedNotUsable(Exception):
    """The bed does not exist on this day, is out of service, or its house is closed."""


_MEANINGS: dict[str, type[Exception]] = {
    "a_bed_is_taken_once": BedTaken,
    "stays_of_a_case_do_not_overlap": AlreadyHoused,
}


@contextmanager
def in_words() -> Iterator[None]:
    """The constraint decides; whoever loses gets a sentence instead of an error."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        meaning = _MEANINGS.get(name or "")
        if meaning is None:
            raise
        raise meaning from None  # the database's own words name rows


def queue_for(*bed_ids: UUID) -> None:
    """Take one's turn for these beds, always in the same order.

    Two inserts that meet in an exclusion constraint may wait for each other for ever; standing in line first means
    that the second finds the first one's row and is told so.
    """
    with connection.cursor() as cursor:
        for bed_id in sorted(bed_ids):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(bed_id)])
            cursor.execute("select app.expired_holds(%s)", [bed_id])
