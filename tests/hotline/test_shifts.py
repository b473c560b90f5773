"""The shift: who is on, what is left by whoever goes, and who takes it over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.models import AuditEvent
from hotline.actions import start_call
from hotline.callbacks.actions import claim_call_back, promise_call_back, record_try
from hotline.models import Call
from hotline.shifts.actions import (
    AlreadyEnded,
    AlreadyOn,
    AlreadyTaken,
    OwnHandOver,
    StillOn,
    end_shift,
    start_shift,
    take_over,
)
from hotline.shifts.models import Shift
from shelters.holds.actions import hold_bed
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_hotline import WORRIES

pytestmark = pytest.mark.django_db
TEXT = "Zzyzzova of H-0000000 may call again\nat night"


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda organisation="rodnik": acting(organisation_id=world.organisations[organisation].pk)


@pytest.fixture
def running(world: Any) -> Shift:
    shift: Shift = world.row("shift")
    return shift


@pytest.fixture
def handed_over(world: Any) -> Shift:
    shift: Shift = world.row("hand_over")
    return shift


def again(shift: Shift, world: Any) -> Shift:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        found: Shift = Shift.objects.get(pk=shift.pk)
        assert found.words is not None
        return found


def events(world: Any, action: str, shift: Shift) -> int:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return AuditEvent.objects.filter(action=action, object_id=shift.pk).count()


def forget(shift: Shift, world: Any, hours: int = 17) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        Shift.objects.filter(pk=shift.pk).update(started_at=timezone.now() - timedelta(hours=hours))


def rows(client: Any, show: str = "") -> list[Shift]:
    return list(client.get(reverse("shift-list"), {"show": show} if show else {}).context["page"])


def number(client: Any, query: str) -> int:
    found = [counted.number for counted in client.get(reverse("home")).context["tiles"] if counted.tile.query == query]
    assert len(found) == 1
    return int(found[0])


def test_a_shift_from_its_start_to_the_next_ones_press(client_as: Any, world: Any) -> None:
    lead, operator = client_as("shift_lead"), client_as("operator")
    assert lead.post(reverse("shift-start")).status_code == 302
    page = lead.get(reverse("shift-list"))
    own = page.context["own"]
    assert own.user_id == world.user("shift_lead").pk
    assert {shift.user_id for shift in page.context["on_now"]} == {world.user("operator").pk, own.user_id}
    answer = lead.post(reverse("shift-end", args=[own.pk]), {"words": TEXT})

    assert (answer.status_code, answer.url) == (302, reverse("shift-detail", args=[own.pk]))
    shown = operator.get(reverse("shift-detail", args=[own.pk])).content.decode()
    assert "Zzyzzova of H-0000000" in shown
    assert operator.post(reverse("shift-take", args=[own.pk])).status_code == 302
    taken = again(own, world)
    assert (taken.taken_by_id, taken.ended_by_id, taken.words) == (world.user("operator").pk, own.user_id, TEXT)
    assert own.pk not in {shift.pk for shift in rows(operator)}
    assert [events(world, f"hotline.shift.{what}", own) for what in ("started", "ended", "taken_over")] == [1, 1, 1]
    assert reverse("shift-take", args=[own.pk]) not in operator.get(reverse("shift-detail", args=[own.pk])).content.decode()


def test_a_second_start_finds_the_shift_that_runs(client_as: Any, world: Any, running: Shift, system: Any) -> None:
    client = client_as("operator")
    for _press in range(2):
        assert client.post(reverse("shift-start")).status_code == 302

    with system():
        assert [shift.pk for shift in Shift.objects.filter(user=running.user, ended_at=None)] == [running.pk]
    assert events(world, "hotline.shift.started", running) == 1
    assert "already" in client.get(reverse("shift-list")).content.decode()


def test_one_open_shift_each_in_the_database_too(world: Any, running: Shift, system: Any) -> None:
    with system(), pytest.raises(IntegrityError, match="one_open_shift_each"), transaction.atomic():
        Shift.objects.create(organisation_id=running.organisation_id, user_id=running.user_id)


def broken(shift: Shift) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"ended_at": now},
        {"ended_at": shift.started_at - timedelta(days=1), "ended_by_id": shift.user_id},
        {"taken_at": now, "taken_by_id": shift.organisation_id},
        {"ended_at": now, "ended_by_id": shift.user_id, "taken_at": now, "taken_by_id": shift.user_id},
        {"ended_at": now, "ended_by_id": shift.user_id, "taken_at": now},
    ]


@pytest.mark.parametrize("which", range(5))
def test_states_that_must_not_be_are_refused_by_the_database(running: Shift, system: Any, which: int) -> None:
    with system(), pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
        Shift.objects.filter(pk=running.pk).update(**broken(running)[which])


def test_two_presses_at_the_same_moment_are_one(world: Any) -> None:
    """On connections of their own, for good: start, end and take over, each pressed by four hands at once."""
    hands = 4
    leader, taker = world.actor("shift_lead", "sana-sezim"), world.actor("operator", "sana-sezim")

    def press(act: Any, by: Any) -> list[Any]:
        start = Barrier(hands)

        def run(_hand: int) -> Any:
            connection.ensure_connection()
            start.wait(timeout=30)
            try:
                with acting_as(by):
                    return act()
            except (AlreadyOn, AlreadyEnded, AlreadyTaken) as error:
                return type(error)
            finally:
                connection.close()

        with ThreadPoolExecutor(hands) as pool:
            return list(pool.map(run, range(hands)))

    began = press(lambda: start_shift(by=leader), leader)
    shift = next(one for one in began if isinstance(one, Shift))
    ended = press(lambda: end_shift(by=leader, shift=shift, words="Once"), leader)
    taken = press(lambda: take_over(by=taker, shift=shift), taker)

    assert [sum(isinstance(one, Shift) for one in found) for found in (began, ended, taken)] == [1, 1, 1]
    assert (began.count(AlreadyOn), ended.count(AlreadyEnded), taken.count(AlreadyTaken)) == (3, 3, 3)


def test_the_hand_over_gathers_what_is_left(client_as: Any, world: Any, running: Shift) -> None:
    operator, lead, now = world.actor("operator"), world.actor("shift_lead"), timezone.now()
    with acting_as(lead):
        others = start_call(by=lead, outcome_class="help")
        late = promise_call_back(by=lead, call=start_call(by=lead, outcome_class="help"), due=now - timedelta(hours=1))
        soon = promise_call_back(by=lead, call=start_call(by=lead, outcome_class="help"), due=now + timedelta(hours=1))
        made = promise_call_back(by=lead, call=start_call(by=lead, outcome_class="help"), due=now)
        record_try(by=lead, call=claim_call_back(by=lead, call=made), result="reached")
    with acting_as(operator):
        mine = start_call(by=operator, outcome_class="help")
    client = client_as("operator")
    left = client.get(reverse("shift-end", args=[running.pk])).context["left"]

    assert mine.pk in {call.pk for call in left["calls"]}
    assert others.pk not in {call.pk for call in left["calls"]}
    assert [call.pk for call in left["call_backs"]] == [late.pk, soon.pk]
    assert made.pk not in {call.pk for call in left["call_backs"]}
    assert world.row("hold").code in {hold.code for hold in left["holds"]}
    page = client.get(reverse("shift-end", args=[running.pk])).content.decode()
    assert all(code in page for code in (mine.code, late.code, world.row("hold").code))


def test_only_the_own_holds_that_still_run_are_named(client_as: Any, world: Any, running: Shift) -> None:
    manager = world.actor("case_manager")
    with acting_as(manager):
        other = hold_bed(by=manager, bed=world.row("bed"), sex="female", first_day=timezone.localdate())
    left = client_as("operator").get(reverse("shift-end", args=[running.pk])).context["left"]
    assert other.pk not in {hold.pk for hold in left["holds"]}

    hold = world.row("hold")
    with acting(organisation_id=hold.organisation_id):
        type(hold).objects.filter(pk=hold.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    left = client_as("operator").get(reverse("shift-end", args=[running.pk])).context["left"]
    assert hold.pk not in {one.pk for one in left["holds"]}


def test_open_calls_hold_nobody_back_and_stay_in_the_queues(client_as: Any, world: Any, running: Shift, system: Any) -> None:
    operator = world.actor("operator")
    with acting_as(operator):
        call = start_call(by=operator, outcome_class="help")
        promise_call_back(by=operator, call=call, due=timezone.now() + timedelta(hours=1))
    client = client_as("operator")
    assert client.post(reverse("shift-end", args=[running.pk]), {"words": ""}).status_code == 302

    shift = again(running, world)
    with system():
        assert shift.calls_left == Call.objects.open().filter(operator=running.user).count()
        assert shift.call_backs_left == Call.objects.promised().count()
    lead = client_as("shift_lead")
    assert call.code in lead.get(reverse("shift-detail", args=[running.pk])).content.decode()
    assert call.code in lead.get(reverse("call-list"), {"show": "open"}).content.decode()
    assert call.code in lead.get(reverse("call-backs")).content.decode()
    assert lead.get(reverse("call-edit", args=[call.pk])).status_code == 200


def test_signing_out_ends_no_shift(client_as: Any, world: Any, running: Shift) -> None:
    client = client_as("operator")
    assert client.post(reverse("sign-out")).status_code == 302

    assert again(running, world).is_on
    assert running.pk in {shift.pk for shift in client_as("shift_lead").get(reverse("shift-list")).context["on_now"]}


def test_nobody_takes_over_from_themselves(client_as: Any, world: Any, handed_over: Shift) -> None:
    lead = client_as("shift_lead")
    page = lead.get(reverse("shift-detail", args=[handed_over.pk])).content.decode()
    assert reverse("shift-take", args=[handed_over.pk]) not in page
    assert lead.post(reverse("shift-take", args=[handed_over.pk])).status_code == 302

    assert again(handed_over, world).taken_at is None
    with acting_as(world.actor("shift_lead")), pytest.raises(OwnHandOver):
        take_over(by=world.actor("shift_lead"), shift=handed_over)


def test_a_running_shift_is_not_taken_over(client_as: Any, world: Any, running: Shift) -> None:
    assert client_as("shift_lead").post(reverse("shift-take", args=[running.pk])).status_code == 302
    assert again(running, world).taken_at is None
    with acting_as(world.actor("shift_lead")), pytest.raises(StillOn):
        take_over(by=world.actor("shift_lead"), shift=running)


def test_the_second_press_changes_nothing(client_as: Any, world: Any, handed_over: Shift) -> None:
    client = client_as("operator")
    client.post(reverse("shift-take", args=[handed_over.pk]))
    first = again(handed_over, world)
    client.post(reverse("shift-take", args=[handed_over.pk]))

    second = again(handed_over, world)
    assert (first.taken_at, first.version) == (second.taken_at, second.version)
    assert events(world, "hotline.shift.taken_over", handed_over) == 1


def test_the_tile_counts_exactly_the_rows_it_opens(client_as: Any, world: Any, handed_over: Shift, running: Shift) -> None:
    operator, lead = client_as("operator"), client_as("shift_lead")
    assert number(operator, "?show=waiting") == len(rows(operator, "waiting"))
    assert handed_over.pk in {shift.pk for shift in rows(operator, "waiting")}
    assert handed_over.pk not in {shift.pk for shift in rows(lead, "waiting")}
    assert number(lead, "?show=waiting") == len(rows(lead, "waiting"))
    before = number(lead, "?show=forgotten")
    forget(running, world)

    assert number(lead, "?show=forgotten") == before + 1 == len(rows(lead, "forgotten"))
    operator.post(reverse("shift-take", args=[handed_over.pk]))
    assert number(operator, "?show=waiting") == len(rows(operator, "waiting"))
    assert handed_over.pk not in {shift.pk for shift in rows(operator, "waiting")}
    assert handed_over.pk in {shift.pk for shift in rows(lead, "all")}


def test_an_operator_sees_no_list_of_the_lead(client_as: Any, world: Any, running: Shift) -> None:
    forget(running, world)
    for show in ("all", "forgotten", "nonsense"):
        assert client_as("operator").get(reverse("shift-list"), {"show": show}).context["show"] == ""


@pytest.mark.parametrize("role", ["shift_lead", "director"])
def test_the_lead_ends_a_forgotten_shift_with_a_reason(client_as: Any, world: Any, running: Shift, role: str) -> None:
    lead, url = client_as(role), reverse("shift-end", args=[running.pk])
    assert lead.post(url, {"words": ""}).status_code == 302  # nothing is forgotten yet
    assert again(running, world).is_on
    forget(running, world)
    assert "Left open" in lead.get(reverse("shift-list"), {"show": "forgotten"}).content.decode()
    refused = lead.post(url, {"words": " "})
    assert "words" in refused.context["form"].errors
    assert lead.post(url, {"words": "Went home Zzyzzova"}).status_code == 302

    shift = again(running, world)
    assert (shift.ended_by_id, shift.reason, shift.words) == (world.user(role).pk, "Went home Zzyzzova", "")
    assert events(world, "hotline.shift.closed_for_somebody", running) == 1
    assert "Went home Zzyzzova" in lead.get(reverse("shift-detail", args=[running.pk])).content.decode()


def test_fifteen_hours_are_long_but_not_forgotten(client_as: Any, world: Any, running: Shift) -> None:
    forget(running, world, hours=15)
    answer = client_as("shift_lead").post(reverse("shift-end", args=[running.pk]), {"words": "Too early Zzyzzova"})

    assert again(running, world).is_on
    assert "Too early Zzyzzova" in answer.content.decode()


def test_an_operator_ends_no_shift_of_a_colleague(client_as: Any, world: Any, handed_over: Shift) -> None:
    lead = world.actor("shift_lead")
    with acting_as(lead):
        shift = start_shift(by=lead)
    forget(shift, world)
    client_as("operator").post(reverse("shift-end", args=[shift.pk]), {"words": "Mine Zzyzzova"})

    assert again(shift, world).is_on


def test_words_typed_into_a_shift_the_lead_has_ended_are_not_lost(client_as: Any, world: Any, running: Shift) -> None:
    client, url = client_as("operator"), reverse("shift-end", args=[running.pk])
    forget(running, world)
    client_as("shift_lead").post(url, {"words": "Forgotten"})
    answer = client.post(url, {"words": TEXT})

    assert (answer.status_code, "Zzyzzova of H-0000000" in answer.content.decode()) == (200, True)
    assert again(running, world).words == ""


def test_the_same_end_pressed_twice_is_one_end(client_as: Any, world: Any, running: Shift) -> None:
    client, url = client_as("operator"), reverse("shift-end", args=[running.pk])
    answers = [client.post(url, {"words": TEXT.replace("\n", "\r\n")}) for _press in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, reverse("shift-detail", args=[running.pk]))] * 2
    assert events(world, "hotline.shift.ended", running) == 1


@pytest.mark.parametrize("name", ["shift-detail", "shift-end", "shift-take"])
@pytest.mark.parametrize("kind", ["shift", "hand_over"])
def test_shifts_of_another_organisation_do_not_exist(client_as: Any, world: Any, name: str, kind: str) -> None:
    url = reverse(name, args=[world.row(kind, "sana-sezim").pk])
    client = client_as("shift_lead")
    if name != "shift-take":
        assert client.get(url).status_code == 404
    assert client.post(url, {"words": "x"}).status_code in {404, 405}
    assert world.row(kind, "sana-sezim").pk not in {shift.pk for shift in rows(client, "all")}


def test_the_second_lock(world: Any, running: Shift, handed_over: Shift) -> None:
    for role in ("case_manager", "monitoring_officer", "shelter_worker", "auditor"):
        with acting_as(world.actor(role)):
            assert not Shift.objects.exists()
            assert Shift.objects.update(version=9) == 0
    with acting_as(world.actor("shift_lead", "sana-sezim")):
        assert not Shift.objects.filter(organisation=running.organisation).exists()
    with acting_as(world.actor("shift_lead")):
        assert {running.pk, handed_over.pk} <= set(Shift.objects.values_list("pk", flat=True))
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():  # nobody puts a colleague on
            Shift.objects.create(organisation=running.organisation, user=world.user("operator"))


def test_words_lie_sealed_and_who_read_them_is_on_record(client_as: Any, world: Any, handed_over: Shift, system: Any) -> None:
    with system(), connection.cursor() as cursor:
        cursor.execute("select words from hotline_shift where id = %s", [handed_over.pk])
        kept = bytes(cursor.fetchone()[0])
    assert kept
    assert WORRIES.encode() not in kept
    client = client_as("operator")
    assert WORRIES not in client.get(reverse("shift-list")).content.decode()
    assert events(world, "access.viewed", handed_over) == 0
    assert WORRIES in client.get(reverse("shift-detail", args=[handed_over.pk])).content.decode()
    assert events(world, "access.viewed", handed_over) == 1


def test_words_go_when_their_time_is_over_and_the_shift_stays(world: Any, handed_over: Shift, running: Shift, system: Any) -> None:
    from access.retention.actions import sweep_organisation

    with system():
        Shift.objects.filter(pk=handed_over.pk).update(reason=handed_over.words)
    sweep_organisation(world.organisations["rodnik"], now=timezone.now() + timedelta(days=179))
    assert again(handed_over, world).words == WORRIES
    sweep_organisation(world.organisations["rodnik"], now=timezone.now() + timedelta(days=182))

    gone = again(handed_over, world)
    assert (gone.words, gone.reason, gone.user_id) == ("", "", handed_over.user_id)


def test_words_turn_with_the_keys(world: Any, copied_store: Any, handed_over: Shift) -> None:
    from access.crypto.turning import rotate

    turned = rotate(world.organisations["rodnik"])
    assert (turned.unreadable, turned.left, turned.values > 0) == (0, 0, True)
    assert again(handed_over, world).words == WORRIES
