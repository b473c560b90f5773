"""Command: `python -m reports.auditor FILE [--explain] [--json]`; FILE "-" reads standard input."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from reports.auditor.attack import audit
from reports.auditor.findings import Audit
from reports.auditor.reading import PublicationError, read_publication

VERDICTS = {0: "nothing small is disclosed", 1: "small groups are disclosed", 2: "undecided"}


def main(arguments: list[str] | None = None) -> int:
    """Audit a file and say so; the exit code is the verdict."""
    parser = argparse.ArgumentParser(prog="python -m reports.auditor", description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--explain", action="store_true", help="one line for each finding")
    parser.add_argument("--json", action="store_true", help="the verdict as JSON")
    options = parser.parse_args(arguments)
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        result = audit(read_publication(text))
    except (PublicationError, OSError, UnicodeDecodeError) as fault:
        result = Audit([], [str(fault)])
    _tell(result, as_json=options.json, explain=options.explain)
    return result.exit_code


def _tell(result: Audit, *, as_json: bool, explain: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(_describe(result), ensure_ascii=False) + "\n")
        return
    lines = [f"{VERDICTS[result.exit_code]} ({result.targets} groups, {result.unknowns} unknowns)"]
    lines += result.undecided
    lines += [finding.explain() for finding in result.findings] if explain else []
    sys.stdout.write("\n".join(lines) + "\n")


def _describe(result: Audit) -> dict[str, object]:
    return {
        "verdict": VERDICTS[result.exit_code],
        "exit_code": result.exit_code,
        "targets": result.targets,
        "unknowns": result.unknowns,
        "undecided": result.undecided,
        "findings": [
            {
                "kind": finding.kind.value,
                "indicator": finding.indicator,
                "group": dict(finding.group),
                "low": finding.low,
                "high": None if finding.high == float("inf") else finding.high,
            }
            for finding in result.findings
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
