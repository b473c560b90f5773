"""Safe contact: what was agreed with the person decides which call, message or letter is offered at all."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from access.models import AuditEvent
from casework.cases.actions import assign_case
from casework.cases.models import Case, TimelineEntry
from casework.contact.actions import agree_contact
from casework.contact.models import SafeContact
from casework.contact.reaching import contact_of_cases
from casework.contact.refusing import ContactRefused
from casework.contact.rules import Answer, Channel, Terms, judge, may_contact
from casework.contact.sharing import words_for_new_case
from casework.erasure.emptying import empty_rows
from casework.people.models import Identity, Person
from casework.referrals.joining_actions import _person
from casework.referrals.models import Referral
from casework.referrals.package import package_content
from casework.referrals.presenters import LABELS
from casework.tasks.actions import add_task, change_task
from hotline.actions import start_call
from hotline.callbacks.actions import promise_call_back
from hotline.models import Call
from tests.world_casework import SECRETS, new_case
from tests.world_people import CONTACT, contact_facts

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 12, 0)  # noqa: DTZ001 - the rule takes hours where the organisation works
CODE = "Қараторғай Zzcode"
RULES = (
    # terms, never, channel, at, answer
    (None, False, "phone", MONDAY, "ask"), (None, True, "phone", MONDAY, "no"), (None, True, "through", MONDAY, "no"),
    (Terms(frozenset()), False, "phone", MONDAY, "no"), (Terms(frozenset({"phone"})), False, "phone", MONDAY, "yes"),
    (Terms(frozenset({"phone"})), False, "letter", MONDAY, "no"), (Terms(frozenset({"phone"})), True, "phone", MONDAY, "no"),
    (Terms(frozenset({"through"})), True, "through", MONDAY, "yes"), (Terms(frozenset({"through"})), True, "phone", MONDAY, "no"),
    (Terms(frozenset({"phone"}), frozenset({0})), False, "phone", MONDAY, "yes"),
    (Terms(frozenset({"phone"}), frozenset({1, 6})), False, "phone", MONDAY, "no"),
    (Terms(frozenset({"phone"}), frozenset({1})), False, "phone", MONDAY.date(), "no"),
    (Terms(frozenset({"letter"}), frozenset({1})), False, "letter", MONDAY, "yes"),
    (Terms(frozenset({"phone"}), first=time(12), last=time(13)), False, "phone", MONDAY, "yes"),
    (Terms(frozenset({"phone"}), first=time(10), last=time(12)), False, "phone", MONDAY, "no"),
    (Terms(frozenset({"phone"}), first=time(10), last=time(12)), False, "phone", MONDAY.date(), "yes"),
    (Terms(frozenset({"email"}), first=time(10), last=time(12)), False, "email", MONDAY, "no"),
    (Terms(frozenset({"phone"}), first=time(22), last=time(6)), False, "phone", MONDAY, "no"),
    (Terms(frozenset({"phone"}), first=time(22), last=time(6)), False, "phone", MONDAY.replace(hour=23), "yes"),
    (Terms(frozenset({"phone"}), first=time(22), last=time(6)), False, "phone", MONDAY.replace(hour=5, minute=59), "yes"),
    (Terms(frozenset({"phone"}), frozenset({1}), time(10), time(12)), False, "phone", None, "yes"),
    (Terms(frozenset({"phone"}), review_on=date(2026, 11, 29)), False, "phone", MONDAY, "ask"),
    (Terms(frozenset({"phone"}), review_on=date(2026, 11, 30)), False, "phone", MONDAY, "yes"),
)  # fmt: skip


@pytest.mark.parametrize("row", RULES, ids=str)
def test_the_rule(row: Any) -> None:
    terms, never, channel, at, answer = row
    verdict = judge(terms, channel, at, never=never)

    assert verdict.answer == answer
    assert bool(verdict.reasons) == (answer != "yes")


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("never", [False, True])
@pytest.mark.parametrize(
    "allowed", [frozenset(), frozenset({"phone"}), frozenset({"through"}), frozenset(Channel.values)]
)
def test_nothing_that_was_not_agreed_is_ever_a_yes(channel: str, never: bool, allowed: frozenset[str]) -> None:
    verdict = judge(Terms(allowed), channel, MONDAY, never=never)

    assert (verdict.answer == Answer.YES) == (channel in allowed and (not never or channel == "through"))


def test_what_to_heed_is_said_with_a_yes_and_kept_from_who_may_not_know() -> None:
    terms = Terms(frozenset({"phone"}), language="uz", leaves_no_message=True, has_words=True)

    assert len(judge(terms, "phone", MONDAY).heed) == 3
    assert judge(terms, "phone", MONDAY, knows_words=False).answer == "no"


@pytest.fixture
def form() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "allowed": ["phone", "through"], "days": ["0", "2"], "hour_from": "10:00", "hour_until": "12:00", "language": "kk", "leaves_no_message": "on",
        "introduce_as": "Zzfrom the library", "code_word": CODE, "through": "Zzaunt", "messenger": "", "email": "", "letter": "",
        "who_may_know": "Zznobody else", "contact_rules": SECRETS["contact_rules"], "agreed_on": str(today),
        "review_on": str(today + timedelta(days=90)), "version": "0", "form_key": str(uuid4()),
    }  # fmt: skip


def test_the_case_manager_agrees_and_the_page_says_it(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    answer = client.post(reverse("contact-edit", args=[case.pk]), form)

    assert (answer.status_code, answer.url) == (302, reverse("case-contact", args=[case.pk]))
    page = client.get(reverse("case-contact", args=[case.pk])).content.decode()
    assert (CODE in page, "Zzfrom the library" in page, SECRETS["contact_rules"] in page) == (True, True, True)
    with acts("case_manager"):
        plan = SafeContact.objects.get(person=case.person)
        assert (plan.allowed, plan.days, plan.code_word, plan.version) == (["phone", "through"], [0, 2], CODE, 1)
        assert TimelineEntry.objects.filter(case=case, kind="contact_agreed").count() == 1
        assert AuditEvent.objects.filter(action="casework.contact.agreed", object_id=plan.pk).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("select s::text from casework_safecontact s where id = %s", [plan.pk])
            assert CODE.encode().hex() not in cursor.fetchone()[0]


def test_the_words_and_the_never_of_before_are_carried_over(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager"):
        Person.objects.filter(pk=case.person_id).update(never_contact=True)
    client = client_as("case_manager")
    shown = client.get(reverse("contact-edit", args=[case.pk])).context["form"]
    assert (shown.initial["contact_rules"], shown.initial["never_contact"]) == (SECRETS["contact_rules"], True)

    sent = form | {
        "never_contact": "on",
        "allowed": ["through"],
        "contact_rules": shown.initial["contact_rules"] + ", Zzmore",
    }
    assert client.post(reverse("contact-edit", args=[case.pk]), sent).status_code == 302
    with acts("case_manager"):
        person = Person.objects.get(pk=case.person_id)
        assert person.never_contact is True
        assert Identity.objects.get(person=person).contact_rules == SECRETS["contact_rules"] + ", Zzmore"
        assert Identity.objects.get(person=person).surname == SECRETS["surname"]


def test_editing_the_person_leaves_them_alone(client_as: Any, acts: Any, case: Any) -> None:
    with acts("case_manager"):
        Person.objects.filter(pk=case.person_id).update(never_contact=True)
    client = client_as("case_manager")
    shown = client.get(reverse("person-edit", args=[case.pk])).context["form"]
    assert {"never_contact", "contact_rules"} & set(shown.fields) == set()
    sent = {
        name: value for name, value in shown.initial.items() if name in shown.fields and value not in (None, [], False)
    }
    assert client.post(reverse("person-edit", args=[case.pk]), sent | {"surname": "Zznewname"}).status_code == 302
    with acts("case_manager"):
        person = Person.objects.select_related("identity").get(pk=case.person_id)
        assert (person.never_contact, person.identity.contact_rules) == (True, SECRETS["contact_rules"])


WRONG = [
    ({"hour_until": ""}, "hour_until"), ({"hour_from": ""}, "hour_from"), ({"hour_until": "10:00"}, "hour_until"), ({"hour_from": "ten"}, "hour_from"),
    ({"allowed": ["pigeon"]}, "allowed"), ({"days": ["9"]}, "days"), ({"through": ""}, "through"), ({"never_contact": "on"}, "allowed"),
    ({"review_on": ""}, "review_on"), ({"review_on": "2020-01-01"}, "review_on"), ({"review_on": "2999-01-01"}, "review_on"),
    ({"agreed_on": "2999-01-01"}, "agreed_on"), ({"who_may_know": "x" * 1001}, "who_may_know"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(
    client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str
) -> None:
    answer = client_as("case_manager").post(reverse("contact-edit", args=[case.pk]), form | change)

    assert list(answer.context["form"].errors) == [field]
    assert CODE in answer.content.decode()
    with acts("case_manager"):
        assert not SafeContact.objects.filter(person=case.person).exists()


def test_two_who_agree_at_once_lose_nothing(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    first, second = client_as("case_manager"), client_as("director")
    assert first.post(reverse("contact-edit", args=[case.pk]), form).status_code == 302
    answer = second.post(
        reverse("contact-edit", args=[case.pk]), form | {"code_word": "Zzother", "form_key": str(uuid4())}
    )

    assert answer.status_code == 200
    assert [row.mine for row in answer.context["differences"]] == ["Zzother"]
    assert answer.context["form"].data["version"] == "1"
    with acts("case_manager"):
        assert SafeContact.objects.get(person=case.person).code_word == CODE


@pytest.mark.parametrize(
    "role", ["operator", "shelter_worker", "monitoring_officer", "auditor", "administrator", "partner"]
)
def test_other_roles_are_refused(client_as: Any, case: Any, form: Any, role: str) -> None:
    client = client_as(role, "police-almaty" if role == "partner" else "rodnik")
    assert client.get(reverse("case-contact", args=[case.pk])).status_code == 403
    assert client.post(reverse("contact-edit", args=[case.pk]), form).status_code == 403


def test_who_works_on_the_case_reads_it_and_does_not_change_it(
    client_as: Any, acts: Any, world: Any, case: Any, form: Any
) -> None:
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(), version=0)
    with acts("director") as director:
        assign_case(by=director, case=case, user=world.user("psychologist"))
    client = client_as("psychologist")
    assert CONTACT["code_word"] in client.get(reverse("case-contact", args=[case.pk])).content.decode()
    assert client.post(reverse("contact-edit", args=[case.pk]), form).status_code == 403
    with acts("psychologist"), pytest.raises(DatabaseError), transaction.atomic():
        SafeContact.objects.create(
            organisation_id=case.organisation_id,
            person=new_case_person(world),
            review_on=timezone.localdate() + timedelta(days=2),
        )


def new_case_person(world: Any) -> Any:
    manager = world.actor("case_manager")
    with acting(organisation_id=manager.organisation_id):
        return new_case(manager).person


def test_another_organisation_sees_nothing(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(), version=0)
    client = client_as("case_manager", "sana-sezim")
    assert client.get(reverse("case-contact", args=[case.pk])).status_code == 404
    assert client.post(reverse("contact-edit", args=[case.pk]), form).status_code == 404
    with acts("director", "sana-sezim") as stranger:
        assert not SafeContact.objects.filter(person_id=case.person_id).exists()
        assert contact_of_cases(stranger, [case.pk], "phone") == {}


def test_the_number_is_not_shown_where_it_may_not_be_used(client_as: Any, acts: Any, case: Any) -> None:
    client = client_as("case_manager")
    assert SECRETS["phone"] in client.get(reverse("case-contact", args=[case.pk])).content.decode()
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(allowed=["through"]), version=0)
    page = client.get(reverse("case-contact", args=[case.pk])).content.decode()
    assert (SECRETS["phone"] in page, CONTACT["messenger"] in page, CONTACT["through"] in page) == (False, False, True)


def test_a_call_is_planned_only_as_agreed(client_as: Any, acts: Any, case: Any) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(), version=0)
        fine = add_task(
            by=manager, case=case, facts={"kind": "call", "words": "Zzcall", "due_on": tomorrow, "at": time(11)}
        )
        for wrong in (
            {"kind": "call", "at": time(21)},
            {"kind": "letter", "at": None},
            {"kind": "message", "at": time(11)},
        ):
            with pytest.raises(ContactRefused):
                add_task(by=manager, case=case, facts={"words": "Zzcall", "due_on": tomorrow} | wrong)
        with pytest.raises(ContactRefused):
            change_task(by=manager, task=fine, facts={"at": time(9)})
    client = client_as("case_manager")
    for kind, hour, field in (("call", "21:00", "due_on"), ("letter", "", "kind")):
        sent = {"kind": kind, "words": "Zzplanned", "due_on": str(tomorrow), "at": hour}
        assert list(client.post(reverse("task-new", args=[case.pk]), sent).context["form"].errors) == [field]
    assert (
        client.post(
            reverse("task-new", args=[case.pk]),
            {"kind": "call", "words": "Zzplanned", "due_on": str(tomorrow), "at": "10:30"},
        ).status_code
        == 302
    )


def test_a_call_planned_before_is_replaced_by_the_reason(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with acts("case_manager") as manager:
        add_task(
            by=manager,
            case=case,
            facts={"kind": "call", "words": "Zzdial +7 700", "due_on": tomorrow, "at": time(11), "owner": manager.user},
        )
    client = client_as("case_manager")
    pages = (reverse("case-tasks", args=[case.pk]), reverse("task-list"), reverse("calendar") + f"?from={tomorrow}")
    assert all("Zzdial" in client.get(url).content.decode() for url in pages)
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(allowed=["through"]), version=0)
        reason = may_contact(Person.objects.get(pk=case.person_id), "phone", tomorrow).words
    client.cookies["django_language"] = "en"
    for url in pages:
        text = client.get(url).content.decode()
        assert ("Zzdial" in text, reason in text) == (False, True)


def test_the_hotline_does_not_call_a_person_of_a_case_against_their_word(client_as: Any, acts: Any, case: Any) -> None:
    with acts("operator") as operator:
        call = start_call(by=operator, outcome_class="help")
        promise_call_back(by=operator, call=call, due=timezone.now() + timedelta(hours=1))
    with acting(organisation_id=case.organisation_id):
        Call.objects.filter(pk=call.pk).update(case=case)
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(hour_from=None, hour_until=None), version=0)
    with acts("operator") as operator:
        call = Call.objects.get(pk=call.pk)
        with pytest.raises(ContactRefused):  # how to introduce oneself was agreed, and the operator does not know it
            promise_call_back(by=operator, call=call, due=timezone.now() + timedelta(hours=2))
        reason = contact_of_cases(operator, [case.pk], "phone")[case.pk].words
    client = client_as("operator")
    assert CONTACT["introduce_as"] not in reason
    assert call.code not in client.get(reverse("call-backs")).content.decode()  # the case manager's now
    detail = client.get(reverse("call-detail", args=[call.pk])).content.decode()
    assert (reason in detail, reverse("call-promise", args=[call.pk]) in detail) == (True, False)
    due = (timezone.localtime() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(reverse("call-promise", args=[call.pk]), {"due": due}, follow=True)
    assert reason in answer.content.decode()
    assert client.post(reverse("call-back", args=[call.pk]), {"result": "reached"}).status_code == 302


def test_a_partner_and_a_copy_get_no_number_that_may_not_be_called(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        assert package_content(case, ["contact"])["contact"]["phone"] == SECRETS["phone"]
        agree_contact(by=manager, case=case, facts=contact_facts(allowed=["letter"]), version=0)
        told = package_content(Case.objects.get(pk=case.pk), ["contact"])["contact"]
    assert (told["no_calls"], told["letter"], told["contact_ways"]) == (True, CONTACT["letter"], ["letter"])
    assert {"phone", "code_word", "messenger", "through"} & set(told) == set()


def test_whoever_opens_a_case_from_a_referral_gets_the_terms_in_words(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        Person.objects.filter(pk=case.person_id).update(never_contact=True)
        agree_contact(by=manager, case=case, facts=contact_facts(allowed=["through"], days=[0]), version=0)
        told = package_content(Case.objects.get(pk=case.pk), ["contact"])
        referral = Referral(sex="female", language="uz")
    assert _person(referral, told, None)["never_contact"] is True
    words = words_for_new_case(told["contact"], LABELS)
    assert all(part in words for part in (CONTACT["through"], CONTACT["introduce_as"], "10:00 – 20:00"))
    assert CONTACT["code_word"] not in words


def test_erasing_the_person_empties_the_words(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        plan = agree_contact(by=manager, case=case, facts=contact_facts(), version=0)
    with acting(organisation_id=case.organisation_id):
        assert empty_rows(case.person)["casework.safecontact"] == 1
        left = SafeContact.objects.get(pk=plan.pk)
        assert {getattr(left, name) for name in CONTACT} == {""}
        assert left.allowed == ["phone", "through"]


def test_the_review_stands_in_the_calendar(client_as: Any, acts: Any, case: Any) -> None:
    day = timezone.localdate() + timedelta(days=40)
    with acts("case_manager") as manager:
        agree_contact(by=manager, case=case, facts=contact_facts(review_on=day), version=0)
    page = client_as("case_manager").get(reverse("calendar") + f"?from={day}").content.decode()
    assert reverse("case-contact", args=[case.pk]) in page
