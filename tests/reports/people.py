"""Invented people for the tests of publication: few enough to count by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from reports.auditor.attack import Audit, audit
from reports.auditor.reading import read_publication
from reports.disclosure import Figure, Ladder, Ledger, Policy, Question, Release, Scope, protect, write_publication
from reports.disclosure.ladders import make_rung
from reports.periods import read_period
from reports.tables import Axis, Counting, IndicatorForm, ItemRow, PersonRow, RawTable

Person = tuple[str, str, str, str]
"""Month, place, sex, type."""

AXES = (Axis("sex", ("female", "male")), Axis("type", ("labour", "sexual", "other")))
EMPTY = Ledger()
LADDERS: Mapping[str, Ladder] = {
    "sex": Ladder("sex", "sex", (make_rung({"female": ("female",), "male": ("male",)}),)),
    "type": Ladder(
        "type",
        "type",
        (
            make_rung({"labour": ("labour",), "sexual": ("sexual",), "other": ("other",)}),
            make_rung({"labour": ("labour",), "not_labour": ("sexual", "other")}),
        ),
    ),
}
FORMS = (
    IndicatorForm("IDENT", Counting.FIRST_IN_YEAR),
    IndicatorForm("SEEN", Counting.DISTINCT),
    IndicatorForm("LEAFLETS", Counting.ITEMS),
)


def gather(people: Iterable[Person], months: Sequence[str], places: Sequence[str] = ("north", "south")) -> RawTable:
    """A raw table of people first seen in their month, with a leaflet for each of them."""
    rows = list(people)
    return RawTable(
        FORMS,
        AXES,
        tuple(places),
        tuple(months),
        tuple(PersonRow(place, (sex, kind), frozenset([("IDENT", month)])) for month, place, sex, kind in rows),
        tuple(ItemRow("LEAFLETS", month, place, 1) for month, place, _, _ in rows),
    )


def repeat(month: str, place: str = "north", **counts: int) -> list[Person]:
    """So many women and men of one month, all of them in forced labour."""
    return [(month, place, sex, "labour") for sex, count in counts.items() for _ in range(count)]


def publish(
    raw: RawTable,
    periods: Sequence[str],
    *,
    policy: Policy,
    scopes: Sequence[Scope] = (Scope(),),
    breakdowns: tuple[str, ...] = ("sex", "type"),
    ledger: Ledger = EMPTY,
) -> tuple[Ledger, list[Release]]:
    """One release for each period, all in one ledger."""
    releases = []
    for code in periods:
        questions = [Question("IDENT", read_period(code), scope, breakdowns) for scope in scopes]
        release = protect(
            raw,
            questions=questions,
            ledger=ledger,
            policy=policy,
            ladders=LADDERS,
            release=code,
            earlier=[one.certificate for one in releases],
        )
        releases.append(release)
        ledger = release.ledger
    return ledger, releases


def attack(raw: RawTable, figures: Sequence[Figure], policy: Policy) -> Audit:
    """What the independent auditor finds in these figures, written out and read back."""
    publication = write_publication(raw, figures, policy=policy, ladders=LADDERS)
    return audit(read_publication(json.dumps(publication)))
