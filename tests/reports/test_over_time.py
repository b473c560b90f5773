"""Published figures over time: from published reports alone, each programme by itself, the chart equal to the table."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from access.context import acting
from reports.actions import withdraw_report
from reports.over_time import Wish, compose_over_time, gather_told, list_indicators
from reports.presenters import show_layout
from tests.reports.test_report_life import fill_month
from tests.world_reports import closed_month, make_programme, make_report, publish

URL = "over-time"


@pytest.fixture
def two_months(world: Any, db: None) -> list[Any]:
    """Two published months of one programme, the first with two people, the second with three more."""
    made = []
    with acting(organisation_id=world.organisations["rodnik"].pk):
        programme = make_programme(world, "rodnik", "rodnik-long", name="Long help")
        for back, number in ((14, 2), (13, 3)):
            fill_month(world, closed_month(back), number, 0)
            made.append(publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(back))))
    return made


def values(world: Any, role: str, organisation: str, wish: Wish) -> dict[str, list[str]]:
    with acting(organisation_id=world.organisations[organisation].pk):
        document = compose_over_time(gather_told(world.actor(role, organisation)), wish)
        (layout,) = document.sections[0].layouts
        return {line.label: words for line, words in show_layout(document, layout, 0).rows}


def test_the_donor_sees_each_month_as_it_was_published(world: Any, two_months: Any) -> None:
    found = values(world, "donor", "fund-aurora", Wish("PROT_REGISTERED", "rodnik-long"))

    assert list(found.values()) == [["2", "3"]]


def test_programmes_stand_side_by_side_and_are_never_added(world: Any, two_months: Any) -> None:
    found = values(world, "donor", "fund-aurora", Wish("PROT_REGISTERED"))

    assert any("Long help" in label for label in found)
    assert len(found) >= 2


def test_a_withdrawn_report_is_not_in_the_comparison(world: Any, two_months: Any) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        withdraw_report(by=world.actor("director", "rodnik"), report=two_months[0], reason="Wrong")

    assert list(values(world, "donor", "fund-aurora", Wish("PROT_REGISTERED", "rodnik-long")).values()) == [["3"]]


def test_nothing_of_a_foreign_programme_is_there(world: Any, two_months: Any) -> None:
    with acting(organisation_id=world.organisations["fund-meridian"].pk):
        codes = {one.code for one in gather_told(world.actor("donor", "fund-meridian"))}

    assert "rodnik-long" not in codes


def test_the_page_shows_table_and_chart_and_refuses_what_was_never_published(client_as: Any, world: Any, two_months: Any) -> None:
    client = client_as("donor", "fund-aurora")
    page = client.get(reverse(URL), {"indicator": "PROT_REGISTERED", "programme": "rodnik-long", "length": "1"})
    assert page.status_code == 200
    assert "chart.svg?" in page.content.decode()
    picture = client.get(reverse("over-time-chart"), {"indicator": "PROT_REGISTERED", "programme": "rodnik-long", "length": "1"})
    assert picture["Content-Type"] == "image/svg+xml"

    strange = client.get(reverse(URL), {"indicator": "PROT_REGISTERED", "programme": "sana-sezim-all", "length": "1"})
    assert strange.status_code == 200
    assert "chart.svg?" not in strange.content.decode()
    assert client.get(reverse("over-time-chart"), {"indicator": "NOTHING", "length": "1"}).status_code == 404


def test_without_a_wish_the_page_shows_something_published(client_as: Any) -> None:
    page = client_as("director").get(reverse(URL))

    assert "chart.svg?" in page.content.decode()


def test_what_was_never_published_is_not_offered(client_as: Any, world: Any) -> None:
    page = client_as("donor", "fund-meridian").get(reverse(URL), {"indicator": "PROT_IDENT", "length": "12"})

    assert page.status_code == 200
    assert 'value="PROT_IDENT"' not in page.content.decode()
    assert "chart.svg?" not in page.content.decode()
    assert list_indicators([]) == []
