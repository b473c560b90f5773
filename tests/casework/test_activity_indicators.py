"""Activities are counted on exactly the lines they belong to: against rows counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from access.context import acting
from access.indicators import Scope, declared
from casework.models import Activity
from reports.query import count_total

FIRST, LAST = date(2031, 3, 1), date(2031, 3, 31)
ROWS = [  # stream, kind, day, women, men, materials, how many
    ("prevention", "lecture_school", 1, 20, 12, 30, 1),
    ("prevention", "media_article", 5, 0, 0, 0, 3),
    ("prevention", "tv_radio", 9, 0, 0, 0, 2),
    ("prosecution", "training_specialists", 10, 7, 11, 0, 1),
    ("partnership", "seminar_roundtable", 12, 5, 5, 0, 1),
    ("partnership", "agreement", 31, 0, 0, 0, 2),
    ("partnership", "joint_operation", 20, 0, 0, 0, 1),
    ("partnership", "transnational_referral", 21, 0, 0, 0, 1),
    ("partnership", "transnational_referral", 22, 0, 0, 0, 1),
]
BY_HAND = {
    "PREV_EVENTS": 1 + 3 + 2, "PREV_OUTREACH_PEOPLE": 32, "PREV_ARTICLES": 3, "PREV_TVRADIO": 2, "PREV_PRINT": 30, "PREV_INSPECT": 0,
    "PROS_TRAINED": 18, "PART_MEETINGS": 1, "PART_MOU": 2, "PART_JOINT": 1, "PART_TRM": 2,
}  # fmt: skip


@pytest.fixture
def rows(world: Any, db: None) -> Any:
    for code, far in (("rodnik", 0), ("sana-sezim", 100)):
        organisation = world.organisations[code]
        with acting(organisation_id=organisation.pk):
            for stream, kind, day, women, men, materials, items in ROWS:
                Activity.objects.create(
                    organisation=organisation, stream=stream, kind=kind, held_on=date(2031, 3, day), women=women + far, men=men,
                    materials=materials, items=items,
                )  # fmt: skip
            Activity.objects.create(organisation=organisation, stream="partnership", kind="agreement", held_on=date(2031, 4, 1))
    return world.organisations["rodnik"]


@pytest.mark.parametrize("code", sorted(BY_HAND))
def test_each_line_counts_what_was_counted_by_hand(rows: Any, code: str) -> None:
    with acting(organisation_id=rows.pk):
        assert count_total(declared()[code], Scope(FIRST, LAST, rows.pk)).number == BY_HAND[code]
