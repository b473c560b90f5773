"""What is hidden leaves no trace: not in a page, a file, a chart, a sheet of hashes or a log."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from casework.cases.work_actions import add_service
from casework.models import Case
from reports.datasets import load_frozen
from reports.models import Report, ReportFile
from reports.publishing import draw_files
from tests.reports.test_report_life import fill_month
from tests.world_reports import WISHED, make_programme, make_report, publish

FEW, MANY = (70_001, 10_712), (3_001,) * 8
"""Services of two people in a month of their own, whose sum is hidden, and of eight people, whose sum is printed."""
GROUPED = re.compile(r"(?<=\d)[\s\u00a0\u202f,.'](?=\d{3}\b)")
SECRETS = ("80713", "104721", "70001", "10712")
"""The hidden month, the quarter that would tell it, and what stands in them."""


def serve(world: Any, month: str, women: int, men: int, quantities: tuple[int, ...]) -> None:
    fill_month(world, month, women, men)
    cases = Case.objects.filter(requested_on=f"{month}-10", organisation_id=world.organisations["rodnik"].pk)
    for case, quantity in zip(cases, quantities, strict=False):
        add_service(by=world.actor("case_manager"), case=case, facts={"type": "legal", "given_on": f"{month}-12", "quantity": quantity})


def read(content: bytes, kind: str) -> str:
    """Everything in a file, packed or drawn; its raw bytes too."""
    text = content.decode("utf-8", "ignore")
    if kind == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        text = "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = "\n".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
    return GROUPED.sub("", text)


def list_texts(client_as: Any, reports: list[Report], caplog: Any) -> Iterator[tuple[str, str]]:
    """Everything that is given out of these reports, by name."""
    donor, officer = client_as("donor", "fund-aurora"), client_as("monitoring_officer")
    for report in reports:
        with acting(organisation_id=report.organisation_id):
            kept = {one.kind: bytes(one.content) for one in ReportFile.objects.filter(report=report)}
            drawn = {one.kind: one.content for one in draw_files(report)}
        for kind, content in (*kept.items(), *drawn.items()):
            yield f"{report.period} {kind}", read(content, kind)
        pages = [(donor, reverse("publication-detail", args=[report.pk])), (officer, reverse("report-detail", args=[report.pk]))]
        for client, address in pages:
            answer = client.get(address)
            assert answer.status_code == 200
            yield f"{report.period} {address}", GROUPED.sub("", answer.content.decode())
            yield f"{report.period} headers", str(answer.headers)
    yield "logs", caplog.text


def test_hidden_values_are_in_no_byte_that_leaves(world: Any, db: None, client_as: Any, caplog: Any, measure: Any) -> None:
    caplog.set_level(logging.DEBUG)
    year = timezone.localdate().year - 3
    with acting(organisation_id=world.organisations["rodnik"].pk):
        serve(world, f"{year}-07", 5, 6, MANY)
        serve(world, f"{year}-08", 1, 1, FEW)
        programme = make_programme(world, "rodnik", "sweep", indicators=[*WISHED, "PROT_SERVICE"])
        reports = [publish(world, "rodnik", make_report(world, "rodnik", programme, f"{year}{period}")) for period in ("-07", "-08", "Q3")]
        raw = load_frozen(world.organisations["rodnik"].pk)
        hidden = {f"{raw.count_items('PROT_SERVICE', [f'{year}-0{n}' for n in months])}" for months in ((8,), (7, 8, 9))}
    assert hidden == set(SECRETS[:2])  # they are there, to be found

    failed, checked, shown = [], 0, 0
    for name, text in list_texts(client_as, reports, caplog):
        shown += "24008" in text
        for secret in SECRETS:
            checked += 1
            failed += [f"{name}: {secret}"] if secret in text else []
    assert shown >= 10  # the sum that may be shown is found by the same search, in every kind of file
    measure("D05", checked=checked, failed=failed, note=f"the printed sum was found in {shown} texts")
