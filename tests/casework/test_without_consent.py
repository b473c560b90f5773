"""Sharing without consent: a ground of the law, a second person, the director's list, and nothing before, beside or after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.approvals.actions import approve
from access.approvals.models import Approval
from access.models import AuditEvent
from casework.referrals.actions import NoLiveConsent, accept_referral, draft_referral, send_referral
from casework.referrals.exception_actions import KIND, ask_exception
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import Referral, SharedPackage
from tests.world import speak_english
from tests.world_casework import DANGER, SECRETS, exception_facts

POLICE = "police-almaty"
PARTNER = ("partner", POLICE)


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def asked(acts: Any, case: Any, world: Any) -> Any:
    with acts("case_manager") as manager:
        return ask_exception(by=manager, case=case, facts=exception_facts(world.organisations[POLICE]))


@pytest.fixture
def agreed(acts: Any, asked: Any) -> Any:
    with acts("director") as director:
        approve(by=director, approval=Approval.objects.get(kind=KIND, target_id=asked.pk))
        return ConsentException.objects.select_related("case__person", "recipient").get(pk=asked.pk)


def exception_form(world: Any, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "recipient": world.organisations[POLICE].pk, "ground": "danger", "field_groups": ["name"], "reason": DANGER,
        "expires_on": today + timedelta(days=5), "form_key": str(uuid4()),
    } | changes  # fmt: skip


def sent(acts: Any, agreed: Any) -> Referral:
    with acts("case_manager") as manager:
        draft = draft_referral(by=manager, case=agreed.case, recipient=agreed.recipient, exception=agreed, facts={"reason": "safety_threat"})
        done: Referral = send_referral(by=manager, referral=draft)
        return done


def test_from_asking_to_the_partner_through_the_pages(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    manager, director, partner = client_as("case_manager"), client_as("director", confirmed=True), client_as(*PARTNER)
    made = manager.post(reverse("exception-new", args=[case.pk]), exception_form(world))
    detail = made.headers["Location"]
    assert "exception-refer" not in manager.get(detail).content.decode()
    with acts("case_manager"):
        exception, approval = ConsentException.objects.get(case=case), Approval.objects.get(kind=KIND, target_id__in=case.exceptions.values("pk"))
    assert reverse("exception-refer", args=[exception.pk]) not in manager.get(detail).content.decode()
    assert director.post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"}).status_code == 302
    assert reverse("exception-refer", args=[exception.pk]) in manager.get(detail).content.decode()
    drafted = manager.post(reverse("exception-refer", args=[exception.pk]), {"reason": "safety_threat", "urgency": "now", "needs": []})
    manager.post(drafted.headers["Location"])
    with acts("case_manager"):
        referral = Referral.objects.get(case=case)
    partner.post(reverse("incoming-accept", args=[referral.pk]))
    page = partner.get(reverse("incoming-detail", args=[referral.pk])).content.decode()

    assert SECRETS["surname"] in page
    assert SECRETS["phone"] not in page
    assert "without the person" in page
    assert DANGER not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", "short"), ("field_groups", []), ("ground", "because"), ("expires_on", "2001-01-01"), ("expires_on", "2999-01-01"), ("recipient", "")],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(client_as: Any, case: Any, world: Any, field: str, value: Any) -> None:
    answer = client_as("case_manager").post(reverse("exception-new", args=[case.pk]), exception_form(world, **{field: value}))

    assert field in answer.context["form"].errors
    assert field == "reason" or answer.context["form"]["reason"].value() == DANGER


def test_nothing_can_be_sent_before_a_second_person_agrees(acts: Any, case: Any, asked: Any) -> None:
    with acts("case_manager") as manager, pytest.raises(NoLiveConsent):
        draft_referral(by=manager, case=case, recipient=asked.recipient, exception=asked, facts={"reason": "medical"})


def test_who_asked_does_not_agree_not_even_by_sql(acts: Any, asked: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        for who in (manager.user_id, world.user("director").pk):
            with pytest.raises(DatabaseError), transaction.atomic():
                ConsentException.objects.filter(pk=asked.pk).update(approved_by_id=who, approved_at=timezone.now())


def test_what_was_agreed_is_for_one_partner_and_until_its_day(acts: Any, agreed: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        clinic = world.organisations["clinic-shymkent"]
        with pytest.raises(NoLiveConsent):
            draft_referral(by=manager, case=agreed.case, recipient=clinic, exception=agreed, facts={"reason": "medical"})
    assert agreed.is_live(agreed.expires_on)
    assert not agreed.is_live(agreed.expires_on + timedelta(days=1))


def test_it_does_not_change_once_it_was_asked(acts: Any, agreed: Any) -> None:
    with acts("director"):
        for change in ({"field_groups": ["legal"]}, {"ground": "court"}, {"reason": b"x"}, {"expires_on": timezone.localdate() + timedelta(days=99)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ConsentException.objects.filter(pk=agreed.pk).update(**change)


def test_the_partner_never_reads_the_reason(acts: Any, agreed: Any) -> None:
    referral = sent(acts, agreed)
    with acts(*PARTNER) as partner, connection.cursor() as cursor:
        accept_referral(by=partner, referral=Referral.objects.get(pk=referral.pk))
        assert SharedPackage.objects.visible_to(partner).get(referral=referral).field_groups == ["name"]
        cursor.execute("select count(*) from casework_consentexception")
        assert cursor.fetchone()[0] == 0


def test_the_director_sees_it_on_the_list_until_they_have_judged(client_as: Any, acts: Any, agreed: Any) -> None:
    director = client_as("director")
    waiting = director.get(reverse("exception-list")).context["waiting"]
    assert agreed.pk in [row.pk for row in waiting]
    assert director.post(reverse("exception-review", args=[agreed.pk]), {"review": "justified"}).status_code == 302
    director.post(reverse("exception-review", args=[agreed.pk]), {"review": "unjustified"})
    assert agreed.pk not in [row.pk for row in director.get(reverse("exception-list")).context["waiting"]]
    with acts("director"):
        assert ConsentException.objects.get(pk=agreed.pk).review == "justified"


def test_nobody_judges_what_they_asked_for(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    with acts("director") as director:
        own = ask_exception(by=director, case=case, facts=exception_facts(world.organisations[POLICE]))
    with acts("case_manager") as manager:
        approve(by=manager, approval=Approval.objects.get(kind=KIND, target_id=own.pk))
    client_as("director").post(reverse("exception-review", args=[own.pk]), {"review": "justified"})
    with acts("director") as director:
        assert ConsentException.objects.get(pk=own.pk).reviewed_at is None
        assert not ConsentException.objects.to_review(director).filter(pk=own.pk).exists()


def test_each_step_is_on_record_without_a_word_of_it(acts: Any, agreed: Any) -> None:
    with acts("director"):
        events = list(AuditEvent.objects.filter(object_id=agreed.pk).order_by("at"))
    assert {"casework.exception.asked", "casework.exception.agreed"} <= {event.action for event in events}
    assert not any(DANGER in str(event.detail) for event in events)


def test_others_do_not_reach_it(client_as: Any, asked: Any) -> None:
    assert client_as("case_manager", "sana-sezim").get(reverse("exception-detail", args=[asked.pk])).status_code == 404
    assert client_as("case_manager").get(reverse("exception-list")).status_code == 403
    assert client_as("psychologist").get(reverse("exception-new", args=[asked.case_id])).status_code == 403
