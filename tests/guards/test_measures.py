"""Every measure of the catalogue is taken by a test, and nobody measures what the catalogue does not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.measures import CATALOGUE, settle

TESTS = Path(__file__).resolve().parent.parent
CALL = re.compile(r"""\bmeasure\(\s*["']([A-Z]\d\d)["']""")


def measured() -> set[str]:
    return {code for path in TESTS.rglob("*.py") for code in CALL.findall(path.read_text(encoding="utf-8"))}


def test_what_is_measured_is_in_the_catalogue() -> None:
    assert measured() <= set(CATALOGUE)


def test_an_empty_run_and_a_failure_do_not_pass() -> None:
    with pytest.raises(AssertionError, match="fewer than"):
        settle("A12", 0, [])
    with pytest.raises(AssertionError, match="admin"):
        settle("A12", 10, ["/admin/ answered"])
