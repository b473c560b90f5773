"""What happens to a report afterwards: withdrawn visibly, replaced by name, late entries told safely, verified years later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting
from casework.cases.actions import open_case
from casework.models import Case
from casework.people.actions import add_person
from reports.actions import withdraw_report
from reports.decisions import list_published
from reports.models import Report, ReportFile
from reports.verification import CHECKS, verify
from tests.reports.test_publishing import in_english
from tests.world import as_owner
from tests.world_reports import closed_month, make_programme, make_report, publish

QUIET = "Records that are written down or corrected after a month was frozen are counted in the period in which that was done."


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world.organisations["rodnik"]


def told(report: Report) -> str:
    body = json.loads(bytes(report.files.get(kind="json").content))
    (section,) = [one for one in body["sections"] if one["code"] == "corrections"]
    return " ".join(section["narrative"])


def late(world: Any, month: str, number: int) -> None:
    by = world.actor("case_manager")
    for _ in range(number):
        facts = {"requested_on": f"{month}-10", "registered_on": f"{month}-10", "region": "KZ-75"}
        open_case(by=by, person=add_person(by=by, facts={"sex": "female"}), facts=facts, lead=by.user)


def test_few_late_entries_are_told_like_none_and_many_in_whole_groups(world: Any, rodnik: Any) -> None:
    year = timezone.localdate().year - 3
    programme = make_programme(world, "rodnik", "lately")
    said = []
    for number, count in enumerate((0, 4, 13), start=2):
        late(world, f"{year}-01", count if number > 2 else 6)
        said.append(told(publish(world, "rodnik", make_report(world, "rodnik", programme, f"{year}-{number:02d}"))))

    assert said[0] == said[1]
    assert QUIET in said[0]
    assert "At least 10 records of earlier months" in said[2]
    assert "13" not in said[2]


def test_a_withdrawn_report_stays_visible_with_its_hashes_and_a_new_one_says_what_it_replaces(world: Any, client_as: Any) -> None:
    director, donor = world.actor("director"), in_english(client_as("donor", "fund-aurora"), world, "donor", "fund-aurora")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "replaced")
        old = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(2)))
        said = len(list_published(old.organisation_id))
        withdraw_report(by=director, report=old, reason="The wrong programme was named")
        new = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(2)))
        assert (new.replaces_id, new.replaces_reference) == (old.pk, old.reference)
        assert old.reference in told(new)
        assert json.loads(bytes(new.files.get(kind="manifest").content))["replaces"] == old.reference
        assert len(list_published(old.organisation_id)) == said
    page = donor.get(reverse("publication-detail", args=[old.pk])).content.decode()
    for word in ("Withdrawn on", "The wrong programme was named", old.hashes["pdf"]["sha256"], old.hashes["manifest"]["sha256"],
                 "It was replaced by the report", reverse("publication-detail", args=[new.pk])):  # fmt: skip
        assert word in page
    assert reverse("publication-file", args=[old.pk, "pdf"]) not in page
    for kind in old.hashes:
        assert donor.get(reverse("publication-file", args=[old.pk, kind])).status_code == 404
    assert "Replaces the withdrawn report" in donor.get(reverse("publication-detail", args=[new.pk])).content.decode()
    assert reverse("publication-detail", args=[old.pk]) in donor.get(reverse("publication-list")).content.decode()


def test_a_report_is_verified_years_later_when_the_rows_have_gone(world: Any, rodnik: Any) -> None:
    year = timezone.localdate().year - 3
    late(world, f"{year}-01", 7)
    programme = make_programme(world, "rodnik", "years-later")
    first = publish(world, "rodnik", make_report(world, "rodnik", programme, f"{year}-01"))
    later = publish(world, "rodnik", make_report(world, "rodnik", programme, f"{year}-03"))
    Case.objects.filter(requested_on__year=year).update(requested_on=timezone.localdate() - timedelta(days=9000))
    for report in (first, later, withdraw_report(by=world.actor("director"), report=first, reason="Late")):
        assert [str(one.name) for one in verify(report) if not one.holds] == []
    assert len(verify(first)) == len(CHECKS) == 6


def test_a_bent_file_or_month_is_found_and_told_in_words(world: Any, client_as: Any) -> None:
    report = world.row("publication")
    director = in_english(client_as("director"), world, "director")
    page = reverse("report-verify", args=[report.pk])
    assert "Everything that can be checked holds" in director.get(page).content.decode()
    with acting(organisation_id=report.organisation_id):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReportFile.objects.filter(report=report, kind="pdf").update(sha256="0" * 64)
        Report.objects.filter(pk=report.pk).update(hashes={**report.hashes, "pdf": {"sha256": "0" * 64, "size": 1}})
    text = director.get(page).content.decode()
    assert "Something was changed from outside" in text
    assert text.count("does not hold") == 2  # the files, and the sheet that names them
    assert client_as("director").get(reverse("report-verify", args=[world.row("report").pk])).status_code == 404


def test_a_bent_month_is_found(world: Any, django_db_blocker: Any) -> None:
    """What somebody could do who took the guard of the table away first."""
    report = world.row("publication")

    def bend() -> set[str]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("alter table reports_monthsnapshot disable trigger append_only")
            cursor.execute("update reports_monthsnapshot set items = %s", ['[["PREV_EVENTS", "KZ-75", 7]]'])
            found = {str(one.name) for one in verify(Report.objects.get(pk=report.pk)) if not one.holds}
            transaction.set_rollback(True)
        return found

    with translation.override("en"), django_db_blocker.unblock():  # the owner's work, in a connection of its own
        assert "The frozen months are those the report was made from." in as_owner(bend)
