"""Is a published report still what was given out? Files, sheets of hashes, frozen months and ledger against each other.

Years later, after upgrades and erasures: the figures rest on frozen months and the ledger, never on the rows, so
nothing here reads a case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.datasets import FrozenMonth, load_frozen
from reports.decisions import LedgerBroken, load_ledger, months_behind, name_frozen, read_figures
from reports.disclosure.ledger import count_figure
from reports.manifest import MANIFEST, hash_text
from reports.models import LedgerFigure, Report, ReportFile


@dataclass(frozen=True)
class Proof:
    """One thing that was checked, in words, and whether it holds."""

    name: str | Promise
    holds: bool


def verify(report: Report) -> list[Proof]:
    """Everything that can be checked of a report that is or was public."""
    return [Proof(name, check(report)) for name, check in CHECKS]


def files_are_unchanged(report: Report) -> bool:
    """Every file has the hash and the size that were told when it was given out, and none is missing."""
    kept = {one.kind: bytes(one.content) for one in ReportFile.objects.filter(report=report)}
    told = report.hashes
    return bool(told) and kept.keys() == told.keys() and all(
        _hash(content) == told[kind]["sha256"] and len(content) == told[kind]["size"] for kind, content in kept.items()
    )


def sheet_names_the_files(report: Report) -> bool:
    """The sheet of hashes speaks of this report, of these files, and of the sheet before, which is there."""
    sheet = _read_sheet(report)
    if sheet is None:
        return MANIFEST not in report.hashes
    told = {one["kind"]: (one["sha256"], one["size"]) for one in sheet["files"]}
    kept = {kind: (one["sha256"], one["size"]) for kind, one in report.hashes.items() if kind != MANIFEST}
    before = sheet["previous_manifest_sha256"]
    sheets = ReportFile.objects.filter(organisation_id=report.organisation_id, kind=MANIFEST)
    return told == kept and sheet["reference"] == report.reference and (before is None or sheets.filter(sha256=before).exists())


def months_are_unchanged(report: Report) -> bool:
    """Each frozen month hashes to what was kept with it, and those of the day of making to what the report rests on."""
    kept = list(months_behind(report))
    whole = all(FrozenMonth.of(one).sha256 == one.sha256 for one in kept)
    return whole and name_frozen((one.month, one.sha256) for one in kept) == report.snapshot_hash


def ledger_is_whole(report: Report) -> bool:
    """The line of figures is unbroken, and the end that the sheet names lies in it."""
    try:
        load_ledger(report.organisation_id)
    except LedgerBroken:
        return False
    sheet = _read_sheet(report)
    return sheet is None or LedgerFigure.objects.filter(organisation_id=report.organisation_id, hash=sheet["ledger_last_hash"]).exists()


def figures_follow_from_the_months(report: Report) -> bool:
    """Counted again from the frozen months, every figure comes out as it was published."""
    raw = load_frozen(report.organisation_id)
    return all(figure.low <= count_figure(raw, figure) <= figure.high for figure in read_figures(report.figures))


def proof_is_the_one_named(report: Report) -> bool:
    """The proof of protection kept with the report is the one the sheet names."""
    sheet = _read_sheet(report)
    return sheet is None or sheet["certificate_sha256"] == hash_text(report.certificate)


CHECKS: tuple[tuple[str | Promise, Callable[[Report], bool]], ...] = (
    (_("The files are byte for byte those that were given out."), files_are_unchanged),
    (_("The sheet of hashes names these files and the sheet of the report before."), sheet_names_the_files),
    (_("The frozen months are those the report was made from."), months_are_unchanged),
    (_("Counted again from the frozen months, every figure is the same."), figures_follow_from_the_months),
    (_("The line of published figures is unbroken."), ledger_is_whole),
    (_("The proof of protection is the one that was kept."), proof_is_the_one_named),
)


def _read_sheet(report: Report) -> dict[str, Any] | None:
    found = ReportFile.objects.filter(report=report, kind=MANIFEST).first()
    sheet: dict[str, Any] | None = json.loads(bytes(found.content)) if found else None
    return sheet


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
