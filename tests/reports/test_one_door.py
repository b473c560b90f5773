from __future__ import annotations

import ast
import inspect
import typing
from pathlib import Path

import pytest

from reports.render import RENDERERS, ReportDocument
from reports.tables import RawTable, SafeTable, UnsealedTableError

from .sample import make_document

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "access", "casework", "shelters", "hotline", "reports")
DOORKEEPERS = {"reports/tables.py", "reports/disclosure/sealing.py"}


def find_forgeries(source: str) -> list[str]:
    """Names by which a safe table could be made past disclosure control."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "SafeTable":
            found.append("SafeTable(")
        if isinstance(node, ast.ImportFrom) and node.module == "reports.tables":
            found += [alias.name for alias in node.names if alias.name.startswith("_")]
        if isinstance(node, ast.Attribute) and node.attr in {"_admit", "_sign", "_SEAL_KEY"}:
            found.append(node.attr)
        if isinstance(node, ast.ImportFrom) and node.module == "reports.disclosure.sealing":
            found += [alias.name for alias in node.names if alias.name == "seal"]
    return found


def test_nobody_but_disclosure_control_makes_safe_tables():
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            name = file.relative_to(ROOT).as_posix()
            if name not in DOORKEEPERS and not name.startswith("reports/disclosure/"):
                assert not find_forgeries(file.read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    "offender",
    ["from reports.tables import _admit", "from reports.tables import SafeTable\nSafeTable(5, ())",
     "import reports.tables as t\nt._admit(5, (), ())", "from reports.disclosure.sealing import seal"],
)  # fmt: skip
def test_a_planted_offender_is_found(offender):
    assert find_forgeries(offender)


def test_renderers_take_a_document_and_a_document_takes_a_safe_table():
    for render in RENDERERS.values():
        (first,) = inspect.signature(render).parameters
        assert typing.get_type_hints(render)[first] is ReportDocument
    assert typing.get_type_hints(ReportDocument)["figures"] is SafeTable
    with pytest.raises(UnsealedTableError):
        ReportDocument(**{**vars(make_document()), "figures": {"PROT_IDENT": 3}})


def test_renderers_and_documents_never_mention_raw_tables():
    for file in (ROOT / "reports/render").glob("*.py"):
        assert RawTable.__name__ not in file.read_text(encoding="utf-8"), file.name
