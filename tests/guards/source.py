"""Reading the project's own source for the guards."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("access", "casework", "shelters", "hotline", "reports", "config")


def python_files(*rooms: str, migrations: bool = False) -> Iterator[Path]:
    for room in rooms or ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tracked(*patterns: str) -> list[Path]:
    """Files of the project known to git (or all, where there is no git)."""
    listed = subprocess.run(["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists()]
