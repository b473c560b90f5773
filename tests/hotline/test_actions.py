"""A call begins, is saved, closed, handed over; the number is recognised and not kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from access.context import acting
from access.models import AuditEvent
from access.receipts import EditConflict
from casework.cases.models import Case, TimelineEntry
from casework.cases.rules import age_band
from casework.people.models import Identity
from hotline.actions import (
    AlreadyHolding,
    NotTheirs,
    StillMissing,
    close_call,
    find_earlier_calls,
    hand_over,
    hold_for_call,
    log_non_call,
    record_no_bed,
    save_call,
    start_call,
)
from hotline.callbacks.actions import claim_call_back, promise_call_back, record_try
from hotline.models import NON_CALLS, Call
from hotline.queue import call_backs_of
from shelters.houses.actions import add_bed
from shelters.unmet.models import TurnAway

NUMBER = "8 (702) 111-22-33"


@pytest.fixture
def rodnik(world: Any, db: None) -> Any:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world


@pytest.fixture
def operator(rodnik: Any) -> Any:
    return rodnik.actor("operator")


@pytest.fixture
def call(operator: Any) -> Call:
    return start_call(by=operator, outcome_class="help")


@pytest.mark.parametrize("kind", NON_CALLS)
def test_a_non_call_begins_and_ends_in_one(operator: Any, kind: str) -> None:
    call = log_non_call(by=operator, outcome_class=kind)

    assert call.is_closed
    assert call.outcome == "no_action"


def test_a_second_press_is_the_same_call(operator: Any) -> None:
    key = uuid4()

    assert start_call(by=operator, outcome_class="help", form_key=key) == start_call(by=operator, outcome_class="tip", form_key=key)


def test_saving_keeps_what_was_given_and_leaves_the_rest(operator: Any, call: Call) -> None:
    save_call(by=operator, call=call, values={"notes": "First"})
    save_call(by=operator, call=call, values={"age": 17})
    call.refresh_from_db()

    assert (call.notes, call.age, call.version) == ("First", 17, 3)


def test_whoever_saves_an_old_version_is_told(operator: Any, call: Call) -> None:
    save_call(by=operator, call=call, values={"notes": "Hers"}, version=1)
    with pytest.raises(EditConflict):
        save_call(by=operator, call=Call.objects.get(pk=call.pk), values={"notes": "His"}, version=1)


def test_the_number_is_kept_only_as_a_fingerprint_unless_the_caller_agrees(operator: Any, call: Call) -> None:
    save_call(by=operator, call=call, values={}, number=NUMBER)
    call.refresh_from_db()
    assert call.number == ""
    assert len(bytes(call.number_hash)) == 16
    save_call(by=operator, call=call, values={}, number=NUMBER, keep_number=True)
    save_call(by=operator, call=call, values={}, number="", keep_number=True)
    assert Call.objects.get(pk=call.pk).number == NUMBER
    save_call(by=operator, call=call, values={}, number="", keep_number=False)
    call.refresh_from_db()
    assert call.number == ""
    assert call.number_hash is not None


def test_a_number_lies_nowhere_in_clear(operator: Any, call: Call) -> None:
    save_call(by=operator, call=call, values={"notes": "Meet at the fountain"}, number=NUMBER, keep_number=True)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(c)::text from hotline_call c where id = %s", [call.pk])
        text = cursor.fetchone()[0]

    assert "fountain" not in text
    digits = "".join(sign for sign in NUMBER if sign.isdigit())
    assert digits[-10:] not in text
    assert NUMBER not in text
    assert not AuditEvent.objects.filter(detail__icontains="fountain").exists()


def test_called_before_tells_counts_and_an_open_case(operator: Any, rodnik: Any) -> None:
    first = start_call(by=operator, outcome_class="help")
    save_call(by=operator, call=first, values={}, number=NUMBER)
    found = find_earlier_calls(by=operator, number="+7 702 1112233", but=None)
    assert (found.times, found.has_open_case) == (1, False)
    hand_over(by=operator, call=first, lead=rodnik.user("case_manager"), identity={"phone": NUMBER})
    assert find_earlier_calls(by=operator, number=NUMBER).has_open_case
    assert find_earlier_calls(by=operator, number=NUMBER, but=first.pk).times == 0
    assert find_earlier_calls(by=operator, number="12").times == 0


def test_called_before_stops_at_the_organisation(world: Any, db: None) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        save_call(by=world.actor("operator"), call=start_call(by=world.actor("operator"), outcome_class="help"), values={}, number=NUMBER)
    with acting(organisation_id=world.organisations["sana-sezim"].pk):
        assert find_earlier_calls(by=world.actor("operator", "sana-sezim"), number=NUMBER).times == 0


def test_called_before_takes_three_questions(operator: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(5):  # two of them are the savepoint around the record that it was asked
        find_earlier_calls(by=operator, number=NUMBER)


def test_closing_needs_the_outcome_and_pressing_twice_is_once(operator: Any, call: Call) -> None:
    with pytest.raises(StillMissing) as missing:
        close_call(by=operator, call=call)
    assert missing.value.fields == ["outcome"]
    save_call(by=operator, call=call, values={"outcome": "information_given"})
    closed = close_call(by=operator, call=call).closed_at
    assert close_call(by=operator, call=call).closed_at == closed


def test_one_call_keeps_one_bed(operator: Any, call: Call, rodnik: Any) -> None:
    manager, room = rodnik.actor("shelter_manager"), rodnik.row("bed").room
    beds = [add_bed(by=manager, room=room, facts={"label": f"c{n}", "kind": "woman"}) for n in range(2)]
    wish = {"sex": "female", "age_band": "18_30", "needs": [], "first_day": timezone.localdate()}
    key = uuid4()
    held = hold_for_call(by=operator, call=call, bed=beds[0], form_key=key, **wish)

    assert hold_for_call(by=operator, call=call, bed=beds[0], form_key=key, **wish).pk == held.pk
    with pytest.raises(AlreadyHolding):
        hold_for_call(by=operator, call=call, bed=beds[1], form_key=uuid4(), **wish)
    assert Call.objects.get(pk=call.pk).hold_id == held.pk


def test_handing_over_makes_one_case_with_what_is_known(operator: Any, call: Call, rodnik: Any) -> None:
    values = {"sex": "female", "age": 24, "region": "KZ-75", "danger_now": True, "language": "uz"}
    save_call(by=operator, call=call, values=values)
    lead = rodnik.user("case_manager")
    case = hand_over(by=operator, call=call, lead=lead, identity={"given_name": "Zhanna", "phone": NUMBER}, form_key=uuid4())
    again = hand_over(by=operator, call=call, lead=lead, form_key=uuid4())

    assert case == again
    assert (case.source, case.age_at_registration, case.risk, case.person.sex) == ("hotline", 24, "critical", "female")
    assert Identity.objects.get(person=case.person).given_name == "Zhanna"
    assert Case.objects.visible_to(rodnik.actor("case_manager")).filter(pk=case.pk).exists()
    assert "call" in TimelineEntry.objects.filter(case=case).values_list("kind", flat=True)
    assert Call.objects.get(pk=call.pk).is_closed


def test_a_held_bed_comes_along_with_the_case(operator: Any, call: Call, rodnik: Any) -> None:
    bed = add_bed(by=rodnik.actor("shelter_manager"), room=rodnik.row("bed").room, facts={"label": "along", "kind": "woman"})
    held = hold_for_call(
        by=operator, call=call, bed=bed, sex="female", age_band="", needs=[], first_day=timezone.localdate(), form_key=None
    )
    case = hand_over(by=operator, call=call, lead=rodnik.user("case_manager"))
    held.refresh_from_db()

    assert held.case_id == case.pk
    assert TimelineEntry.objects.filter(case=case, kind="bed_held", source_id=held.pk).exists()


@pytest.mark.parametrize(("reason", "counted"), [("no_place", ["no_bed"]), ("too_far", ["too_far"]), ("other", ["other"]), ("client_refused", [])])
def test_a_call_without_a_bed_is_unmet_need_once(operator: Any, call: Call, reason: str, counted: list[str]) -> None:
    save_call(by=operator, call=call, values={"sex": "female", "age": 16, "region": "KZ-75"})
    before = set(TurnAway.objects.values_list("pk", flat=True))
    record_no_bed(by=operator, call=call, reason=reason)
    record_no_bed(by=operator, call=call, reason="no_place" if counted else reason)
    made = TurnAway.objects.exclude(pk__in=before)
    assert [one.reason for one in made] == counted
    assert {(one.sex, one.age_band, one.region, one.day) for one in made} <= {("female", age_band(16), "KZ-75", timezone.localdate(call.started_at))}


def test_what_was_handed_over_is_changed_by_nobody(operator: Any, call: Call, rodnik: Any) -> None:
    hand_over(by=operator, call=call, lead=rodnik.user("case_manager"))
    call.refresh_from_db()
    for act in (lambda: save_call(by=operator, call=call, values={"age": 3}), lambda: record_no_bed(by=operator, call=call, reason="no_place")):
        with pytest.raises(NotTheirs):
            act()


def test_a_promise_stands_in_the_queue_until_somebody_called(operator: Any, call: Call) -> None:
    promise_call_back(by=operator, call=call, due=timezone.now() - timedelta(minutes=1))
    assert call in call_backs_of(operator, "overdue")
    record_try(by=operator, call=claim_call_back(by=operator, call=call), result="reached")
    call.refresh_from_db()
    assert call not in call_backs_of(operator, "")
    save_call(by=operator, call=call, values={"call_back_by": timezone.now() + timedelta(hours=30)})
    assert call in call_backs_of(operator, "")
    assert call not in call_backs_of(operator, "today")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"closed_at": timezone.now(), "outcome_class": ""}, "call_closed_has_a_class"),
        ({"age": 121}, "call_age_possible"),
    ],
)
def test_impossible_calls_are_refused_by_the_database(call: Call, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**values)
