"""Published reports are checked again from what was kept; whatever was bent is found, and erasures bend nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from access.context import acting
from reports import verification
from reports.decisions import list_longer, list_outside_rows, list_published, load_ledger
from reports.disclosure import LedgerContradictionError, tell_outside
from reports.models import LedgerFigure, Report, ReportFile
from reports.verification import verify_published
from tests.reports.test_report_life import fill_month
from tests.world_reports import make_programme, make_report, publish


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


@pytest.fixture
def report(world: Any, rodnik: Any) -> Report:
    month = f"{timezone.localdate().year - 3}-03"
    fill_month(world, month, 9, 8)
    made: Report = publish(world, "rodnik", make_report(world, "rodnik", make_programme(world, "rodnik", "kept"), month))
    return made


def test_what_was_published_holds_also_when_later_months_are_frozen(world: Any, rodnik: Any, report: Report) -> None:
    later = f"{report.period[:4]}-06"
    fill_month(world, later, 6, 7)
    publish(world, "rodnik", make_report(world, "rodnik", make_programme(world, "rodnik", "later"), later))
    found = verify_published(rodnik.pk)

    assert found.faults == ()
    assert (found.reports >= 3, found.files >= 12, found.figures > 20) == (True, True, True)
    out = StringIO()
    call_command("publications", "--verify", stdout=out)
    assert "rodnik:" in out.getvalue()
    assert " 0 faults" in out.getvalue()


def always(value: str) -> property:
    """Read as this, whatever the row says: published rows cannot be changed in the database."""
    return property(lambda _self: value, lambda _self, _told: None)


def publish_quarter_with_a_small_month(world: Any, year: str) -> Report:
    """Two women and a man in April: of them only the made-up populations of the proof keep readers unsure."""
    fill_month(world, f"{year}-04", 2, 1)
    fill_month(world, f"{year}-05", 9, 9)
    made: Report = publish(world, "rodnik", make_report(world, "rodnik", make_programme(world, "rodnik", "quarter"), f"{year}Q2"))
    return made


@pytest.mark.parametrize(
    ("bend", "word"),
    [("value", "not what the frozen months say"), ("snapshot_hash", "no longer the same"), ("certificate", "not covered"), ("file", "file does not agree")],
)
def test_what_was_bent_is_named(world: Any, rodnik: Any, report: Report, monkeypatch: Any, bend: str, word: str) -> None:
    if bend == "value":
        monkeypatch.setattr(verification, "count_figure", lambda *_: 99)
    elif bend == "file":
        monkeypatch.setattr(ReportFile, "sha256", always("0" * 64))
    elif bend == "certificate":
        quarter = publish_quarter_with_a_small_month(world, report.period[:4])
        body = json.loads(quarter.certificate)
        for proof in body["proofs"]:
            proof["worlds"] = proof["worlds"][:1]
        monkeypatch.setattr(Report, "certificate", always(json.dumps(body)))
    else:
        monkeypatch.setattr(Report, bend, always("0" * 64))
    assert [fault for fault in verify_published(rodnik.pk).faults if word in fault]
    with pytest.raises(CommandError, match=word):
        call_command("publications", "--verify", stdout=StringIO())


def test_a_figure_of_others_enters_the_ledger_and_what_is_published_to_the_auditor(rodnik: Any, report: Report) -> None:
    told = tell_outside("ministry", "PROT_REGISTERED", report.period, 15, 20)
    LedgerFigure.objects.bulk_create(list_outside_rows(rodnik.pk, told))

    assert load_ledger(rodnik.pk)[0].figures[-1] == told
    assert told in list_published(rodnik.pk)
    assert verify_published(rodnik.pk).faults == ()
    with pytest.raises(LedgerContradictionError):
        list_outside_rows(rodnik.pk, tell_outside("ministry", "PROT_REGISTERED", report.period, 99))


def test_what_closes_together_is_the_year_before_the_quarter() -> None:
    assert [list_longer(code) for code in ("2026-03", "2026-02", "2026-12", "2026Q4", "2026")] == [["2026Q1"], [], ["2026", "2026Q4"], ["2026"], []]
