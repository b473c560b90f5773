"""The sheet of hashes that goes out with every report: what was given out, from what, and after which sheet.

Each sheet names the one before, so that whoever keeps the last one can tell when an earlier one was exchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from reports.decisions import read_setup
from reports.disclosure.ladders import PERSON_LADDERS
from reports.models import LedgerFigure, Report, ReportFile

MANIFEST = "manifest"
FORMAT = "pana-manifest/1"


def write_manifest(report: Report, files: Mapping[str, tuple[str, int]]) -> bytes:
    """The sheet of a report that is being published. Holds references, codes and hashes, no figure."""
    setup = read_setup(report)
    body = {
        "format": FORMAT,
        "reference": report.reference,
        "organisation": report.organisation.name,
        "programme": {"code": setup.code, "name": setup.name},
        "period": report.period,
        "k": report.k,
        "plan": plan_version(setup.breakdowns),
        "published_at": report.published_at.isoformat(timespec="seconds") if report.published_at else None,
        "replaces": report.replaces_reference or None,
        "files": [
            {"name": name_file(report, kind), "kind": kind, "size": size, "sha256": sha256}
            for kind, (sha256, size) in sorted(files.items())
        ],
        "snapshot_sha256": report.snapshot_hash,
        "certificate_sha256": hash_text(report.certificate),
        "ledger_last_hash": last_ledger_hash(report),
        "previous_manifest_sha256": previous_manifest(report),
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8")


def name_file(report: Report, kind: str) -> str:
    """What a file is called when it is downloaded."""
    ending = "manifest.json" if kind == MANIFEST else kind
    return f"{report.setup['code']}_{report.period}.{ending}"


def plan_version(breakdowns: tuple[str, ...]) -> dict[str, int]:
    """Which version of each list of groupings the figures were decided by."""
    return {name: PERSON_LADDERS[name].version for name in sorted(breakdowns) if name in PERSON_LADDERS}


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def last_ledger_hash(report: Report) -> str:
    """The end of the organisation's line of figures at this moment; it rests on every row before."""
    last = LedgerFigure.objects.filter(organisation_id=report.organisation_id).order_by("-seq").first()
    return last.hash if last else ""


def previous_manifest(report: Report) -> str | None:
    """The hash of the organisation's sheet before this one."""
    sheets = ReportFile.objects.filter(organisation_id=report.organisation_id, kind=MANIFEST).exclude(report=report)
    found = sheets.order_by("-created_at").values_list("sha256", flat=True).first()
    return str(found) if found else None
