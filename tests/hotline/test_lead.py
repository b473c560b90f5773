"""The lead sees what goes on, looks at calls that were marked, and gives an open call to somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from hotline.actions import close_call, save_call, start_call
from hotline.callbacks.actions import promise_call_back
from hotline.lead import actions
from hotline.lead.actions import ask_review, give_review, reassign_call
from hotline.lead.board import look
from hotline.lead.models import CARD, CallReview
from hotline.models import Call
from tests.world import speak_english

ANSWERS = dict.fromkeys(CARD, "yes")
WORDS = "Zzkind words about a pause"


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
def lead(rodnik: Any) -> Any:
    return rodnik.actor("shift_lead")


@pytest.fixture
def call(rodnik: Any) -> Call:
    return start_call(by=rodnik.actor("operator"), outcome_class="help")


def test_the_board_shows_what_goes_on_and_no_word_of_it(client_as: Any, rodnik: Any, call: Call) -> None:
    operator = rodnik.actor("operator")
    save_call(by=operator, call=call, values={"danger_now": True, "notes": "Zzthe gate is locked", "caller_name": "Zzhanna"}, number="+7 701 999 88 77", keep_number=True)
    promise_call_back(by=operator, call=start_call(by=operator, outcome_class="help"), due=timezone.now() + timedelta(hours=1))
    page = client_as("shift_lead").get(reverse("hotline-now")).content.decode()

    assert call.code in page.split('id="crisis"')[1].split('id="on"')[0]
    assert "In a call" in page
    assert not any(word in page for word in ("Zzthe gate", "Zzhanna", "999 88 77"))
    assert client_as("operator").get(reverse("hotline-now")).status_code == 403


def test_a_crisis_stays_on_the_board_after_the_call_until_it_is_handed_over(rodnik: Any, lead: Any, call: Call) -> None:
    operator = rodnik.actor("operator")
    save_call(by=operator, call=call, values={"danger_now": True, "outcome": "information_given"})
    close_call(by=operator, call=call)
    assert call in look(lead).crisis
    Call.objects.filter(pk=call.pk).update(closed_at=timezone.now() - timedelta(hours=13))
    assert call not in look(lead).crisis


def test_the_board_asks_as_often_however_much_goes_on(rodnik: Any, lead: Any, django_assert_max_num_queries: Any) -> None:
    operator = rodnik.actor("operator")
    for _ in range(12):
        made = start_call(by=operator, outcome_class="help")
        promise_call_back(by=operator, call=made, due=timezone.now() + timedelta(hours=1))
    with django_assert_max_num_queries(7):
        board = look(lead)
        assert [one.claimed_by for one in board.call_backs]
    assert len(board.running) >= 12


def test_a_marked_call_is_looked_at_once_by_somebody_else(rodnik: Any, lead: Any, call: Call) -> None:
    review = ask_review(by=rodnik.actor("operator"), call=call)
    assert ask_review(by=lead, call=call) == review
    assert review is not None
    with pytest.raises(actions.OwnCall):
        give_review(by=rodnik.actor("operator"), review=review, card=ANSWERS)
    give_review(by=lead, review=review, card=ANSWERS, words=WORDS)
    with pytest.raises(actions.AlreadyReviewed):
        give_review(by=lead, review=review, card=ANSWERS)
    again = ask_review(by=lead, call=call)
    assert again is not None
    assert again != review


def test_operator_marks_lead_answers_operator_reads(client_as: Any, rodnik: Any, call: Call, world: Any) -> None:
    operator, lead = client_as("operator"), client_as("shift_lead")
    address = reverse("review-ask", kwargs={"call_id": call.pk})
    assert "will look at it" in operator.post(address, follow=True).content.decode()
    with acting(organisation_id=world.organisations["rodnik"].pk):
        review = CallReview.objects.get(call=call)
    detail = reverse("review-detail", kwargs={"review_id": review.pk})
    assert call.code in lead.get(reverse("review-list")).content.decode()
    assert "waits for a shift lead" in operator.get(detail).content.decode()
    incomplete = lead.post(detail, {"version": review.version, "safety": "yes", "words": WORDS})
    assert WORDS in incomplete.content.decode()
    assert "This field is required" in incomplete.content.decode()
    lead.post(detail, {"version": review.version, **ANSWERS, "words": WORDS})
    assert "?show=mine" in operator.get(reverse("home")).content.decode()
    assert call.code in operator.get(reverse("review-list")).content.decode()
    assert WORDS in operator.get(detail).content.decode()
    assert lead.post(detail, {"version": review.version, **ANSWERS}).status_code == 302


def test_cards_are_for_the_lead_and_for_whoever_took_the_call(client_as: Any, world: Any) -> None:
    review = world.row("review")
    detail = reverse("review-detail", kwargs={"review_id": review.pk})
    assert client_as("shift_lead", "sana-sezim").get(detail).status_code == 404
    assert client_as("case_manager").get(detail).status_code == 403
    with acting_as(world.actor("medic")):
        assert not CallReview.objects.exists()
    with acting_as(world.actor("operator")), pytest.raises(DatabaseError), transaction.atomic():
        CallReview.objects.create(organisation_id=review.organisation_id, call=review.call, asked_by=world.user("shift_lead"))
    with acting_as(world.actor("operator")):
        assert CallReview.objects.filter(pk=review.pk).update(safety="yes") == 0


def test_an_open_call_goes_on_with_somebody_else(client_as: Any, rodnik: Any, lead: Any, call: Call, world: Any) -> None:
    address, to = reverse("call-reassign", kwargs={"call_id": call.pk}), world.user("shift_lead")
    client = client_as("shift_lead")
    assert "required" in client.post(address, {"to": ""}).content.decode()
    assert client.post(address, {"to": world.user("medic").pk}).status_code == 200  # takes no calls
    assert client.post(address, {"to": to.pk}).status_code == 302
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Call.objects.get(pk=call.pk).operator == to
        with pytest.raises(actions.TakesNoCalls):
            reassign_call(by=lead, call=call, to=world.user("medic"))
        over = close_call(by=lead, call=save_call(by=lead, call=start_call(by=lead, outcome_class="help"), values={"outcome": "information_given"}))
        with pytest.raises(actions.CallIsOver):
            reassign_call(by=lead, call=over, to=world.user("operator"))
    assert client_as("operator").get(address).status_code == 403
