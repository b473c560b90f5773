"""Is a published report still what was given out? Files, sheets of hashes, frozen months, ledger and proof against each other.

Years later, after upgrades and erasures: the figures rest on frozen months (counts under tokens that lead to nobody) and
on the ledger, never on the rows, so nothing here reads a case. The page of a report and `publications --verify` ask the
same questions; the command asks them of every report and has the auditor look at all of them together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.datasets import FrozenMonth, gather
from reports.decisions import LedgerBroken, list_published, load_ledger, months_behind, name_frozen, read_figures
from reports.disclosure import Figure, Ledger, Policy, check_certificate
from reports.disclosure.ledger import count_figure
from reports.gate import GateRefused, pass_gate, write_all
from reports.manifest import MANIFEST, hash_text
from reports.models import LedgerFigure, MonthSnapshot, Report, ReportFile
from reports.tables import RawTable
from reports.workflow import SHOWN_TO_DONORS


@dataclass(frozen=True)
class Proof:
    """One thing that was checked, in words for the page, and what is wrong with it, in words for whoever mends it."""

    name: str | Promise
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Verified:
    """What was looked at in all reports of an organisation, and where it breaks."""

    reports: int
    figures: int
    files: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """What is kept of a report, read once for all questions. No ledger: its chain is broken."""

    report: Report
    ledger: Ledger | None

    @cached_property
    def files(self) -> list[ReportFile]:
        return list(ReportFile.objects.filter(report=self.report))

    @cached_property
    def sheet(self) -> dict[str, Any] | None:
        found = next((one for one in self.files if one.kind == MANIFEST), None)
        sheet: dict[str, Any] | None = json.loads(bytes(found.content)) if found else None
        return sheet

    @cached_property
    def months(self) -> list[MonthSnapshot]:
        return list(months_behind(self.report))

    @cached_property
    def raw(self) -> RawTable:
        return gather(FrozenMonth.of(one) for one in self.months)


def verify(report: Report) -> list[Proof]:
    """Everything that can be checked of a report that is or was public."""
    return _ask(Evidence(report, _ledger_of(report.organisation_id)))


def verify_published(organisation_id: UUID) -> Verified:
    """Every report ever given out, one by one; then every frozen month, and the auditor on all figures together."""
    ledger, faults = _ledger_of(organisation_id), list(_months_of(organisation_id))
    reports = list(Report.objects.filter(organisation_id=organisation_id, state__in=SHOWN_TO_DONORS).order_by("built_at"))
    figures, files = 0, 0
    for report in reports:
        evidence = Evidence(report, ledger)
        faults += [f"{report.reference}: {fault}" for proof in _ask(evidence) for fault in proof.faults]
        figures, files = figures + len(report.figures), files + len(evidence.files)
    if reports and ledger is not None:
        try:
            pass_gate(write_all(list_published(organisation_id), k=max(report.k for report in reports)))
        except GateRefused:
            faults.append("the auditor does not pass what is published")
    return Verified(len(reports), figures, files, tuple(faults))


def _ask(evidence: Evidence) -> list[Proof]:
    return [Proof(name, tuple(check(evidence))) for name, check in CHECKS]


def _ledger_of(organisation_id: UUID) -> Ledger | None:
    try:
        return load_ledger(organisation_id)[0]
    except LedgerBroken:
        return None


def _months_of(organisation_id: UUID) -> Iterator[str]:
    for kept in MonthSnapshot.objects.filter(organisation_id=organisation_id).order_by("month"):
        if FrozenMonth.of(kept).sha256 != kept.sha256:
            yield f"{kept.month}: the frozen month does not agree with its hash"


# --- the questions -----------------------------------------------------------------------------------
def files_are_unchanged(of: Evidence) -> Iterator[str]:
    """Every file has the hash and the size that were told when it was given out, and none is missing."""
    told, kept = of.report.hashes, {one.kind: one for one in of.files}
    if not told or kept.keys() != told.keys():
        yield "a file is missing, or there is one too many"
    for kind, file in kept.items():
        content = bytes(file.content)
        found = hashlib.sha256(content).hexdigest()
        if file.sha256 != found or told.get(kind) != {"sha256": found, "size": len(content)}:
            yield f"the {kind} file does not agree with its hash"


def sheet_names_the_files(of: Evidence) -> Iterator[str]:
    """The sheet of hashes speaks of this report, of these files, and of the sheet before, which is there."""
    if of.sheet is None:
        if MANIFEST in of.report.hashes:
            yield "the sheet of hashes is missing"
        return
    told = {one["kind"]: (one["sha256"], one["size"]) for one in of.sheet["files"]}
    kept = {kind: (one["sha256"], one["size"]) for kind, one in of.report.hashes.items() if kind != MANIFEST}
    if told != kept or of.sheet["reference"] != of.report.reference:
        yield "the sheet of hashes names other files"
    before = of.sheet["previous_manifest_sha256"]
    sheets = ReportFile.objects.filter(organisation_id=of.report.organisation_id, kind=MANIFEST)
    if before is not None and not sheets.filter(sha256=before).exists():
        yield "the sheet of hashes follows one that is not there"


def months_are_unchanged(of: Evidence) -> Iterator[str]:
    """Each frozen month hashes to what was kept with it, and those of the day of making to what the report rests on."""
    bent = [one.month for one in of.months if FrozenMonth.of(one).sha256 != one.sha256]
    if bent or name_frozen((one.month, one.sha256) for one in of.months) != of.report.snapshot_hash:
        yield "rests on frozen months that are no longer the same"


def figures_follow_from_the_months(of: Evidence) -> Iterator[str]:
    """Counted again from the frozen months, every figure comes out as it was published."""
    for figure in read_figures(of.report.figures):
        if not figure.low <= count_figure(of.raw, figure) <= figure.high:
            yield f"{figure.indicator} {figure.period} {dict(figure.dims)} is not what the frozen months say"


def ledger_is_whole(of: Evidence) -> Iterator[str]:
    """The line of figures is unbroken, holds every figure of the report, and the end that the sheet names."""
    if of.ledger is None:
        yield "the ledger's chain is broken"
        return
    told = {_name(figure) for figure in of.ledger.figures}
    yield from (f"{one.indicator} {one.period} is not in the ledger" for one in read_figures(of.report.figures) if _name(one) not in told)
    ends = LedgerFigure.objects.filter(organisation_id=of.report.organisation_id)
    if of.sheet is not None and not ends.filter(hash=of.sheet["ledger_last_hash"]).exists():
        yield "the ledger does not hold the end that the sheet names"


def proof_holds(of: Evidence) -> Iterator[str]:
    """The proof is the one the sheet names, and its made-up populations yield every figure decided up to then."""
    if of.sheet is not None and of.sheet["certificate_sha256"] != hash_text(of.report.certificate):
        yield "the proof of protection is another one"
    if of.ledger is None:
        return
    ends = [number for number, figure in enumerate(of.ledger.figures, start=1) if figure.release == of.report.reference]
    if ends:
        yield from check_certificate(of.report.certificate, of.raw, of.ledger.figures[: max(ends)], Policy(k=of.report.k))


CHECKS: tuple[tuple[str | Promise, Callable[[Evidence], Iterator[str]]], ...] = (
    (_("The files are byte for byte those that were given out."), files_are_unchanged),
    (_("The sheet of hashes names these files and the sheet of the report before."), sheet_names_the_files),
    (_("The frozen months are those the report was made from."), months_are_unchanged),
    (_("Counted again from the frozen months, every figure is the same."), figures_follow_from_the_months),
    (_("The line of published figures is unbroken."), ledger_is_whole),
    (_("The proof of protection is the one that was kept, and it still proves what it proved."), proof_holds),
)


def _name(figure: Figure) -> tuple[object, ...]:
    return figure.indicator, figure.period, figure.scope, figure.dims, figure.low, figure.high
