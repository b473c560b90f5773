"""Long lists are counted as far as somebody leafs, and not to their end."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from access import paging
from access.context import acting
from access.models import Membership
from access.paging import page_of


def asked(page: str, rows: Any, size: int = 2) -> Any:
    return page_of(RequestFactory().get("/", {"page": page} if page else {}), rows, size)


@pytest.mark.django_db
def test_a_long_list_says_that_there_is_more_and_leafs_to_its_end(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ALWAYS", 1)
    monkeypatch.setattr(paging, "AHEAD", 1)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        rows = Membership.objects.order_by("pk")
        number = rows.count()
        first, last, wild = asked("", rows), asked("9999", rows), asked("1 or 1=1", rows)

        assert number > 5
        assert (first.paginator.is_longer, first.paginator.count, first.has_next()) == (True, 4, True)
        assert (last.paginator.is_longer, last.paginator.count, last.has_next()) == (False, number, False)
        assert (wild.number, list(wild)) == (1, list(first))
        leafed, page = list(first), first
        while page.has_next():
            page = asked(str(page.next_page_number()), rows)
            leafed += list(page)
        assert leafed == list(rows)


def test_a_short_list_is_counted_to_its_end() -> None:
    page = asked("2", list(range(5)))

    assert (page.paginator.is_longer, page.paginator.count, page.paginator.num_pages, list(page)) == (False, 5, 3, [2, 3])


def test_nonsense_in_the_address_is_the_first_page() -> None:
    assert [asked(page, [1, 2, 3]).number for page in ("", "x", "-3", "0", "²")] == [1, 1, 2, 2, 1]
