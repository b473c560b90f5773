"""The house stays a house: one-way imports, small files and functions, reads that are scoped, writes only in actions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.guards.source import ROOT, name_of, python_files, tracked, tree

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
WRITES = {"save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def long_functions(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name} ({length} lines)"


def unscoped_reads(module: ast.Module) -> Iterator[int]:
    """Lines with `Model.objects…` in a chain that never says visible_to, and any get_object_or_404."""
    scoped: set[int] = set()
    for node in ast.walk(module):
        names = {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
        if isinstance(node, ast.Call) and names & {"visible_to", "received_by", "sent_by", "in_network"}:
            scoped.update(id(n) for n in ast.walk(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fetch":
            scoped.update(id(n) for n in ast.walk(node))
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} and id(node) not in scoped:
            yield node.lineno
        if isinstance(node, ast.Name) and node.id == "get_object_or_404":
            yield node.lineno


def writes(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            base = node.func.value
            if isinstance(base, ast.Name) and base.id in {"context", "params", "initial", "kwargs", "query", "headers", "values"}:
                continue
            yield node.lineno


def view_modules() -> list[Path]:
    return [path for path in python_files() if path.stem == "views" or path.stem.endswith("_views") or path.parent.stem == "views"]


def test_imports_point_one_way() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_files_stay_small() -> None:
    paths = [*python_files(), *(p for p in tracked("tests/*.py"))]
    long = {name_of(p): n for p in paths if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE}

    assert long == {}, "Split by noun."


def test_functions_stay_small() -> None:
    paths = [*python_files(), *(p for p in tracked("tests/*.py"))]
    long = {name_of(p): found for p in paths if (found := list(long_functions(tree(p))))}

    assert long == {}


def test_views_read_scoped_rows_only() -> None:
    loose = {name_of(p): lines for p in view_modules() if (lines := list(unscoped_reads(tree(p))))}

    assert loose == {}, "Use .visible_to(actor) or fetch()."


def test_views_do_not_write() -> None:
    writing = {name_of(p): lines for p in view_modules() if (lines := list(writes(tree(p))))}

    assert writing == {}, "Writes belong into actions.py."


def test_no_signals_no_admin_no_raw_html() -> None:
    banned = ("django.db.models.signals", "django.dispatch", "django.contrib.admin", "mark_safe(", "rest_framework")
    found = {name_of(p): word for p in python_files() for word in banned if word in p.read_text(encoding="utf-8")}

    assert found == {}


def test_planted_offenders_are_found() -> None:
    loose = ast.parse("def page(request):\n    return Case.objects.filter(pk=1)\n")
    scoped = ast.parse("def page(request):\n    return Case.objects.visible_to(actor).filter(pk=1)\n")
    shortcut = ast.parse("row = get_object_or_404(Case, pk=1)\n")
    writing = ast.parse("def page(request):\n    case.save()\n")
    long = ast.parse("def page():\n" + "    x = 1\n" * 41)

    assert list(unscoped_reads(loose)) == [2]
    assert list(unscoped_reads(scoped)) == []
    assert list(unscoped_reads(shortcut)) == [1]
    assert list(writes(writing)) == [2]
    assert list(long_functions(long)) == ["page (42 lines)"]
