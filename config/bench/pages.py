"""What is measured: the pages people open most, a search, the saving of a call."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import Membership, User
from access.roles import Role
from casework.models import Assignment, Case
from config.demo.accounts import demo_code, demo_password, demo_username


@dataclass(frozen=True)
class Measured:
    """One thing a person does: who does it, and the request it makes."""

    name: str
    role: Role
    ask: Callable[[Client], Any]


def page(name: str, role: Role, url_name: str, query: str = "", **kwargs: Any) -> Measured:
    address = reverse(url_name, kwargs=kwargs) + query
    return Measured(name, role, lambda client: client.get(address))


def measured_things() -> list[Measured]:
    """Everything that is measured, with ids taken from the data that is there."""
    manager = User.objects.get(username=demo_username("rodnik", Role.CASE_MANAGER))
    membership = _membership(manager)
    with acting(organisation_id=membership.organisation_id):
        own = Assignment.objects.filter(user=manager, ended_on=None).values_list("case_id", flat=True).first()
        code = Case.objects.filter(organisation_id=membership.organisation_id).values_list("code", flat=True).first()
    return [
        page("today", Role.CASE_MANAGER, "home"),
        page("case list, own", Role.CASE_MANAGER, "case-list"),
        page("case list, all", Role.DIRECTOR, "case-list"),
        page("case list, filtered", Role.DIRECTOR, "case-list", "?state=open&region=KZ-75"),
        page("case", Role.CASE_MANAGER, "case-detail", case_id=own),
        page("case timeline", Role.CASE_MANAGER, "case-timeline", case_id=own),
        Measured("search by code", Role.DIRECTOR, lambda client: client.post(reverse("case-search"), {"term": code})),
        Measured("search by name", Role.CASE_MANAGER, lambda client: client.post(reverse("case-search"), {"term": "Вымыслова"})),
        Measured("search by name, everybody", Role.DIRECTOR, lambda client: client.post(reverse("case-search"), {"term": "Вымыслова"})),
        Measured("search by a number", Role.DIRECTOR, lambda client: client.post(reverse("case-search"), {"term": "+7 701 000 00 00"})),
        page("board", Role.SHELTER_MANAGER, "board"),
        page("bed search", Role.OPERATOR, "bed-search"),
        page("call list", Role.OPERATOR, "call-list"),
        Measured("call saved (silent)", Role.OPERATOR, lambda client: client.post(reverse("call-new"), {"outcome_class": "silent"})),
        page("referrals sent", Role.DIRECTOR, "referral-list"),
        page("activities", Role.MONITORING_OFFICER, "activity-list"),
        page("figures of a month", Role.MONITORING_OFFICER, "figures"),
        page("audit", Role.AUDITOR, "audit-list"),
    ]


def _membership(user: User) -> Membership:
    with acting(organisation_id=None, user_id=user.pk):
        membership: Membership = Membership.objects.select_related("organisation").get(user=user, ended_at=None)
    return membership


@cache
def signed_in_as(role: Role) -> Client:
    """A browser of the demo's person with this role, signed in in both steps; once, for a code is good for one time."""
    username, client = demo_username("rodnik", role), Client()
    client.post(reverse("sign-in"), {"username": username, "password": demo_password(username)})
    client.post(reverse("sign-in-second"), {"confirm_code": demo_code(username)})
    if client.get(reverse("home")).status_code != 200:
        raise AssertionError(f"{username} could not sign in.")
    return client


def measure(thing: Measured, *, repeat: int) -> dict[str, Any]:
    """Milliseconds on the server (median, 95th percentile), queries, and bytes of the page as sent and compressed."""
    client = signed_in_as(thing.role)
    with CaptureQueriesContext(connection) as captured:
        response = thing.ask(client)
    queries = len(captured)
    if response.status_code not in {200, 302}:
        raise AssertionError(f"{thing.name}: answered {response.status_code}")
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        thing.ask(client)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "name": thing.name,
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 2),
        "queries": queries,
        "bytes": len(response.content),
        "bytes_compressed": len(gzip.compress(response.content)),
    }


def last_full_month() -> str:
    first = timezone.localdate().replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"
