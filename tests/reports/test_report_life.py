"""A report from request to withdrawal: who may do what, what is kept, and what nobody can break."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import product
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.outbox.models import OutboxJob
from casework.cases.actions import open_case
from casework.people.actions import add_person
from reports.actions import (
    OutsideProgramme,
    freeze_months,
    narrate_report,
    request_report,
    return_report,
    submit_report,
    withdraw_report,
)
from reports.decisions import LedgerBroken, list_published, load_ledger
from reports.gate import GateRefused, pass_gate, write_all
from reports.late import list_open_months
from reports.models import LedgerFigure, MonthSnapshot, Programme, Report, ReportFile
from reports.periods import PeriodError
from reports.publishing_actions import ApproverIsAuthor, approve_report
from reports.workflow import MOVES, ReportMoveRefused, ReportState, require_move
from tests.world_reports import closed_month, make_programme, make_report, publish


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


def fill_month(world: Any, month: str, women: int, men: int) -> None:
    """So many people who asked for help in a month."""
    by = world.actor("case_manager")
    for sex, number in (("female", women), ("male", men)):
        for _ in range(number):
            person = add_person(by=by, facts={"sex": sex, "citizenships": ["KZ"]})
            open_case(by=by, person=person, facts={"requested_on": f"{month}-10", "region": "KZ-75"}, lead=by.user)


def test_every_pair_of_states_is_in_the_table_or_refused() -> None:
    for before, after in product(ReportState, ReportState):
        if (before, after) in MOVES:
            require_move(before, after)
        else:
            with pytest.raises(ReportMoveRefused):
                require_move(before, after)


def test_totals_are_exact_and_small_groups_are_nowhere(world: Any, rodnik: Any) -> None:
    month = f"{timezone.localdate().year - 3}-05"
    fill_month(world, month, 9, 2)
    programme = make_programme(world, "rodnik", "small")
    report = publish(world, "rodnik", make_report(world, "rodnik", programme, month))

    told = {(f["indicator"], tuple(map(tuple, f["dims"]))): f["low"] for f in report.figures}
    assert told["PROT_REGISTERED", ()] == 11
    assert not [name for name in told if name[1]]
    assert {"indicator": "PROT_REGISTERED", "period": month, "scope": "total", "breakdown": "sex"} in report.absences
    assert sorted(file.kind for file in report.files.all()) == ["csv", "json", "manifest", "pdf", "xlsx"]
    body = json.loads(bytes(report.files.get(kind="json").content))
    text = json.dumps(body)
    assert '"sex"' not in text
    assert "female" not in text


def test_large_groups_are_shown_with_a_chart(world: Any, rodnik: Any) -> None:
    month = f"{timezone.localdate().year - 3}-06"
    fill_month(world, month, 17, 14)
    report = make_report(world, "rodnik", make_programme(world, "rodnik", "large"), month)

    told = {tuple(map(tuple, f["dims"])): f["low"] for f in report.figures if f["indicator"] == "PROT_REGISTERED"}
    assert told == {(): 31, (("sex", "female"),): 17, (("sex", "not_female"),): 14}


def test_a_second_press_gives_the_same_report_and_one_job(world: Any, rodnik: Any) -> None:
    officer, programme = world.actor("monitoring_officer"), make_programme(world, "rodnik", "twice")
    first = request_report(by=officer, programme=programme, period=closed_month(1))
    jobs = OutboxJob.objects.count()
    again = request_report(by=officer, programme=programme, period=closed_month(1))

    assert again.pk == first.pk
    assert OutboxJob.objects.count() == jobs
    assert OutboxJob.objects.filter(payload__report=str(first.pk)).count() == 1


def test_only_whole_months_that_are_over_and_within_the_programme(world: Any, rodnik: Any) -> None:
    officer = world.actor("monitoring_officer")
    programme = make_programme(world, "rodnik", "late", starts_on=timezone.localdate() - timedelta(days=20))
    for wrong in (f"{timezone.localdate():%Y-%m}", "2025-11..2026-02", "soon"):
        with pytest.raises(PeriodError):
            request_report(by=officer, programme=programme, period=wrong)
    with pytest.raises(OutsideProgramme):
        request_report(by=officer, programme=programme, period=closed_month(12))


def test_a_frozen_month_never_changes(world: Any, rodnik: Any) -> None:
    month = f"{timezone.localdate().year - 3}-07"
    fill_month(world, month, 6, 6)
    programme = make_programme(world, "rodnik", "frozen")
    make_report(world, "rodnik", programme, month)
    before = MonthSnapshot.objects.get(month=month).sha256
    fill_month(world, month, 1, 0)
    again = Report.objects.get(programme=programme)
    freeze_months(by=system_actor(rodnik), report=again)
    assert list_open_months(rodnik.pk, month) == []

    assert MonthSnapshot.objects.get(month=month).sha256 == before
    for change in ({"sha256": "x"}, {"rows": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            MonthSnapshot.objects.filter(month=month).update(**change)


def test_nobody_approves_their_own_report(world: Any, rodnik: Any) -> None:
    director, officer = world.actor("director"), world.actor("monitoring_officer")
    draft = make_report(world, "rodnik", make_programme(world, "rodnik", "own"), closed_month(1))
    submit_report(by=officer, report=draft)
    Report.objects.filter(pk=draft.pk).update(author_id=director.user_id)
    with pytest.raises(ApproverIsAuthor), transaction.atomic():
        approve_report(by=director, report=Report.objects.get(pk=draft.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(approver_id=director.user_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(state="published")


def test_return_write_submit_publish_withdraw(world: Any, rodnik: Any) -> None:
    director, officer = world.actor("director"), world.actor("monitoring_officer")
    report = make_report(world, "rodnik", make_programme(world, "rodnik", "whole"), closed_month(1))
    report = return_report(by=director, report=submit_report(by=officer, report=report), reason="Say more")
    report = narrate_report(by=officer, report=report, texts={"summary": "A calm month."}, confirmed=True)
    with pytest.raises(ReportMoveRefused), transaction.atomic():
        approve_report(by=director, report=report)
    report = publish(world, "rodnik", report)
    assert "A calm month." in bytes(report.files.get(kind="json").content).decode()
    said = list_published(rodnik.pk)
    with pytest.raises(ReportMoveRefused), transaction.atomic():
        narrate_report(by=officer, report=report, texts={}, confirmed=True)
    report = withdraw_report(by=director, report=report, reason="Wrong month")
    assert (report.state, report.reason) == ("withdrawn", "Wrong month")
    assert len(list_published(rodnik.pk)) == len(said)


def test_a_bent_ledger_is_refused(world: Any, rodnik: Any) -> None:
    make_report(world, "rodnik", make_programme(world, "rodnik", "bent"), closed_month(1))
    last = LedgerFigure.objects.order_by("-seq").first()
    assert last is not None
    load_ledger(rodnik.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerFigure.objects.filter(pk=last.pk).update(figure={**last.figure, "low": 99})
    LedgerFigure.objects.bulk_create([LedgerFigure(organisation=rodnik, seq=last.seq + 1, figure=last.figure, hash="0" * 64)])
    with pytest.raises(LedgerBroken):
        load_ledger(rodnik.pk)


def test_the_gate_stops_a_leak() -> None:
    from reports.disclosure import Figure

    def tell(value: int, **dims: str) -> Figure:
        leaves = tuple(dims.values())
        axis = next(iter(dims), "")
        return Figure("PROT_REGISTERED", "2026-01", ("2026-01",), "total", value, value, axis=axis, leaves=leaves, dims=tuple(dims.items()))

    pass_gate(write_all([tell(11)], k=5))
    with pytest.raises(GateRefused):
        pass_gate(write_all([tell(11), tell(9, sex="female")], k=5))


def test_donors_read_only_what_was_published_to_them(world: Any, rodnik: Any) -> None:
    programme = make_programme(world, "rodnik", "mine")
    draft = make_report(world, "rodnik", programme, closed_month(1))
    out = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(3)))
    for donor, sees in (("fund-aurora", True), ("fund-meridian", False), ("sana-sezim", False)):
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        with acting(organisation_id=world.organisations[donor].pk):
            assert Report.objects.filter(pk=out.pk).exists() is sees
            assert ReportFile.objects.filter(report_id=out.pk).exists() is sees
            assert Programme.objects.filter(pk=programme.pk).exists() is sees
            assert not Report.objects.filter(pk=draft.pk).exists()
            assert not MonthSnapshot.objects.filter(organisation=rodnik).exists()
            assert not LedgerFigure.objects.filter(organisation=rodnik).exists()


def test_publications_pass_the_auditor(world: Any, rodnik: Any) -> None:
    from reports.auditor.attack import audit
    from reports.auditor.reading import read_publication

    month = f"{timezone.localdate().year - 3}-08"
    fill_month(world, month, 8, 12)
    publish(world, "rodnik", make_report(world, "rodnik", make_programme(world, "rodnik", "open"), month))
    out = StringIO()
    call_command("publications", "--json", stdout=out)
    body = json.loads(out.getvalue())

    assert body["format"] == "sdc-publication/1"
    assert any(cell["dims"].get("sex") == "female" and cell["value"] == 8 for one in body["releases"] for cell in one["cells"])
    assert audit(read_publication(out.getvalue())).exit_code == 0


def test_the_command_makes_and_publishes(world: Any, db: None, tmp_path: Any) -> None:
    organisation = world.organisations["rodnik"]
    with acting(organisation_id=organisation.pk):
        make_programme(world, "rodnik", "shell")
    for kind, start in (("pdf", b"%PDF"), ("json", b"{"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        call_command("report", closed_month(1), "--programme=shell", f"--format={kind}", f"--out={tmp_path}", "--publish", stdout=StringIO())
        assert (tmp_path / f"shell_{closed_month(1)}.{kind}").read_bytes().startswith(start)
    with acting(organisation_id=organisation.pk):
        report = Report.objects.get(programme__code="shell")
        assert (report.state, report.by_command, report.author_id, report.approver_id) == ("published", True, None, None)
    for wrong in (["soon", "--programme=shell"], [closed_month(1), "--programme=nobody"]):
        with pytest.raises(CommandError):
            call_command("report", *wrong, f"--out={tmp_path}")
