"""Somebody opens many files in an hour: the readers of the audit are told once, lists are no opened files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.events import Event
from access.models import AuditEvent, Membership
from access.tasks import watch_reading
from access.watching import busy_readers, tell_busy_readers


@pytest.fixture
def opened(world: Any, db: None) -> Any:
    """`opened("medic", 31)`: so many different files of one kind, a moment ago."""

    def look(role: str, files: int, *, times: int = 1, in_a_list: bool = False) -> None:
        organisation, user = world.organisations["rodnik"], world.user(role)
        with acting(organisation_id=organisation.pk, user_id=user.pk):
            for pk in [uuid4() for _ in range(files)]:
                AuditEvent.objects.bulk_create(
                    AuditEvent(
                        organisation_id=organisation.pk, actor_id=user.pk, action=Event.VIEWED, object_type="casework.Case",
                        object_id=None if in_a_list else pk, detail={"ids": [str(pk)]} if in_a_list else {},
                    )
                    for _ in range(times)
                )  # fmt: skip

    return look


def told(world: Any) -> list[dict[str, Any]]:
    organisation = world.organisations["rodnik"]
    with acting(organisation_id=organisation.pk):
        tell_busy_readers(by=system_actor(organisation), organisation=organisation)
        return list(AuditEvent.objects.filter(action=Event.MANY_OPENED).values_list("detail", flat=True))


def test_more_files_than_work_needs_are_told_once_an_hour(world: Any, opened: Any, settings: Any) -> None:
    settings.FILES_AN_HOUR = 5
    opened("medic", 6)
    first = told(world)
    opened("medic", 3)

    assert [one["files"] for one in first] == [6]
    assert first[0]["user"] == str(world.user("medic").pk)
    assert told(world) == first


@pytest.mark.parametrize(
    "looks",
    [{"files": 5}, {"files": 3, "times": 4}, {"files": 9, "in_a_list": True}],
    ids=["as many as work needs", "the same again and again", "a list"],
)
def test_ordinary_work_is_not_told(world: Any, opened: Any, settings: Any, looks: dict[str, Any]) -> None:
    settings.FILES_AN_HOUR = 5
    opened("lawyer", **looks)
    assert told(world) == []


def test_what_lies_longer_back_than_an_hour_is_not_counted(world: Any, opened: Any, settings: Any) -> None:
    settings.FILES_AN_HOUR = 5
    opened("lawyer", 9)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert told(world) == []


def test_the_director_sees_who_and_what_and_nobody_is_told_of_themselves(world: Any, opened: Any, client_as: Any, settings: Any) -> None:
    settings.FILES_AN_HOUR = 5
    opened("psychologist", 7)
    opened("director", 8)
    assert watch_reading() == 2
    client = client_as("director")
    home = client.get(reverse("home")).content.decode()
    listed = client.get(reverse("audit-list"), {"kind": "access.many_opened", "days": 7, "others": 1})

    assert "kind=access.many_opened" in home
    assert [row["of"] for row in listed.context["rows"]] == [world.user("psychologist").display_name]
    reads = client.get(reverse("audit-list"), {"who": world.user("psychologist").pk, "kind": "access.viewed", "days": 7})
    assert len(reads.context["rows"]) == 7
    assert client_as("psychologist").get(reverse("audit-list")).status_code == 403


def test_what_is_not_understood_is_not_asked(world: Any, client_as: Any) -> None:
    stranger = world.user("director", "sana-sezim").pk
    page = client_as("auditor").get(reverse("audit-list"), {"who": stranger, "kind": "nonsense", "days": "x", "others": "y"})

    assert page.status_code == 200
    assert (page.context["asked"].who, page.context["asked"].kind, page.context["asked"].days) == (None, "", None)


def test_another_organisation_is_looked_at_apart(world: Any, opened: Any, settings: Any) -> None:
    settings.FILES_AN_HOUR = 5
    opened("medic", 6)
    sana = world.organisations["sana-sezim"]
    with acting(organisation_id=sana.pk):
        assert busy_readers(sana) == []
        assert Membership.objects.filter(organisation=sana).exists()
