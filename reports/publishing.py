"""What a publication is made of: the auditor's yes on the very figures, the files, and the sheet of their hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from reports.decisions import list_published, read_figures
from reports.documents import compose
from reports.gate import pass_gate, write_all
from reports.manifest import MANIFEST, write_manifest
from reports.models import Report
from reports.render import RENDERERS


@dataclass(frozen=True)
class DrawnFile:
    """A file as it is given out."""

    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def judge(report: Report, judged: str = "") -> str:
    """Everything that will be out once this report is, before the independent auditor; the mark of what was judged.

    What bears the mark given was judged already. Raises GateRefused when the auditor does not plainly say yes.
    """
    out = [*list_published(report.organisation_id), *read_figures(report.figures)]
    unique = {(f.indicator, f.period, f.scope, f.dims, f.release if f.is_outside else ""): f for f in out}
    publication = write_all(unique.values(), k=report.k)
    mark = hashlib.sha256(json.dumps(publication, sort_keys=True).encode()).hexdigest()
    if mark != judged:
        pass_gate(publication)
    return mark


def draw_files(report: Report) -> list[DrawnFile]:
    """The report in every format, and the sheet that names them all."""
    document = compose(report)
    files = [DrawnFile(kind, render(document)) for kind, render in RENDERERS.items()]
    sheet = write_manifest(report, {one.kind: (one.sha256, len(one.content)) for one in files})
    return [*files, DrawnFile(MANIFEST, sheet)]
