"""The pages of figures, programmes, reports and publications, as each role sees them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.context import acting
from access.indicators import BREAKDOWN_NAMES
from access.models import AuditEvent
from reports.models import Programme, Report
from reports.tasks import build_now, publish_now
from tests.browsers import enter
from tests.world_reports import WISHED, closed_month, make_programme, make_report


def report_of(world: Any, code: str, back: int = 1) -> Report:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return make_report(world, "rodnik", make_programme(world, "rodnik", code), closed_month(back))


def page(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.get(reverse(name, args=args), data)


def test_figures_show_every_indicator_and_are_recorded(world: Any, client_as: Any) -> None:
    client = client_as("monitoring_officer")
    answer = page(client, "figures", first="2000-01-01", last="2100-01-01", by="sex", then="age")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "figure-ages" in text
    with acting(organisation_id=world.organisations["rodnik"].pk):
        noted = AuditEvent.objects.filter(action="reports.figures.queried").order_by("-at").first()
    assert noted is not None
    assert noted.actor_id == world.user("monitoring_officer").pk


def test_the_number_and_the_list_agree_and_only_some_see_codes(world: Any, client_as: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        from datetime import date

        from access.indicators import Scope, declared
        from reports.query import count_total, list_rows

        scope = Scope(date(2000, 1, 1), date(2100, 1, 1), world.organisations["rodnik"].pk)
        registered = declared()["PROT_REGISTERED"]
        number = count_total(registered, scope).number
        people = {row.person_id for row in list_rows(registered, scope, {})}
        code = list_rows(registered, scope, {}).order_by("pk").first().code
    assert len(people) == number > 0
    query = {"indicator": "PROT_REGISTERED", "first": "2000-01-01", "last": "2100-01-01"}
    assert code in page(client_as("director"), "figure-rows", **query).content.decode()
    assert code not in page(client_as("monitoring_officer"), "figure-rows", **query).content.decode()


@pytest.mark.parametrize("wrong", [{"first": "x", "last": "2026-01-01"}, {"first": "2026-02-01", "last": "2026-01-01"},
                                   {"first": "2026-01-01", "last": "2026-02-01", "by": "colour"}])  # fmt: skip
def test_bad_questions_are_told(client_as: Any, wrong: dict[str, str]) -> None:
    answer = page(client_as("director"), "figures", **wrong)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert page(client_as("director"), "figure-rows", indicator="nothing", **wrong).status_code == 404


def test_a_programme_is_added_once_and_changed_with_care(world: Any, client_as: Any) -> None:
    client, key = client_as("monitoring_officer"), str(uuid4())
    data = {"code": "By-Page", "name": "By page", "donor": world.organisations["fund-aurora"].pk, "language": "en", "k": 5,
            "indicators": WISHED, "breakdowns": ["sex"], "is_active": "on", "form_key": key}  # fmt: skip
    for _ in range(2):
        assert client.post(reverse("programme-new"), data).status_code in {200, 302}
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = Programme.objects.get(code="by-page")
    edit = reverse("programme-edit", args=[programme.pk])
    changed = {**data, "name": "Newer", "version": 1}
    assert client.post(edit, changed).status_code == 302
    conflict = client.post(edit, {**changed, "name": "Stale"})
    assert "Stale" in conflict.content.decode()
    assert "Newer" in conflict.content.decode()
    for field, value in (("k", 3), ("donor", world.organisations["rodnik"].pk), ("indicators", []), ("code", "by-page")):
        answer = client.post(reverse("programme-new"), {**data, "code": "other", field: value, "form_key": str(uuid4())})
        assert answer.status_code == 200, field
        assert "error-summary" in answer.content.decode()
    assert client_as("director", "sana-sezim").get(edit).status_code == 404


def test_a_report_goes_from_request_to_the_donor_and_back(world: Any, client_as: Any) -> None:
    officer, director, donor = client_as("monitoring_officer"), client_as("director"), client_as("donor", "fund-aurora")
    report = report_of(world, "journey")
    detail, shown = reverse("report-detail", args=[report.pk]), reverse("publication-detail", args=[report.pk])
    assert donor.get(shown).status_code == 404
    text = reverse("report-text", args=[report.pk])
    typed = {"summary": "We helped 7 people.", "version": report.version}
    refused = officer.post(text, typed)
    assert "We helped 7 people." in refused.content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', refused.content.decode())
    assert seen is not None
    assert officer.post(text, {**typed, "checked": "on"}).status_code == 200
    assert officer.post(text, {**typed, "checked": "on", "seen": seen[1]}).status_code == 302
    assert officer.post(reverse("report-submit", args=[report.pk])).status_code == 302
    assert "Approve and publish" in as_english(director, world, "director").get(detail).content.decode()
    assert officer.post(reverse("report-publish", args=[report.pk])).status_code == 403
    assert director.post(reverse("report-publish", args=[report.pk])).status_code == 302
    assert donor.get(shown).status_code == 404
    publish_now(report.organisation_id, report.pk)
    page_of_donor = donor.get(shown).content.decode()
    assert "We helped 7 people." in page_of_donor
    for kind in ("pdf", "xlsx", "csv", "json", "manifest"):
        answer = donor.get(reverse("publication-file", args=[report.pk, kind]))
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert donor.get(reverse("publication-file", args=[report.pk, "exe"])).status_code == 404
    assert client_as("donor", "fund-meridian").get(shown).status_code == 404
    assert director.post(reverse("report-withdraw", args=[report.pk]), {"reason": "A wrong month"}).status_code == 302
    assert "A wrong month" in donor.get(shown).content.decode()
    assert donor.get(reverse("publication-file", args=[report.pk, "pdf"])).status_code == 404


def as_english(client: Client, world: Any, role: str) -> Client:
    from access.models import User

    user = world.user(role)
    with acting(organisation_id=None, user_id=user.pk):
        User.objects.filter(pk=user.pk).update(language="en")
    return enter(client, user)


def test_the_page_asks_for_progress_until_the_report_is_there(world: Any, client_as: Any) -> None:
    client = client_as("monitoring_officer")
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "progress")
    data = {"programme": programme.pk, "period": closed_month(1)}
    first = client.post(reverse("report-new"), data)
    again = client.post(reverse("report-new"), data)
    assert first.headers["Location"] == again.headers["Location"]
    assert 'hx-trigger="every' in client.get(first.headers["Location"]).content.decode()
    report_id = first.headers["Location"].split("/")[-2]
    asked = page(client, "report-progress", report_id)
    assert "HX-Refresh" not in asked.headers

    build_now(world.organisations["rodnik"].pk, report_id)
    build_now(world.organisations["rodnik"].pk, report_id)
    assert page(client, "report-progress", report_id).headers["HX-Refresh"] == "true"
    assert "report-table" in client.get(first.headers["Location"]).content.decode()


def test_steps_are_posts_and_out_of_turn_they_are_refused_in_words(world: Any, client_as: Any) -> None:
    director = client_as("director")
    report = report_of(world, "turns")
    assert page(director, "report-publish", report.pk).status_code == 405
    director.post(reverse("report-publish", args=[report.pk]))
    answer = director.post(reverse("report-return", args=[report.pk]), {"reason": "Why"})
    assert answer.status_code == 200
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Report.objects.get(pk=report.pk).state == "draft"


def test_one_pass_over_the_rows_gives_what_counting_them_by_hand_gives(world: Any, db: None) -> None:
    from datetime import date

    from access.indicators import Scope, declared
    from reports.query import list_rows, tally

    organisation = world.organisations["rodnik"].pk
    checked = 0
    with acting(organisation_id=organisation):
        scope = Scope(date(2000, 1, 1), date(2100, 1, 1), organisation)
        for indicator in declared().values():
            divisions = [(name,) for name in indicator.breakdowns] + ([indicator.breakdowns[:2]] if len(indicator.breakdowns) > 1 else [])
            with CaptureQueriesContext(connection) as queries:
                found = tally(indicator, scope, divisions, ages=True)
            assert len(queries) == 1
            for names in [(), *divisions]:
                groups: dict[tuple[str, ...], Any] = {}
                for row in list_rows(indicator, scope, {}):
                    key = tuple(str(getattr(row, f"by_{name}")) for name in names)
                    groups.setdefault(key, []).append(row.amount if indicator.is_sum else row.counted)
                by_hand = {key: sum(rows) if indicator.is_sum else len(set(rows)) for key, rows in groups.items()}
                told = found.groups[names] if names else [found.total]
                assert {tuple(code for _, code in one.by): one.number for one in told if one.number} == {k: n for k, n in by_hand.items() if n}
                checked += len(told)
    assert checked > 40


def test_staff_ask_one_indicator_crossed_and_narrowed_and_every_number_opens_its_rows(world: Any, client_as: Any) -> None:
    client = client_as("director")
    query = {"first": "2000-01-01", "last": "2100-01-01", "indicator": "PROT_REGISTERED", "by": "sex", "then": "age"}
    answer = page(client, "figures", **query)
    (shown,) = answer.context["figures"]

    assert shown.names == [str(BREAKDOWN_NAMES["sex"]), str(BREAKDOWN_NAMES["age"])]
    assert sum(line.numbers[-1].value for line in shown.lines) == shown.total.value > 0
    for line in shown.lines:
        cells = [number for number in line.numbers if number]
        for number in cells:
            rows = client.get(reverse("figure-rows") + number.link)
            assert rows.context["number"] == number.value
        narrowed = client.get(reverse("figures") + line.narrow)
        assert [one.total.value for one in narrowed.context["figures"]] == [line.numbers[-1].value]
        assert len(narrowed.context["chips"]) == 1
        assert client.get(reverse("figures") + narrowed.context["chips"][0].without).context["chips"] == []


def test_a_filter_that_no_indicator_knows_says_so(client_as: Any) -> None:
    answer = page(client_as("director"), "figures", first="2000-01-01", last="2100-01-01", by_service="x", by_sex="female")

    assert answer.context["figures"] == []
    assert answer.status_code == 200
