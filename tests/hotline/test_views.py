"""The operator's screen: two actions for a non-call, nothing lost, one flow from the voice to the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting
from casework.cases.models import Case
from hotline.models import Call
from shelters.houses.actions import add_bed
from shelters.models import Booking, Stay
from tests.world import speak_english
from tests.world_hotline import NOTES, NUMBER


@pytest.fixture(autouse=True)
def in_english(world: Any, db: None) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def context(world: Any) -> Any:
    return lambda organisation="rodnik": acting(organisation_id=world.organisations[organisation].pk)


def newest(context: Any) -> Call:
    with context():
        return Call.objects.order_by("-created_at").first()


def begin(client: Any, context: Any, kind: str = "help") -> Call:
    client.post(reverse("call-new"), {"outcome_class": kind, "form_key": uuid4()})
    return newest(context)


def count(context: Any) -> int:
    with context():
        return Call.objects.count()


def test_a_silent_call_takes_two_actions(client_as: Any, context: Any) -> None:
    operator, before = client_as("operator"), count(context)
    operator.get(reverse("call-new"))  # first action; creates nothing
    assert count(context) == before
    answer = operator.post(reverse("call-new"), {"outcome_class": "silent", "form_key": uuid4()})  # second action

    call = newest(context)
    assert answer.status_code == 302
    assert (call.outcome_class, call.is_closed) == ("silent", True)


def test_pressing_twice_is_one_call(client_as: Any, context: Any) -> None:
    operator, before, sent = client_as("operator"), count(context), {"outcome_class": "help", "form_key": uuid4()}
    first, second = operator.post(reverse("call-new"), sent), operator.post(reverse("call-new"), sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert count(context) == before + 1


def test_an_unknown_kind_of_call_creates_nothing(client_as: Any, context: Any) -> None:
    before = count(context)
    assert client_as("operator").post(reverse("call-new"), {"outcome_class": "nonsense"}).status_code == 200
    assert count(context) == before


def test_saving_is_never_refused_for_what_is_missing_but_closing_is(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    call = begin(operator, context)
    url = reverse("call-edit", kwargs={"call_id": call.pk})
    assert operator.post(url, {"version": 1, "notes": "Half a sent"}).status_code == 302
    page = operator.post(url, {"version": 2, "notes": "Half a sentence", "close": "1"})

    assert "Say this before the call is closed." in page.content.decode()
    assert 'href="#id_outcome"' in page.content.decode()
    assert newest(context).notes == "Half a sentence"
    operator.post(url, {"version": 3, "outcome_class": "help", "outcome": "information_given", "close": "1"})
    assert newest(context).is_closed


def test_what_is_valid_is_saved_beside_what_is_not(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    call = begin(operator, context)
    page = operator.post(reverse("call-edit", kwargs={"call_id": call.pk}), {"version": 1, "notes": "Kept", "age": "abc"})

    assert newest(context).notes == "Kept"
    assert 'value="abc"' in page.content.decode()


def test_autosave_shows_the_time_and_the_conclusion(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    call = begin(operator, context)
    sent = {"version": 1, "acts": ["recruitment"], "purposes": ["sexual"], "age": "15"}
    answer = operator.post(reverse("call-autosave", kwargs={"call_id": call.pk}), sent).json()

    assert answer["state"] == "saved"
    assert answer["version"] == 2
    assert "child trafficking" in answer["conclusion"]
    assert "Saved" in answer["text"]


def test_two_savers_both_keep_their_texts(client_as: Any, context: Any) -> None:
    operator, lead = client_as("operator"), client_as("shift_lead")
    call = begin(operator, context)
    urls = {name: reverse(name, kwargs={"call_id": call.pk}) for name in ("call-edit", "call-autosave")}
    lead.post(urls["call-edit"], {"version": 1, "notes": "The lead's words", "region": "KZ-71"})
    assert operator.post(urls["call-autosave"], {"version": 1, "notes": "Operator's"}).json()["state"] == "conflict"
    assert newest(context).notes == "The lead's words"

    page = operator.post(urls["call-edit"], {"version": 1, "notes": "Operator's words"}).content.decode()
    assert "A colleague saved this call meanwhile" in page
    assert "Astana" in page
    form = page[page.index("<textarea") : page.index("</textarea>")]
    assert "The lead&#x27;s words" in form
    assert "Operator&#x27;s words" in form
    assert newest(context).notes == "The lead's words"


def test_the_number_is_asked_in_the_body_and_answered_by_counts(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    page = operator.post(reverse("called-before"), {"number": NUMBER, "call": ""}).content.decode()

    assert "Called before: 1 time" in page
    assert NOTES not in page
    assert "555" not in page
    assert operator.get(reverse("called-before")).status_code == 405


def test_only_the_author_of_an_open_call_and_the_lead_write_in_it(client_as: Any, context: Any, world: Any) -> None:
    call = world.row("call")
    url = reverse("call-edit", kwargs={"call_id": call.pk})
    assert client_as("operator").get(url).status_code == 200
    assert client_as("shift_lead").get(url).status_code == 200
    assert client_as("case_manager").get(url).status_code == 403
    assert client_as("operator", "sana-sezim").get(url).status_code == 404


def test_the_whole_way_from_the_voice_to_the_house(client_as: Any, context: Any, world: Any) -> None:
    with context():
        bed = add_bed(by=world.actor("shelter_manager"), room=world.row("bed").room, facts={"label": "flow", "kind": "woman"})
    operator, manager = client_as("operator"), client_as("shelter_manager")
    call = begin(operator, context)
    kwargs = {"call_id": call.pk}
    sent = {"version": 1, "sex": "female", "age": "24", "notes": "Needs a place tonight", "about_self": "yes", "then": "bed"}
    assert operator.post(reverse("call-edit", kwargs=kwargs), sent).headers["Location"] == reverse("call-bed", kwargs=kwargs)
    page = operator.get(reverse("call-bed", kwargs=kwargs)).content.decode()
    assert 'value="female" selected' in page
    assert 'value="18_30" selected' in page
    asked = {"sex": "female", "age_band": "18_30", "first_day": timezone.localdate().isoformat(), "form_key": uuid4()}
    operator.post(reverse("call-hold", kwargs={**kwargs, "bed_id": bed.pk}), asked)
    with context():
        hold = Booking.objects.get(bed=bed)
    lead = {"lead": str(world.user("case_manager").pk), "form_key": uuid4(), "given_name": "Zhanna"}
    operator.post(reverse("call-hand-over", kwargs=kwargs), lead)
    operator.post(reverse("call-hand-over", kwargs=kwargs), lead)
    call = newest(context)
    assert call.case_id is not None
    told = operator.get(reverse("call-detail", kwargs=kwargs)).content.decode()
    assert "Ask the case manager" in told
    assert "Needs a place tonight" not in told

    assert hold.code in manager.get(reverse("board")).content.decode()
    manager.post(reverse("hold-accept", kwargs={"hold_id": hold.pk}))
    door = {"arrived_on": timezone.localdate().isoformat(), "which_case": "hold", "needs": "Quiet", "form_key": uuid4()}
    manager.post(reverse("hold-check-in", kwargs={"hold_id": hold.pk}), door)
    with context():
        assert Stay.objects.get(case_id=call.case_id).needs == "Quiet"
    case_manager = client_as("case_manager")
    for tab in ("case-calls", "case-stays"):
        assert case_manager.get(reverse(tab, kwargs={"case_id": call.case_id})).status_code == 200
    assert "Needs a place tonight" in case_manager.get(reverse("case-calls", kwargs={"case_id": call.case_id})).content.decode()


def test_a_hold_in_a_foreign_house_opens_a_case_there(client_as: Any, context: Any, world: Any) -> None:
    with context("sana-sezim"):
        room = world.row("bed", "sana-sezim").room
        bed = add_bed(by=world.actor("shelter_manager", "sana-sezim"), room=room, facts={"label": "far", "kind": "woman"})
    operator, manager = client_as("operator"), client_as("shelter_manager", "sana-sezim")
    call = begin(operator, context)
    asked = {"sex": "female", "first_day": timezone.localdate().isoformat(), "form_key": uuid4()}
    operator.post(reverse("call-hold", kwargs={"call_id": call.pk, "bed_id": bed.pk}), asked)
    operator.post(reverse("call-hand-over", kwargs={"call_id": call.pk}), {"lead": str(world.user("case_manager").pk)})
    with context("sana-sezim"):
        hold = Booking.objects.get(bed=bed)
    manager.post(reverse("hold-accept", kwargs={"hold_id": hold.pk}))
    door = {"arrived_on": timezone.localdate().isoformat(), "which_case": "new", "form_key": uuid4()}
    manager.post(reverse("hold-check-in", kwargs={"hold_id": hold.pk}), door)
    with context("sana-sezim"):
        case = Stay.objects.get(bookings=hold).case
        assert case.organisation.code == "sana-sezim"
    assert newest(context).case_id not in {None, case.pk}
    with context():
        assert not Case.objects.filter(pk=case.pk).exists()


def test_the_loser_of_a_bed_is_told_and_shown_others(client_as: Any, context: Any, world: Any) -> None:
    call, taken = begin(client_as("operator"), context), world.row("hold").bed
    url = reverse("call-hold", kwargs={"call_id": call.pk, "bed_id": taken.pk})
    page = client_as("operator").post(url, {"sex": "female", "first_day": timezone.localdate().isoformat()})

    assert page.status_code == 409
    assert "Somebody else was quicker" in page.content.decode()


def test_no_bed_is_recorded_with_its_reason(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    call = begin(operator, context)
    operator.post(reverse("call-no-bed", kwargs={"call_id": call.pk}), {"reason": "no_place"})
    operator.post(reverse("call-no-bed", kwargs={"call_id": call.pk}), {"reason": "bad"})

    assert newest(context).no_bed_reason == "no_place"


def test_call_backs_are_promised_seen_and_made(client_as: Any, context: Any) -> None:
    operator = client_as("operator")
    call = begin(operator, context)
    due = timezone.localtime() + timedelta(hours=2)
    promise = reverse("call-promise", kwargs={"call_id": call.pk})
    operator.post(promise, {"urgency": "today", "due": due.strftime("%Y-%m-%dT%H:%M")})
    assert call.code in operator.get(reverse("call-backs")).content.decode()
    assert "Choose a moment still to come" in operator.post(promise, {"urgency": "today", "due": "2001-01-01T10:00"}).content.decode()
    operator.post(reverse("call-back-claim", kwargs={"call_id": call.pk}))
    operator.post(reverse("call-back", kwargs={"call_id": call.pk}), {"result": "reached"})
    assert call.code not in operator.get(reverse("call-backs")).content.decode()


@pytest.mark.parametrize("query", ["", "?show=open", "?show=mine", "?kind=help", "?kind=nonsense&page=99"])
def test_the_list_shows_calls_and_no_words(client_as: Any, query: str) -> None:
    page = client_as("operator").get(reverse("call-list") + query)

    assert page.status_code == 200
    assert NOTES not in page.content.decode()


def test_the_list_asks_as_much_for_forty_calls_as_for_four(client_as: Any, context: Any, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    operator, counted = client_as("operator"), []
    operator.get(reverse("call-list"))
    for more in (4, 40):
        for _ in range(more):
            operator.post(reverse("call-new"), {"outcome_class": "silent", "form_key": uuid4()})
        with CaptureQueriesContext(connection, ) as captured:
            operator.get(reverse("call-list"))
        counted.append(len(captured))

    assert counted[0] == counted[1]


def test_the_desk_counts_what_its_lists_show(client_as: Any, context: Any, world: Any) -> None:
    from access.desk import tiles_for

    with context():
        numbers = {tile.tile.url_name + tile.tile.query: tile.number for tile in tiles_for(world.actor("shift_lead"))}
        assert numbers["call-list?show=open"] == Call.objects.open().count()
    assert client_as("shift_lead").get(reverse("home")).status_code == 200
