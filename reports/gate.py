"""The gate: the independent auditor, in a process of its own, on the very JSON that is to be published."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping

from django.conf import settings

from reports.datasets import AXES, PLACES, list_forms
from reports.disclosure import Figure, Policy, write_publication
from reports.disclosure.ladders import PERSON_LADDERS, Ladder
from reports.disclosure.regions import REGION, make_region_ladder
from reports.periods import list_months
from reports.tables import RawTable

PATIENCE_SECONDS = 240
LADDERS: Mapping[str, Ladder] = PERSON_LADDERS


def list_ladders(home: str) -> Mapping[str, Ladder]:
    """Every ladder of an organisation; that of regions begins with the organisation's own."""
    return {**LADDERS, REGION: make_region_ladder(home, PLACES)}


class GateRefused(Exception):
    """The auditor found something, could not decide, or did not answer: nothing is published."""


def write_all(figures: Iterable[Figure], *, k: int, organisations: Iterable[str] = ("",)) -> dict[str, object]:
    """Figures in the format anybody may audit; several organisations stand side by side under their codes."""
    told = tuple(figures)
    months = [month for figure in told for month in figure.months]
    shape = RawTable(
        indicators=tuple(form for organisation in organisations for form in list_forms(organisation)),
        axes=AXES,
        places=PLACES,
        months=list_months(f"{min(months)[:4]}-01", f"{max(months)[:4]}-12") if months else (),
        persons=(),
    )
    return write_publication(shape, told, policy=Policy(k=k), ladders=LADDERS)


def pass_gate(publication: dict[str, object]) -> None:
    """Let the auditor judge; anything but its plain yes is a no."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.auditor", "-"],
            input=json.dumps(publication),
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise GateRefused from fault
    if done.returncode != 0:
        raise GateRefused
