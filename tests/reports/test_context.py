"""Figures of others: read from a file, corrected, doubted, shown beside a report and never among its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access.context import acting
from access.models import AuditEvent
from reports.actions import submit_report
from reports.context.models import Base, ContextFigure, Doubt
from reports.context.reading import COLUMNS, NotAFileOfFigures, read_context, read_kazakhstan, write_context
from reports.context.rules import find_year, guess_base, guess_doubt, is_plain_period
from reports.documents import compose
from reports.models import Report
from tests.world_reports import closed_month, make_context_figure, make_programme, make_report

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tip_kz_golden.csv"
HEADER = ",".join(COLUMNS)
ROW = "PROT_SSS,2024,247,persons,all,special social services,a ministry,"


def upload(client: Any, text: str | bytes) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("context-import"), {"file": SimpleUploadedFile("figures.csv", content, "text/csv")})


def test_every_published_aggregate_for_kazakhstan_can_be_held() -> None:
    figures = read_kazakhstan()

    assert len(figures) == 233
    assert {2002, 2010, 2025} <= {find_year(one.period) for one in figures}
    assert read_context(write_context(figures).encode())[0] == figures
    if GOLDEN.exists():  # beside the clone: the same figures, whatever their sources are called
        golden = read_context(GOLDEN.read_bytes())[0]
        assert [(g.indicator, g.period, g.value, g.detail, g.basis, g.note) for g in golden] == [
            (f.indicator, f.period, f.value, f.detail, f.basis, f.note) for f in figures
        ]


@pytest.mark.parametrize(
    ("period", "year", "plain"),
    [("2024", 2024, True), ("2025-Q1", 2025, True), ("2022-11m", 2022, True), ("2006-2011", 2011, False),
     ("Mar 2007-Mar 2008", 2008, False), ("n/d (by 2021)", 2021, False), ("long ago", None, False)],
)  # fmt: skip
def test_a_period_as_published_has_a_year_where_it_names_one(period: str, year: int | None, plain: bool) -> None:
    assert (find_year(period), is_plain_period(period)) == (year, plain)


@pytest.mark.parametrize(
    ("indicator", "basis", "base"),
    [("LAWSTAT_CASES", "interior ministry", Base.INTERIOR), ("LAWSTAT_CASES", "legal statistics", Base.PROSECUTOR),
     ("PROT_IDENT", "government", Base.GOVERNMENT), ("PROT_SSS", "special social services", Base.SOCIAL),
     ("NGO_ASSIST", "Sana Sezim", Base.NGO), ("IOM_ASSIST", "IOM", Base.INTERNATIONAL), ("IOM_ASSIST", "IOM + 18 NGOs", Base.MIXED),
     ("NGO_ESTIMATE", "NGOs", Base.ESTIMATE), ("PROT_IDENT", "somebody", Base.MIXED)],
)  # fmt: skip
def test_kinds_of_counts_are_told_apart(indicator: str, basis: str, base: Base) -> None:
    assert guess_base(indicator, basis) == base


def test_a_note_of_a_conflict_is_a_doubt() -> None:
    assert guess_doubt('"twice as many as in 2003" (conflicts with 8)') == Doubt.CONTRADICTED
    assert guess_doubt("record high") == Doubt.NONE


@pytest.mark.parametrize(
    ("text", "where"),
    [(f"{HEADER}\n,2024,1,persons,all,b,s,", (2, "indicator")), (f"{HEADER}\n{ROW}\nPROT_SSS,2024,many,persons,all,b,s,", (3, "value")),
     (f"{HEADER}\nPROT_SSS,2024,-1,persons,all,b,s,", (2, "value")), (f"{HEADER}\nPROT_SSS,2024,1,{'p' * 41},all,b,s,", (2, "unit")),
     (f"{HEADER}\nPROT_SSS,2024,NaN,persons,all,b,s,", (2, "value"))],
)  # fmt: skip
def test_a_mistake_is_told_by_row_and_column(text: str, where: tuple[int, str]) -> None:
    _figures, mistakes = read_context(text.encode())

    assert [(one.row, one.column) for one in mistakes] == [where]


@pytest.mark.parametrize("content", [b"", b"just,some,words", b"\x00\x01\x02\xff", b"PK\x03\x04\x00\x00"])
def test_what_is_no_file_of_figures_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotAFileOfFigures):
        read_context(content)


def test_semicolons_other_orders_and_the_encoding_of_old_spreadsheets_are_read() -> None:
    text = "value;period;indicator;unit;basis;source;disaggregation\n1 247,5;2024;PROT_SSS;persons;b;министерство;all"
    (figure,), mistakes = read_context(text.encode("cp1251"))

    assert (figure.value, figure.source, figure.detail, mistakes) == (Decimal("1247.5"), "министерство", "all", [])


def test_a_file_is_taken_whole_or_not_at_all(client_as: Any, world: Any) -> None:
    client, own = client_as("monitoring_officer"), world.organisations["rodnik"].pk
    with acting(organisation_id=own):
        before = ContextFigure.objects.count()
    page = upload(client, f"{HEADER}\n{ROW}\nPROT_SSS,2025,many,persons,all,b,s,")
    assert page.status_code == 200
    assert [(one.row, one.column) for one in page.context["mistakes"]] == [(3, "value")]
    with acting(organisation_id=own):
        assert ContextFigure.objects.count() == before

    assert upload(client, f"{HEADER}\n{ROW}").status_code == 302
    assert upload(client, f"{HEADER}\n{ROW}\nPROT_SSS,2024,114,persons,foreign,special social services,a ministry,").status_code == 302
    with acting(organisation_id=own):
        assert ContextFigure.objects.count() == before + 2
        assert AuditEvent.objects.filter(action="reports.context.imported").count() == 2


def test_a_file_that_is_none_is_told_beside_the_field(client_as: Any) -> None:
    page = upload(client_as("monitoring_officer"), b"\x00\x01")

    assert page.status_code == 200
    assert "file" in page.context["form"].errors


def test_an_officer_writes_corrects_and_removes_a_figure(client_as: Any, world: Any) -> None:
    client = client_as("monitoring_officer")
    typed = {
        "indicator": "LAWSTAT_CASES", "period": "2025", "value": "298", "unit": "offences", "detail": "nine-offence group",
        "base": "prosecutor", "basis": "legal statistics", "source": "a newspaper", "note": "", "doubt": "none", "in_reports": "on",
    }  # fmt: skip
    assert client.post(reverse("context-new"), typed).status_code == 302
    with acting(organisation_id=world.organisations["rodnik"].pk):
        figure = ContextFigure.objects.get(source="a newspaper")
    again = client.post(reverse("context-new"), typed)
    assert "value" in again.context["form"].errors

    edit = reverse("context-edit", args=[figure.pk])
    assert client.post(edit, typed | {"value": "299", "version": figure.version}).status_code == 302
    conflict = client.post(edit, typed | {"value": "300", "version": figure.version})
    assert conflict.status_code == 200
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert ContextFigure.objects.get(pk=figure.pk).value == 299

    assert client.get(reverse("context-remove", args=[figure.pk])).status_code == 200
    assert client.post(reverse("context-remove", args=[figure.pk])).status_code == 302
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert not ContextFigure.objects.filter(pk=figure.pk).exists()


def test_figures_that_contradict_each_other_are_kept_and_marked_until_somebody_looked(client_as: Any, world: Any) -> None:
    client, url = client_as("monitoring_officer"), reverse("context-list") + "?doubts=1&since="
    with acting(organisation_id=world.organisations["rodnik"].pk):
        one = make_context_figure(world, "rodnik", period="2011", value=9, source="one newspaper")
    assert "one newspaper" not in client.get(url).content.decode()

    with acting(organisation_id=world.organisations["rodnik"].pk):
        make_context_figure(world, "rodnik", period="2011", value=18, source="another newspaper")
    page = client.get(url).content.decode()
    assert "one newspaper" in page
    assert "another newspaper" in page

    with acting(organisation_id=world.organisations["rodnik"].pk):
        ContextFigure.objects.filter(pk=one.pk).update(doubt=Doubt.SETTLED)
    assert "one newspaper" not in client.get(url).content.decode()


def test_the_page_begins_with_recent_years_and_shows_all_on_request(client_as: Any, world: Any) -> None:
    client = client_as("monitoring_officer")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        make_context_figure(world, "rodnik", period="2004-2009", value=77, source="an old newspaper", detail="citizens of UZ")

    assert "an old newspaper" not in client.get(reverse("context-list")).content.decode()
    shown = client.get(reverse("context-list"), {"since": ""}).content.decode()
    assert "an old newspaper" in shown
    assert "citizens of" not in shown
    assert "an old newspaper" in client.get(reverse("context-list"), {"since": "x'1", "indicator": "PROT_SSS"}).content.decode()


def test_the_director_reads_them_and_cannot_change_them(client_as: Any, world: Any) -> None:
    client, figure = client_as("director"), world.rows["figure", "rodnik"]

    assert client.get(reverse("context-list")).status_code == 200
    assert client.get(reverse("context-edit", args=[figure.pk])).status_code == 403


def test_a_report_keeps_what_stood_beside_it(world: Any, db: None) -> None:
    """The figures are written down with the report: later corrections do not touch what was given out."""
    period = closed_month(3)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "rodnik-context", language="ru")
        figure = make_context_figure(world, "rodnik", period=period[:4], value=4321, source="Министерство")
        hidden = make_context_figure(world, "rodnik", period=period[:4], value=8765, source="Газета", in_reports=False)
        report = make_report(world, "rodnik", programme, period)
        submit_report(by=world.actor("monitoring_officer", "rodnik"), report=report)
        ContextFigure.objects.filter(pk=figure.pk).update(value=1)
        report = Report.objects.select_related("organisation", "programme").get(pk=report.pk)
        document = compose(report)

    shown = {row.source: row for row in document.context}
    assert shown["Министерство"].value == "4\u202f321 чел."
    assert hidden.source not in shown
    assert not any("4321" in str(cell.value) for cell in document.figures.cells)
