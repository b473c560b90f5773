"""What was kept long enough goes by itself: on the right day of the right calendar, once, on record, and counts stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import AuditEvent, FormReceipt
from access.retention.actions import OutOfBounds, set_period, sweep_organisation
from access.retention.models import KeepingPeriod
from access.retention.registry import Limit, keepers_of, periods_of
from access.retention.table import RULES, TABLE, Kept
from casework.attachments.actions import add_file
from casework.attachments.examining import examine
from casework.attachments.models import AttachmentContent
from casework.cases.models import Case
from casework.cases.work_actions import write_note
from casework.models import Note
from casework.people.models import Person
from casework.referrals.models import SharedPackage
from hotline.actions import log_non_call, save_call, start_call
from hotline.models import Call
from shelters.models import Stay
from tests.keystore import copied_store as copied_store
from tests.world_casework import new_case, new_referral

ENDED = date(2020, 3, 1)
ZONES = ("Asia/Almaty", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.fixture
def rodnik(world: Any, db: None, copied_store: Any) -> Iterator[Any]:
    organisation = world.organisations["rodnik"]
    with acting(organisation_id=organisation.pk):
        yield organisation
    organisation.time_zone = "Asia/Almaty"


def last_moment(organisation: Any) -> datetime:
    """Shortly before midnight of the day something ended, on the wall of the organisation."""
    return datetime.combine(ENDED, time(23, 30), ZoneInfo(organisation.time_zone))


def a_call(world: Any, organisation: Any, outcome_class: str) -> Any:
    operator = world.actor("operator")
    call = log_non_call(by=operator, outcome_class=outcome_class) if outcome_class == "silent" else start_call(by=operator, outcome_class=outcome_class)
    save_call(by=operator, call=call, values={"notes": "Words", "caller_name": "Zhanna"}, number="+7 701 000 00 01", keep_number=True)
    ended = last_moment(organisation)
    Call.objects.filter(pk=call.pk).update(started_at=ended, closed_at=ended)
    return lambda: Call.objects.exclude(notes=b"").filter(pk=call.pk).exists()


def a_stay(world: Any, organisation: Any) -> Any:
    stay = Stay.objects.select_related("case").get(pk=world.row("stay").pk)
    stay.needs = "Insulin at eight"
    stay.save(update_fields=["needs"])
    Stay.objects.filter(pk=stay.pk).update(arrived_on=ENDED - timedelta(days=9), left_on=ENDED, leave_reason="goals_met")
    return lambda: Stay.objects.exclude(needs=b"").filter(pk=stay.pk).exists()


def a_package(world: Any, organisation: Any) -> Any:
    manager = world.actor("case_manager")
    referral = new_referral(manager, new_case(manager), world.organisations["police-almaty"])[1]
    SharedPackage.objects.filter(referral=referral).update(closed_at=last_moment(organisation))
    return lambda: SharedPackage.objects.exclude(content=b"").filter(referral=referral).exists()


def a_closed_case(world: Any) -> Any:
    manager = world.actor("case_manager")
    case = new_case(manager)
    write_note(by=manager, case=case, text="Words")
    Case.objects.filter(pk=case.pk).update(state="closed", requested_on=ENDED, closed_on=ENDED, closure_reason="goals_met")
    return case


def a_story(world: Any, organisation: Any) -> Any:
    case = a_closed_case(world)
    return lambda: Note.objects.exclude(text=b"").filter(case=case).exists()


def a_file(world: Any, organisation: Any) -> Any:
    manager = world.actor("case_manager")
    case = new_case(manager)
    made = add_file(by=manager, case=case, file=examine("words.txt", b"Words"))
    Case.objects.filter(pk=case.pk).update(state="closed", requested_on=ENDED, closed_on=ENDED, closure_reason="goals_met")
    return lambda: AttachmentContent.objects.exclude(data=b"").filter(attachment=made).exists()


def an_identity(world: Any, organisation: Any) -> Any:
    case = a_closed_case(world)
    return lambda: Person.objects.filter(pk=case.person_id, erased_at=None).exists()


def a_receipt(world: Any, organisation: Any) -> Any:
    from uuid import uuid4

    user = world.user("operator")
    made = FormReceipt.objects.create(organisation=organisation, user=user, key=uuid4(), result_id=uuid4(), created_at=last_moment(organisation))
    return lambda: FormReceipt.objects.filter(pk=made.pk).exists()


MAKERS: dict[Kept, Callable[[Any, Any], Callable[[], bool]]] = {
    Kept.EMPTY_CALLS: lambda world, organisation: a_call(world, organisation, "silent"),
    Kept.ADVICE_CALLS: lambda world, organisation: a_call(world, organisation, "information"),
    Kept.HELP_CALLS: lambda world, organisation: a_call(world, organisation, "help"),
    Kept.NEEDS: a_stay,
    Kept.PACKAGES: a_package,
    Kept.FILES: a_file,
    Kept.STORIES: a_story,
    Kept.IDENTITY: an_identity,
    Kept.RECEIPTS: a_receipt,
}


def test_the_clock_of_each_kind_is_the_organisations_own(world: Any, rodnik: Any, measure: Any) -> None:
    """A minute before midnight there nothing goes, at midnight it goes, wherever the server stands."""
    wrong, checked = [], 0
    for zone in ZONES:
        rodnik.time_zone = zone
        for kind, make in MAKERS.items():
            is_there = make(world, rodnik)
            due = datetime.combine(ENDED + timedelta(days=periods_of(rodnik)[kind]), time.min, ZoneInfo(zone))
            for moment, expected in ((due - timedelta(minutes=1), True), (due, False)):
                limit = Limit.at(rodnik, moment, periods_of(rodnik)[kind])
                with acting(organisation_id=rodnik.pk):
                    sweep_only(rodnik, kind, limit)
                checked += 1
                if is_there() != expected:
                    wrong.append(f"{kind} in {zone} at {moment}: {'gone' if expected else 'still there'}")

    assert set(MAKERS) == set(Kept)
    measure("H01", checked=checked, failed=wrong)


def sweep_only(organisation: Any, kind: Kept, limit: Limit) -> None:
    """One kind, so that another's shorter time does not empty it first."""
    from access.actors import system_actor

    for keeper in keepers_of(kind):
        keeper.empty(system_actor(organisation), keeper.due(organisation, limit))


def test_every_kind_has_a_room_that_lets_it_go() -> None:
    assert [rule.kind for rule in TABLE if not keepers_of(rule.kind)] == []
    assert all(rule.shortest <= rule.days <= rule.longest for rule in TABLE)


def test_removing_twice_removes_once_and_goes_on_where_it_stopped(world: Any, rodnik: Any, monkeypatch: Any, measure: Any) -> None:
    from access.retention import actions

    monkeypatch.setattr(actions, "AT_ONCE", 2)
    there = [a_call(world, rodnik, "silent") for _ in range(5)]
    sweep_organisation(rodnik, batches=1)  # as if the process had been killed after its first batch
    left = sum(is_there() for is_there in there)
    again = sweep_organisation(rodnik)
    more = sweep_organisation(rodnik)
    failed = [] if left == 3 else [f"{left} left after one batch of two"]
    failed += [] if again.get(Kept.EMPTY_CALLS) == 3 and not any(is_there() for is_there in there) else ["did not go on"]
    failed += [] if more == {} else [f"the third run removed {more}"]

    measure("H04", checked=3, failed=failed)


def test_every_removal_is_on_record(world: Any, rodnik: Any, measure: Any) -> None:
    for kind in (Kept.EMPTY_CALLS, Kept.PACKAGES, Kept.STORIES, Kept.IDENTITY):
        MAKERS[kind](world, rodnik)
    gone = sweep_organisation(rodnik, now=timezone.now() + timedelta(days=11 * 365))
    events = list(AuditEvent.objects.filter(action="access.retention.applied").values_list("detail", flat=True))
    told = {kind: sum(len(detail["ids"]) for detail in events if detail["kind"] == kind) for kind in gone}
    failed = [f"{kind}: {number} gone, {told[kind]} on record" for kind, number in gone.items() if told[kind] != number]
    erased = AuditEvent.objects.filter(action="casework.person.erased", actor_id=None).count()

    assert erased >= 2
    assert not any("Words" in str(detail) or "Zhanna" in str(detail) for detail in events)
    measure("H05", checked=len(gone), failed=failed)


def test_calls_are_counted_as_before(world: Any, rodnik: Any) -> None:
    a_call(world, rodnik, "silent")
    before = Call.objects.filter(outcome_class="silent").count()
    sweep_organisation(rodnik)

    assert Call.objects.filter(outcome_class="silent").count() == before
    assert Call.objects.filter(outcome_class="silent", number_hash__isnull=False, closed_at__lt=timezone.now() - timedelta(days=40)).count() == 0


def test_an_open_call_and_an_open_case_stay(world: Any, rodnik: Any) -> None:
    manager = world.actor("case_manager")
    case = a_closed_case(world)
    second = Case.objects.create(organisation=rodnik, person=case.person, code="C-2222222", requested_on=ENDED)
    sweep_organisation(rodnik)
    assert Note.objects.exclude(text=b"").filter(case=case).exists()
    assert second.is_closed is False
    assert manager.organisation_id == rodnik.pk


def test_the_page_says_it_in_words_and_saves_what_changed(world: Any, client_as: Any) -> None:
    director = client_as("director")
    page = director.get(reverse("keeping-periods"))
    sent = {rule.kind.value: rule.days for rule in TABLE} | {Kept.NEEDS.value: 120}
    answer = director.post(reverse("keeping-periods"), sent)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        saved = dict(KeepingPeriod.objects.values_list("kind", "days"))

    assert page.status_code == 200
    assert "37" in page.content.decode()
    assert answer.status_code == 302
    assert saved == {"needs": 120}


@pytest.mark.parametrize("days", [0, -1, 99999, ""])
def test_a_period_out_of_bounds_is_named_at_its_field(client_as: Any, days: Any) -> None:
    sent = {rule.kind.value: rule.days for rule in TABLE} | {Kept.IDENTITY.value: days}
    page = client_as("administrator").post(reverse("keeping-periods"), sent)

    assert page.status_code == 200
    assert "error_1_id_identity" in page.content.decode() or "id_identity_error" in page.content.decode()


def test_bounds_hold_in_the_action_and_in_the_reading(world: Any, rodnik: Any) -> None:
    with pytest.raises(OutOfBounds):
        set_period(by=world.actor("director"), kind="identity", days=1)
    KeepingPeriod.objects.create(organisation=rodnik, kind="identity", days=1)

    assert periods_of(rodnik)[Kept.IDENTITY] == RULES[Kept.IDENTITY].shortest
