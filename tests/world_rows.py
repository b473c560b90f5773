"""The rows of the world, room by room. A new kind of row in a URL is added here."""

from __future__ import annotations

from typing import Any

from tests.world_access import make_draft, make_membership, make_sign_in, make_synonym
from tests.world_casework import make_casework
from tests.world_help import make_help
from tests.world_hotline import make_call, make_call_back, make_review, make_shifts
from tests.world_people import make_merges
from tests.world_reports import make_reports
from tests.world_shelters import make_shelters


def fill(world: Any) -> None:
    """Make one of everything in both organisations. Each room adds a function here."""
    from access.context import acting

    for organisation in ("rodnik", "sana-sezim"):
        with acting(organisation_id=world.organisations[organisation].pk):
            for make in MAKERS:
                make(world, organisation)


MAKERS: list[Any] = [
    make_membership, make_sign_in, make_synonym, make_casework, make_draft, make_merges, make_help, make_shelters, make_call, make_call_back, make_review, make_shifts, make_reports,
]  # fmt: skip
