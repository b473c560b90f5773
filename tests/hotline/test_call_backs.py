"""Somebody is called back by one colleague, when it is safe, three times at most without a decision; nobody is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from access.context import acting, acting_as
from casework.contact.rules import within
from hotline.actions import hand_over, save_call, start_call
from hotline.callbacks import actions
from hotline.callbacks.actions import (
    claim_call_back,
    give_up_call_back,
    promise_call_back,
    record_try,
    release_call_back,
    try_again,
)
from hotline.callbacks.models import CallBackTry
from hotline.callbacks.rules import (
    CLAIM,
    MOST_TRIES,
    CallBackState,
    TryResult,
    Urgency,
    after_a_try,
    due_of,
    next_safe,
)
from hotline.models import Call
from hotline.queue import call_backs_of
from tests.world import speak_english

NOON = datetime(2040, 3, 1, 7, 0, tzinfo=UTC)  # noon in Almaty


@pytest.fixture(autouse=True)
def in_english(world: Any, db: None) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def rodnik(world: Any, db: None) -> Any:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        yield world


@pytest.fixture
def operator(rodnik: Any) -> Any:
    return rodnik.actor("operator")


@pytest.fixture
def lead(rodnik: Any) -> Any:
    return rodnik.actor("shift_lead")


@pytest.fixture
def call(operator: Any) -> Call:
    made = save_call(by=operator, call=start_call(by=operator, outcome_class="help"), values={}, number="+7 701 222 33 44", keep_number=True)
    return promise_call_back(by=operator, call=made, due=timezone.now() + timedelta(minutes=30), urgency=Urgency.NOW)


def tried(by: Any, call: Call, result: str) -> Call:
    record_try(by=by, call=claim_call_back(by=by, call=call), result=result)
    call.refresh_from_db()
    return call


# --- rules -------------------------------------------------------------------------------------------
@given(st.times(), st.times(), st.integers(0, 40_000_000))
def test_the_next_safe_moment_is_safe_soon_and_not_before(first: time, last: time, seconds: int) -> None:
    moment = NOON + timedelta(seconds=seconds)
    first, last = first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0)
    if first == last:
        return
    found = next_safe(moment, first, last)

    assert within(first, last, found.time())
    assert moment <= found <= moment + timedelta(days=1)
    if found > moment:
        assert not within(first, last, moment.time())


@pytest.mark.parametrize(
    ("hour", "first", "last", "safe"),
    [("03:00", "22:00", "06:00", True), ("12:00", "22:00", "06:00", False), ("22:00", "22:00", "06:00", True), ("06:00", "22:00", "06:00", False),
     ("09:00", "09:00", "17:00", True), ("17:00", "09:00", "17:00", False)],
)  # fmt: skip
def test_safe_hours_may_run_over_midnight(hour: str, first: str, last: str, safe: bool) -> None:
    assert within(*(time.fromisoformat(text) for text in (first, last, hour))) is safe


@pytest.mark.parametrize("result", TryResult.values)
@pytest.mark.parametrize("tries", range(1, MOST_TRIES + 1))
def test_where_a_try_leads(result: str, tries: int) -> None:
    state = after_a_try(result, tries, Urgency.TODAY)
    if result == TryResult.REACHED:
        assert state == CallBackState.REACHED
    elif result in {TryResult.OTHER_PERSON, TryResult.WRONG_NUMBER} or tries == MOST_TRIES:
        assert state == CallBackState.DECISION
    else:
        assert state == CallBackState.WAITING


def test_the_sooner_it_is_promised_the_sooner_it_is_due() -> None:
    assert [due_of(urgency, NOON) - NOON for urgency in Urgency.values] == [timedelta(minutes=30), timedelta(hours=4), timedelta(days=1)]


# --- the life of a call-back -------------------------------------------------------------------------
def test_three_tries_then_a_decision_and_never_a_silent_end(operator: Any, lead: Any, call: Call) -> None:
    for count in range(1, MOST_TRIES + 1):
        tried(operator, call, TryResult.NO_ANSWER)
        assert call.call_back_state == (CallBackState.DECISION if count == MOST_TRIES else CallBackState.WAITING)
        assert call in call_backs_of(operator, "")
    with pytest.raises(actions.NeedsDecision):
        claim_call_back(by=operator, call=call)
    assert list(call_backs_of(lead, "decide")) == [call]

    try_again(by=lead, call=call, due=timezone.now() + timedelta(hours=3))
    call.refresh_from_db()
    assert (call.call_back_state, call.call_back_round) == (CallBackState.WAITING, 2)
    assert call_backs_of(operator, "").with_tries().get(pk=call.pk).tried == 0
    tried(operator, call, TryResult.OTHER_PERSON)
    give_up_call_back(by=lead, call=call, reason="not_safe")
    assert call not in call_backs_of(operator, "")
    assert call in call_backs_of(operator, "given-up")
    with pytest.raises(actions.NothingPromised):
        give_up_call_back(by=lead, call=call, reason="not_safe")


def test_one_colleague_at_a_time_and_a_claim_runs_out(operator: Any, lead: Any, call: Call) -> None:
    claim_call_back(by=operator, call=call)
    with pytest.raises(actions.ClaimedByAnother):
        claim_call_back(by=lead, call=call)
    with pytest.raises(actions.NotClaimed):
        record_try(by=lead, call=call, result=TryResult.REACHED)
    release_call_back(by=lead, call=call)  # not theirs to release
    with pytest.raises(actions.ClaimedByAnother):
        claim_call_back(by=lead, call=call)
    with time_machine.travel(timezone.now() + CLAIM + timedelta(seconds=1)):
        with pytest.raises(actions.NotClaimed):
            record_try(by=operator, call=call, result=TryResult.NO_ANSWER)
        claim_call_back(by=lead, call=call)
        with pytest.raises(actions.ClaimedByAnother):
            claim_call_back(by=operator, call=call)


def test_nobody_is_called_when_it_is_not_safe(operator: Any, call: Call) -> None:
    with time_machine.travel(NOON, tick=False), timezone.override("Asia/Almaty"):
        promise_call_back(by=operator, call=call, due=NOON + timedelta(hours=9), safe_from=time(20), safe_until=time(23))
        claim_call_back(by=operator, call=call)
        with pytest.raises(actions.NotSafeNow):
            record_try(by=operator, call=call, result=TryResult.REACHED)
    with time_machine.travel(NOON + timedelta(hours=10, minutes=50), tick=False), timezone.override("Asia/Almaty"):
        tried(operator, call, TryResult.NOT_NOW)
        assert timezone.localtime(call.call_back_by).time() == time(20)  # four hours later would be at night: the next evening


def test_the_same_form_twice_is_one_try(operator: Any, call: Call) -> None:
    key = uuid4()
    claim_call_back(by=operator, call=call)
    first = record_try(by=operator, call=call, result=TryResult.NO_ANSWER, form_key=key)
    assert record_try(by=operator, call=call, result=TryResult.NO_ANSWER, form_key=key) == first
    assert CallBackTry.objects.filter(call=call).count() == 1


def test_a_call_that_became_a_case_is_called_back_by_who_works_on_it(operator: Any, rodnik: Any, call: Call) -> None:
    manager = rodnik.actor("case_manager")
    hand_over(by=operator, call=call, lead=rodnik.user("case_manager"))
    call.refresh_from_db()
    assert call not in call_backs_of(operator, "")
    with acting_as(manager):
        tried(manager, call, TryResult.REACHED)
    assert call.called_back_at is not None


# --- through the browser -----------------------------------------------------------------------------
def at(name: str, call: Call) -> str:
    return reverse(name, kwargs={"call_id": call.pk})


def test_an_operator_takes_rings_and_records(client_as: Any, call: Call, rodnik: Any) -> None:
    client, colleague = client_as("operator"), client_as("shift_lead")
    assert "+7 701 222 33 44" not in client.get(at("call-back", call)).content.decode()
    page = client.post(at("call-back-claim", call), follow=True).content.decode()
    assert "+7 701 222 33 44" in page or "+77012223344" in page
    assert "is calling back just now" in colleague.post(at("call-back-claim", call), follow=True).content.decode()
    assert client.post(at("call-back", call), {"result": "nonsense"}).status_code == 200
    answer = client.post(at("call-back", call), {"result": "no_answer"}, follow=True).content.decode()
    assert "It stays in the queue" in answer
    assert "1 of 3" in answer


def test_the_page_names_the_next_safe_hour_and_shows_no_form(client_as: Any, call: Call, operator: Any) -> None:
    now = timezone.localtime()
    first, last = (now + timedelta(hours=2)).time().replace(second=0, microsecond=0), (now + timedelta(hours=4)).time().replace(second=0, microsecond=0)
    promise_call_back(by=operator, call=call, due=now + timedelta(hours=3), safe_from=first, safe_until=last)
    client = client_as("operator")
    page = client.post(at("call-back-claim", call), follow=True).content.decode()
    assert "It is not safe to call now" in page
    assert 'name="result"' not in page
    refused = client.post(at("call-back", call), {"result": "reached"})
    assert not CallBackTry.objects.filter(call=call).exists()
    assert refused.status_code == 200


def test_only_the_lead_decides_and_says_why(client_as: Any, call: Call, operator: Any) -> None:
    for _ in range(MOST_TRIES):
        tried(operator, call, TryResult.NO_ANSWER)
    assert client_as("operator").get(at("call-back-decide", call)).status_code == 403
    lead = client_as("shift_lead")
    assert "?show=decide" in lead.get(reverse("home")).content.decode()
    assert "Say why" in lead.post(at("call-back-decide", call), {"decision": "give_up"}).content.decode()
    assert "Choose a moment" in lead.post(at("call-back-decide", call), {"decision": "again", "due": "2001-01-01T10:00"}).content.decode()
    lead.post(at("call-back-decide", call), {"decision": "give_up", "reason": "unreachable"})
    assert "Cannot be reached" in lead.get(reverse("call-backs"), {"show": "given-up"}).content.decode()


def test_a_promise_is_checked_and_knows_when_no_number_is_kept(client_as: Any, operator: Any, world: Any) -> None:
    bare, client = start_call(by=operator, outcome_class="help"), client_as("operator")
    assert "is not kept" in client.get(at("call-promise", bare)).content.decode()
    half = client.post(at("call-promise", bare), {"urgency": "now", "safe_from": "20:00"}).content.decode()
    assert "Give both hours" in half
    assert 'value="20:00"' in half
    client.post(at("call-promise", bare), {"urgency": "now", "may_leave_message": "on"})
    with acting(organisation_id=world.organisations["rodnik"].pk):
        bare.refresh_from_db()
    assert timedelta(minutes=29) < bare.call_back_by - timezone.now() <= timedelta(minutes=30)
    assert not bare.leave_no_message


def test_strangers_find_nothing_and_others_may_not(client_as: Any, call: Call) -> None:
    for name in ("call-promise", "call-back", "call-back-decide"):
        assert client_as("shift_lead", "sana-sezim").get(at(name, call)).status_code == 404, name
        assert client_as("donor", "fund-aurora").get(at(name, call)).status_code == 403, name
    assert client_as("case_manager").get(at("call-back", call)).status_code == 404  # of the hotline, no case of theirs


# --- the database ------------------------------------------------------------------------------------
def test_a_try_is_never_changed_nor_another_organisations(operator: Any, call: Call, world: Any) -> None:
    tried(operator, call, TryResult.NO_ANSWER)
    for change in (lambda: CallBackTry.objects.filter(call=call).update(result="reached"), lambda: CallBackTry.objects.filter(call=call).delete()):
        try:
            with transaction.atomic():
                change()
        except DatabaseError:
            pass
        assert CallBackTry.objects.get(call=call).result == TryResult.NO_ANSWER
    with acting(organisation_id=world.organisations["sana-sezim"].pk):
        assert not CallBackTry.objects.exclude(organisation_id=world.organisations["sana-sezim"].pk).exists()
    with acting_as(world.actor("medic")):
        assert not CallBackTry.objects.exists()
    with acting_as(operator), pytest.raises(DatabaseError), transaction.atomic():
        CallBackTry.objects.create(organisation_id=call.organisation_id, call=call, user=world.user("shift_lead"), result="reached")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"safe_from": time(9)}, "call_safe_hours_both"), ({"call_back_state": "given_up"}, "call_given_up_has_a_reason"),
     ({"claimed_until": NOON}, "call_claim_runs_out")],
)  # fmt: skip
def test_half_a_rule_is_refused_by_the_database(call: Call, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**values)
