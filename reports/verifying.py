"""Published reports checked again, years later: from what is kept, by arithmetic, without a solver.

Nothing here needs the people: frozen months hold counts under tokens that lead to nobody, so erasures change nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from reports.datasets import FrozenMonth, gather
from reports.decisions import LedgerBroken, list_published, load_ledger, months_behind, name_frozen, read_figures
from reports.disclosure import Figure, Ledger, Policy, check_certificate
from reports.disclosure.ledger import count_figure
from reports.gate import GateRefused, pass_gate, write_all
from reports.models import MonthSnapshot, Report
from reports.tables import RawTable
from reports.workflow import SHOWN_TO_DONORS


@dataclass(frozen=True)
class Verified:
    """What was looked at, and where it breaks."""

    reports: int
    figures: int
    files: int
    faults: tuple[str, ...]


def verify_published(organisation_id: UUID) -> Verified:
    """Every report ever given out: chain, frozen counts, figures, proof, files; at last the auditor on all together."""
    faults, figures, files = list(_verify_months(organisation_id)), 0, 0
    try:
        ledger, _last = load_ledger(organisation_id)
    except LedgerBroken:
        return Verified(0, 0, 0, (*faults, "the ledger's chain is broken"))
    reports = Report.objects.filter(organisation_id=organisation_id, state__in=SHOWN_TO_DONORS).order_by("built_at")
    for report in reports.prefetch_related("files"):
        faults += [f"{report.reference}: {fault}" for fault in _verify_report(report, ledger)]
        figures += len(report.figures)
        files += len(report.files.all())
    if reports:
        try:
            pass_gate(write_all(list_published(organisation_id), k=max(report.k for report in reports)))
        except GateRefused:
            faults.append("the auditor does not pass what is published")
    return Verified(len(reports), figures, files, tuple(faults))


def _verify_months(organisation_id: UUID) -> Iterator[str]:
    for kept in MonthSnapshot.objects.filter(organisation_id=organisation_id).order_by("month"):
        if FrozenMonth.of(kept).sha256 != kept.sha256:
            yield f"{kept.month}: the frozen month does not agree with its hash"


def _verify_report(report: Report, ledger: Ledger) -> Iterator[str]:
    months = months_behind(report)
    if name_frozen((one.month, one.sha256) for one in months) != report.snapshot_hash:
        yield "rests on frozen months that are no longer the same"
        return
    raw = gather(FrozenMonth.of(one) for one in months)
    own = read_figures(report.figures)
    told = {_name(figure) for figure in ledger.figures}
    for figure in own:
        if _name(figure) not in told:
            yield f"{figure.indicator} {figure.period} is not in the ledger"
        if not figure.low <= count_figure(raw, figure) <= figure.high:
            yield f"{figure.indicator} {figure.period} {dict(figure.dims)} is not what the frozen months say"
    yield from _verify_proof(report, raw, ledger)
    for file in report.files.all():
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"the {file.kind} file does not agree with its hash"


def _verify_proof(report: Report, raw: RawTable, ledger: Ledger) -> Iterator[str]:
    """The made-up populations of the certificate yield every figure decided up to then and leave readers unsure."""
    ends = [number for number, figure in enumerate(ledger.figures, start=1) if figure.release == report.reference]
    if ends:
        yield from check_certificate(report.certificate, raw, ledger.figures[: max(ends)], Policy(k=report.k))


def _name(figure: Figure) -> tuple[object, ...]:
    return figure.indicator, figure.period, figure.scope, figure.dims, figure.low, figure.high
