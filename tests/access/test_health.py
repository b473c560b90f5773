"""The health of the installation: for a person, a load balancer and a watching machine; it says nothing of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError
from django.test import RequestFactory
from django.utils import timezone, translation

from access.context import acting
from access.errors import failed
from access.health.actions import give_sign
from access.health.checks import State, look
from access.health.models import Pulse, PulseName
from access.health.tasks import tick
from access.models import AuditEvent
from access.outbox.models import OutboxJob
from tests.bootstrap import URLS
from tests.world import as_owner, entered_with


@pytest.fixture
def signs(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """Really committed signs of life, gone afterwards."""
    with django_db_blocker.unblock():
        as_owner(lambda: Pulse.objects.all().delete())
        yield
        as_owner(lambda: Pulse.objects.all().delete())


def states() -> dict[str, State]:
    with translation.override("en"):
        return {str(finding.name): finding.state for finding in look()}


def test_each_part_is_told_apart(signs: None) -> None:
    with entered_with(URLS.worker):
        assert states()["Worker"] == State.BAD
        tick()
        give_sign(PulseName.BACKUP, detail={"size": 5_000_000, "seconds": 2.0})
        told = states()
        assert (told["Worker"], told["Clock of the worker"], told["Backup"], told["Tables"]) == ("good",) * 4
        give_sign(PulseName.BACKUP, ok=False, detail={"reason": "the disk is full"})
        Pulse.objects.filter(name="worker").update(at=timezone.now() - timedelta(hours=1))
        told = states()
        assert (told["Worker"], told["Clock of the worker"], told["Backup"]) == ("bad", "good", "bad")
        assert Pulse.objects.count() == 3, "one row for each part"


def test_only_the_worker_gives_signs(signs: None) -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        give_sign(PulseName.BACKUP)


@pytest.mark.django_db
def test_the_administrator_sees_it_and_tries_the_failed_work_of_the_own_organisation_again(world: Any, client_as: Any) -> None:
    own, other = (world.organisations[code].pk for code in ("rodnik", "sana-sezim"))
    jobs = {}
    for organisation in (own, other):
        with acting(organisation_id=organisation):
            jobs[organisation] = OutboxJob.objects.create(
                kind="tests.given-up", key=str(uuid4()), state="failed", finished_at=timezone.now(), organisation_id=organisation, error="KeyError"
            )
    administrator = client_as("administrator")
    page = administrator.get("/installation/").content.decode()
    assert page.count("tests.given-up") == 1
    assert administrator.post("/installation/", {"job": str(jobs[own].pk)}).status_code == 302
    assert administrator.post("/installation/", {"job": str(jobs[other].pk)}).status_code == 404
    assert administrator.post("/installation/", {"job": "' or 1=1"}).status_code == 404
    assert client_as("director").get("/installation/").status_code == 403
    with acting(organisation_id=own):
        assert OutboxJob.objects.get(pk=jobs[own].pk).state == "waiting"
        assert AuditEvent.objects.filter(action="access.job.retried").count() == 1
    with acting(organisation_id=other):
        assert OutboxJob.objects.get(pk=jobs[other].pk).state == "failed"


@pytest.mark.django_db
def test_a_load_balancer_learns_nothing_but_yes_or_no(client: Any) -> None:
    answer = client.get("/health")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_metrics_are_for_who_knows_the_word(client: Any, settings: Any, world: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a word"
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    text = client.get("/metrics", headers={"Authorization": "Bearer a word"}).content.decode()
    assert "pana_up 1" in text
    assert 'pana_outbox_jobs{state="waiting"}' in text
    assert not any(word in text for word in (*world.organisations, *map(str, [o.pk for o in world.organisations.values()])))


def test_a_database_that_is_away_is_one_plain_sentence() -> None:
    try:
        raise OperationalError("connection to server at 10.0.0.5 failed")
    except OperationalError:
        answer = failed(RequestFactory().get("/cases/"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert b"10.0.0.5" not in answer.content
