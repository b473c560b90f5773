"""Grants and what is charged to them: each cost paid once, the sums right by hand, nothing told of cases one does not see."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.models import AuditEvent
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.roles import Role
from casework.activities.actions import record_activity
from casework.activities.models import Activity
from casework.cases.actions import CaseIsClosed, close_case, move_case
from casework.cases.models import TimelineEntry
from casework.cases.secrecy_actions import restrict_case
from casework.cases.work import Service
from casework.cases.work_actions import add_service
from casework.funding.actions import add_grant, charge_activity, charge_case, charge_service
from casework.funding.models import Charge, Grant
from casework.funding.rules import MoreThanWhole, OutsideGrant, part_of
from casework.funding.sums import sums_of
from tests.world_casework import activity_facts, grant_facts, new_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(world: Any) -> Grant:
    return granted(world)


def granted(world: Any, organisation: str = "rodnik", **facts: Any) -> Grant:
    director = world.actor("director", organisation)
    with acting_as(director):
        return add_grant(by=director, facts=grant_facts(**{"name": "Safe roof", **facts}))


def served(world: Any, role: str = "case_manager", cost: Any = "1000.00", **facts: Any) -> Service:
    """A service on a new case of whoever it is."""
    actor = world.actor(role)
    with acting_as(actor):
        given = {"type": "sss_legal", "given_on": timezone.localdate(), "cost": cost and Decimal(cost), **facts}
        return add_service(by=actor, case=new_case(actor), facts=given)


def charge(world: Any, service: Service, shares: dict[Grant, int], role: str = "case_manager") -> None:
    with acting_as(world.actor(role)):
        charge_service(by=world.actor(role), service=service, shares={grant.pk: share for grant, share in shares.items()})


def test_the_page_of_a_grant_says_what_was_counted_by_hand(world: Any, grant: Grant, client_as: Any) -> None:
    """Two services of two people, one half and one whole; one activity; one case without services."""
    other = granted(world, name="City budget", source="local_budget_akimat", amount=None)
    one, two, manager = served(world, cost="1000.00"), served(world, cost="333.33", quantity=3), world.actor("case_manager")
    charge(world, one, {grant: 50, other: 50})
    charge(world, two, {grant: 100})
    with acting_as(manager):
        charge_case(by=manager, case=one.case, grants=[grant])
        charge_case(by=manager, case=new_case(manager), grants=[grant, other])
        activity = record_activity(by=manager, facts=activity_facts(women=20, men=12, cost=Decimal("2000.00")))
        charge_activity(by=manager, activity=activity, shares={grant.pk: 25})
    sums = client_as("director").get(reverse("grant-detail", args=[grant.pk])).context["sums"]

    assert (sums.cases, sums.people, sums.services, sums.activities, sums.reached) == (3, 3, 2, 1, 32)
    assert (sums.service_cost, sums.activity_cost, sums.cost) == (Decimal("833.33"), Decimal("500.00"), Decimal("1333.33"))
    assert sums.left_of(grant) == 500000 - Decimal("1333.33")
    with acting_as(manager):
        assert {service.funder for service in Service.objects.filter(pk=two.pk)} == {"foundation"}
        assert Activity.objects.get(pk=activity.pk).funder == "foundation"


def test_a_funder_that_somebody_named_stays(world: Any, grant: Grant) -> None:
    service = served(world, funder="church")
    charge(world, service, {grant: 100})
    with acting_as(world.actor("case_manager")):
        assert Service.objects.get(pk=service.pk).funder == "church"


def test_who_sees_figures_gets_the_whole_and_rows_only_of_what_they_see(world: Any, grant: Grant, client_as: Any) -> None:
    hidden, shown = served(world, "lawyer"), served(world)
    for service, role in ((hidden, "lawyer"), (shown, "case_manager")):
        charge(world, service, {grant: 100}, role)
    with acting_as(world.actor("lawyer")):
        restrict_case(by=world.actor("lawyer"), case=hidden.case)
    address = reverse("grant-detail", args=[grant.pk])
    seen = {role: client_as(role).get(address) for role in ("director", "monitoring_officer", "case_manager", "lawyer", "medic")}
    found = {role: (page.context["sums"].services, len(page.context["charges"])) for role, page in seen.items()}

    assert found == {"director": (2, 1), "monitoring_officer": (2, 0), "case_manager": (1, 1), "lawyer": (1, 1), "medic": (0, 0)}
    assert not [role for role in ("director", "monitoring_officer", "case_manager", "medic") if hidden.case.code in seen[role].content.decode()]
    assert "500000" not in seen["case_manager"].content.decode()  # what the grant is worth is for those who manage the money


def test_the_database_shows_a_charge_only_with_its_case(world: Any, grant: Grant) -> None:
    service = served(world, "lawyer")
    charge(world, service, {grant: 100}, "lawyer")
    for actor, expected in ((world.actor("lawyer"), 1), (world.actor("medic"), 0), (world.actor("operator"), 0), (world.actor("director", "sana-sezim"), 0)):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from casework_charge where service_id = %s", [service.pk])
            assert cursor.fetchone()[0] == expected
            assert Charge.objects.visible_to(actor).filter(service_id=service.pk).count() == expected


def test_what_one_thing_costs_is_paid_once(world: Any, grant: Grant) -> None:
    other, service, manager = granted(world, name="Second"), served(world), world.actor("case_manager")
    for shares in ({grant: 60, other: 41}, {grant: 101}, {grant: 0}, {grant: -5}):
        with pytest.raises(MoreThanWhole):
            charge(world, service, shares)
    charge(world, service, {grant: 60})
    facts = {"organisation": manager.organisation, "case_id": service.case_id, "service": service}
    with acting_as(manager), pytest.raises(DatabaseError), transaction.atomic():
        Charge.objects.create(grant=other, share=41, **facts)
    with acting_as(manager), pytest.raises(DatabaseError), transaction.atomic():
        Charge.objects.filter(service=service).update(grant=other)
    charge(world, service, {grant: 20, other: 80})
    charge(world, service, {other: 100})
    with acting_as(manager):
        assert list(Charge.objects.filter(service=service).values_list("grant__name", "share")) == [("Second", 100)]


def test_a_service_is_charged_with_its_own_case_and_money_of_its_own_organisation(world: Any, grant: Grant) -> None:
    service, manager = served(world), world.actor("case_manager")
    foreign = granted(world, "sana-sezim")
    with pytest.raises(OutsideGrant):
        charge(world, service, {foreign: 100})
    for wrong in ({"grant": foreign, "case_id": service.case_id}, {"grant": grant, "case": world.row("case")}, {"grant": grant, "case": None}):
        with acting_as(manager), pytest.raises(DatabaseError), transaction.atomic():
            force(manager, service, wrong)


def force(by: Any, service: Service, wrong: dict[str, Any]) -> None:
    """Past every rule of Python, and asked at once about what is checked at the end."""
    Charge.objects.create(organisation=by.organisation, service=service, **wrong)
    connection.check_constraints()


def test_a_grant_pays_only_for_its_days(world: Any) -> None:
    today = timezone.localdate()
    over = granted(world, starts_on=today - timedelta(days=50), ends_on=today - timedelta(days=1))
    endless = granted(world, name="Endless", starts_on=today, ends_on=None)
    with pytest.raises(OutsideGrant):
        charge(world, served(world), {over: 100})
    charge(world, served(world), {endless: 100})
    charge(world, served(world, given_on=today - timedelta(days=1)), {over: 100})


def test_a_closed_case_is_charged_no_more(world: Any, grant: Grant) -> None:
    service, director = served(world, "director"), world.actor("director")
    with acting_as(director):
        for state in ("screening", "open"):
            move_case(by=director, case=service.case, state=state)
        close_case(by=director, case=service.case, reason="goals_met", on=timezone.localdate())
    with pytest.raises(CaseIsClosed):
        charge(world, service, {grant: 100}, "director")


def test_charged_through_the_pages_and_a_colleague_who_saved_first_is_not_overwritten(world: Any, grant: Grant, client_as: Any) -> None:
    service, client = served(world), client_as("case_manager")
    case, share = service.case, f"share_{grant.pk.hex}"
    assert client.post(reverse("case-charge", args=[case.pk]), {"grants": [str(grant.pk)], "seen": ""}).status_code == 302
    page = reverse("service-charge", args=[service.pk])
    opened = client.get(page).context["form"]["seen"].value()
    assert client.post(page, {share: "40", "seen": opened}).status_code == 302
    late = client.post(page, {share: "70", "seen": opened})
    assert (late.status_code, [(row.theirs, row.mine) for row in late.context["differences"]]) == (200, [("40", "70")])
    again = late.context["form"]["seen"].value()
    assert client.post(page, {share: "70", "seen": again}).status_code == 302

    shown = client.get(reverse("case-funding", args=[case.pk])).content.decode()
    assert ("Safe roof" in shown, "700" in shown) == (True, True)
    with acting_as(world.actor("case_manager")):
        assert Charge.objects.get(service=service).share == 70
        assert TimelineEntry.objects.filter(case=case, kind="funding_changed").count() == 3
    with acting_as(world.actor("director")):
        assert AuditEvent.objects.filter(action__in=("casework.service.charged", "casework.case.charged"), object_id__in=(service.pk, case.pk)).count() == 3
    with acting_as(world.actor("case_manager")), pytest.raises(EditConflict):
        charge_case(by=world.actor("case_manager"), case=case, grants=[], seen="")


def test_an_activity_is_charged_from_its_list(world: Any, grant: Grant, client_as: Any) -> None:
    activity, client = world.row("activity"), client_as("monitoring_officer")
    page = reverse("activity-charge", args=[activity.pk])
    form = client.get(page).context["form"]
    with acting_as(world.actor("monitoring_officer")):
        present = {f"share_{charge.grant_id.hex}": "50" for charge in Charge.objects.filter(activity=activity)}
    data = {**present, f"share_{grant.pk.hex}": "30", "seen": form["seen"].value()}
    assert client.post(page, data).status_code == 302
    assert "80" in client.get(reverse("activity-list")).content.decode()
    assert client.post(page, {**data, f"share_{grant.pk.hex}": "51"}).context["form"].errors


@pytest.mark.parametrize("bad", ["101", "-1", "x", "1.5"])
def test_a_share_that_cannot_be_is_said_beside_the_field(bad: str, world: Any, grant: Grant, client_as: Any) -> None:
    answer = client_as("case_manager").post(reverse("service-charge", args=[served(world).pk]), {f"share_{grant.pk.hex}": bad})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [f"share_{grant.pk.hex}"])


def form(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "name": "Typed", "donor": "Somebody", "source": "company", "starts_on": today.isoformat(), "ends_on": "", "regions": ["KZ-75"],
        "amount": "1000", "currency": "KZT",
    } | changes  # fmt: skip


def test_a_grant_is_written_and_corrected_and_the_later_save_sees_the_first(world: Any, client_as: Any) -> None:
    client = client_as("monitoring_officer")
    key = str(client.get(reverse("grant-new")).context["form"]["form_key"].value())
    for _ in range(2):
        assert client.post(reverse("grant-new"), form(form_key=key)).status_code == 302
    with acting_as(world.actor("monitoring_officer")):
        grant = Grant.objects.get(name="Typed")
    page = reverse("grant-edit", args=[grant.pk])
    assert client_as("director").post(page, form(donor="Else", version=grant.version)).status_code == 302
    late = client.post(page, form(donor="Third", version=grant.version))
    assert (late.status_code, [row.theirs for row in late.context["differences"]]) == (200, ["Else"])
    assert client.post(page, form(donor="Third", version=grant.version + 1)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"name": "Grant of the world", "starts_on": "world"}, "name"), ({"donor": ""}, "donor"), ({"source": "moon"}, "source"),
        ({"starts_on": ""}, "starts_on"), ({"ends_on": "2000-01-01"}, "ends_on"), ({"amount": "-1"}, "amount"), ({"currency": "GBP"}, "currency"),
        ({"regions": ["XX"]}, "regions"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(changes: dict[str, Any], field: str, world: Any, client_as: Any) -> None:
    if changes.get("starts_on") == "world":
        changes = {**changes, "starts_on": world.row("grant").starts_on.isoformat()}
    answer = client_as("director").post(reverse("grant-new"), form(**changes))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])


@pytest.mark.parametrize("role", [role for role in Role if P.FUNDING_MANAGE not in role.permissions and role not in (Role.DONOR, Role.PARTNER)])
def test_only_whoever_manages_the_money_writes_grants(role: Role, world: Any, client_as: Any) -> None:
    actor = world.actor(role.value)
    assert client_as(role).get(reverse("grant-new")).status_code == 403
    with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.create(organisation=actor.organisation, **grant_facts(name="Forged"))


def test_others_find_nothing(world: Any, grant: Grant, client_as: Any) -> None:
    service, stranger = served(world), client_as("director", "sana-sezim")
    for name, pk in (("grant-detail", grant.pk), ("grant-edit", grant.pk), ("case-funding", service.case_id), ("service-charge", service.pk)):
        assert stranger.get(reverse(name, args=[pk])).status_code == 404
    assert client_as("lawyer").post(reverse("service-charge", args=[service.pk])).status_code == 404
    assert client_as("operator").get(reverse("grant-list")).status_code == 403


@pytest.mark.parametrize(("cost", "share", "expected"), [("100", 33, "33.00"), ("0.05", 50, "0.03"), ("333.33", 100, "333.33"), (None, 50, None)])
def test_parts_are_rounded_as_they_are_added_up(cost: str | None, share: int, expected: str | None, world: Any, grant: Grant) -> None:
    service = served(world, cost=cost)
    charge(world, service, {grant: share})
    wanted = None if expected is None else Decimal(expected)

    assert part_of(service.cost, share) == wanted
    with acting_as(world.actor("case_manager")):
        assert sums_of(world.actor("case_manager"), grant).service_cost == (wanted or 0)
