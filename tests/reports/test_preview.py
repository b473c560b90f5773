"""Before publication officer and director see the donor's page; nothing differs but the mark, the day and the check sums."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from access.actors import system_actor
from access.context import acting
from access.models import AuditEvent
from reports.actions import submit_report
from reports.models import Report
from reports.publishing_actions import approve_report, publish_report
from tests.reports.test_publishing import in_english, submitted
from tests.world_reports import closed_month, make_programme, make_report, publish

MARK = re.compile(r'<div class="alert alert-warning draft-mark">.*?</div>', re.DOTALL)
ISSUED = re.compile(r"(Draft, not published|Published on [^·<]*) ·")
SUMS = re.compile(r'<details class="hashes">.*?</details>', re.DOTALL)
SHEET = re.compile(r'<li><a [^>]*manifest"[^>]*>.*?</li>', re.DOTALL)


def main_part(page: str, address: str) -> str:
    """What stands between menu and foot, with addresses made alike and without what may differ."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    text = found[0].replace(address, "HERE/")
    for pattern in (MARK, SUMS, SHEET):
        text = pattern.sub("", text)
    return re.sub(r"\s+", " ", ISSUED.sub("DAY ·", text))


def test_the_preview_is_the_donors_page_but_for_the_mark(world: Any, client_as: Any) -> None:
    report = submitted(world, "as-donor", back=2)
    shown, preview = reverse("publication-detail", args=[report.pk]), reverse("report-preview", args=[report.pk])
    pages = {}
    for role in ("monitoring_officer", "director"):
        pages[role] = in_english(client_as(role), world, role).get(preview).content.decode()
        assert MARK.search(pages[role])
        assert "Draft, not published" in pages[role]
    with acting(organisation_id=report.organisation_id):
        approve_report(by=world.actor("director"), report=report)
        publish_report(by=system_actor(report.organisation), report=report)
    donor = client_as("donor", "fund-aurora")
    english = in_english(donor, world, "donor", "fund-aurora").get(shown).content.decode()
    assert not MARK.search(english)
    assert main_part(english, shown) == main_part(pages["director"], preview) == main_part(pages["monitoring_officer"], preview)
    assert "report-table" in main_part(english, shown)
    assert client_as("director").get(preview).status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv", "json"])
def test_a_draft_file_bears_the_mark_everywhere(kind: str, world: Any, client_as: Any) -> None:
    report = submitted(world, f"draft-{kind}")
    answer = client_as("director").get(reverse("report-preview-file", args=[report.pk, kind]))
    body = answer.content
    assert f'filename="DRAFT_draft-{kind}_' in answer.headers["Content-Disposition"]
    if kind == "pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
        assert "DRAFT" in text
    elif kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body))
        assert str(book.worksheets[0]["A1"].value).startswith("DRAFT")
        assert any(name.startswith("DRAFT") for name in book.sheetnames)
    elif kind == "csv":
        lines = body.decode("utf-8-sig").splitlines()[1:]
        assert lines
        assert all(line.lstrip('"').startswith("DRAFT") for line in lines)
    else:
        told = json.loads(body)
        assert told["title"].startswith("DRAFT")
        assert all(section["title"].startswith("DRAFT") for section in told["sections"])
    with acting(organisation_id=report.organisation_id):
        assert AuditEvent.objects.filter(action="reports.report.preview_taken", detail__report=str(report.pk)).count() == 1


def test_drafts_are_shown_to_nobody_outside_and_no_other_kinds_are_drawn(world: Any, client_as: Any) -> None:
    report = submitted(world, "inside")
    for name, args in (("report-preview", []), ("report-preview-chart", [1]), ("report-preview-file", ["pdf"])):
        address = reverse(name, args=[report.pk, *args])
        assert client_as("donor", "fund-aurora").get(address).status_code == 403
        assert client_as("director", "sana-sezim").get(address).status_code == 404
        assert client_as("operator").get(address).status_code == 403
    director = client_as("director")
    assert director.get(reverse("report-preview-file", args=[report.pk, "manifest"])).status_code == 404
    assert client_as("director", confirmed=False).get(reverse("report-preview-file", args=[report.pk, "pdf"])).status_code == 302


def test_a_report_that_is_out_or_not_made_has_no_preview(world: Any, client_as: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "no-preview")
        out = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(2)))
        draft = make_report(world, "rodnik", programme, closed_month(1))
        submit_report(by=world.actor("monitoring_officer"), report=draft)
        Report.objects.filter(pk=draft.pk).update(state="building")
    director = client_as("director")
    for report in (out, draft):
        assert director.get(reverse("report-preview", args=[report.pk])).status_code == 404
