"""Consent in full: for one partner or a kind of partner, by whom, how it was asked, and the end of it in both locks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from casework.attachments.models import Attachment
from casework.erasure.emptying import empty_rows
from casework.family.actions import name_relative
from casework.people.models import Person
from casework.referrals.actions import (
    CannotAnswer,
    NoLiveConsent,
    accept_referral,
    draft_referral,
    record_consent,
    send_referral,
    withdraw_consent,
)
from casework.referrals.models import Consent, Referral, SharedPackage
from casework.referrals.rules import age_of, closing_moment, covers, may_answer
from tests.world import speak_english
from tests.world_casework import SECRETS, consent_facts, new_case, new_referral

GUARDIAN, WITNESS, INTERPRETER, WHY = "Zzgrandmother Oldova", "Zzwitness Nurlanov", "Zzinterpreter Karimov", "Zzno adult of hers can be found"
POLICE = "police-almaty"
PARTNER = ("partner", POLICE)


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


def consent_form(world: Any, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "recipient": world.organisations[POLICE].pk, "purpose": "referral", "state": "given", "field_groups": ["name", "health"],
        "given_by": "person", "language": "uz", "interpreter": INTERPRETER, "witness": WITNESS, "given_on": today,
        "expires_on": today + timedelta(days=30), "form_key": str(uuid4()),
    } | changes  # fmt: skip


@pytest.fixture
def child(acts: Any) -> Any:
    """The case of somebody of fifteen."""
    year = timezone.localdate().year - 15
    with acts("case_manager") as manager:
        made = new_case(manager, birth_date=f"{year}-01-01")
        Person.objects.filter(pk=made.person_id).update(birth_year=year)
        return made


def post(client_as: Any, case: Any, form: dict[str, Any], role: str = "case_manager") -> Any:
    return client_as(role).post(reverse("consent-new", args=[case.pk]), form)


def recorded(acts: Any, case: Any) -> Consent:
    with acts("case_manager"):
        found: Consent = Consent.objects.get(case=case)
        return found


def test_how_it_was_asked_stands_on_the_page_and_the_form_among_the_files(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    file = SimpleUploadedFile("signed.txt", b"I agree")
    assert post(client_as, case, consent_form(world, file=file)).status_code == 302
    consent = recorded(acts, case)
    shown = client_as("case_manager").get(reverse("consent-detail", args=[consent.pk])).content.decode()

    assert all(words in shown for words in (INTERPRETER, WITNESS, "Uzbek"))
    assert reverse("file-get", args=[consent.form_id]) in shown or "virus" in shown
    with acts("case_manager"):
        assert Attachment.objects.get(pk=consent.form_id).case_id == case.pk


def test_the_words_of_a_consent_lie_encrypted(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    post(client_as, case, consent_form(world))
    with acts("case_manager"), connection.cursor() as cursor:
        cursor.execute("select interpreter, witness from casework_consent where case_id = %s", [case.pk])
        assert all(b"Zz" not in bytes(value) and len(value) > 20 for value in cursor.fetchone())


def test_the_form_may_come_later_and_once(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    post(client_as, case, consent_form(world))
    consent, client = recorded(acts, case), client_as("case_manager")
    address = reverse("consent-paper", args=[consent.pk])
    assert client.get(address).status_code == 200
    assert "file" in client.post(address, {}).context["form"].errors
    for name in ("one.txt", "two.txt"):
        assert client.post(address, {"file": SimpleUploadedFile(name, b"signed")}).status_code == 302
    with acts("case_manager"):
        assert Attachment.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("both", [True, False])
def test_it_is_for_one_partner_or_one_kind(client_as: Any, case: Any, world: Any, both: bool) -> None:
    form = consent_form(world, recipient_kind="health") if both else consent_form(world, recipient="")

    assert "recipient" in post(client_as, case, form).context["form"].errors


def test_nobody_agrees_for_longer_than_a_year(client_as: Any, case: Any, world: Any) -> None:
    answer = post(client_as, case, consent_form(world, expires_on=timezone.localdate() + timedelta(days=500)))

    assert "expires_on" in answer.context["form"].errors
    assert answer.context["form"]["witness"].value() == WITNESS


def test_a_kind_of_partner_covers_those_of_the_kind_and_nobody_else(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    post(client_as, case, consent_form(world, recipient="", recipient_kind="anti_trafficking_unit"))
    consent, client = recorded(acts, case), client_as("case_manager")
    page = client.get(reverse("referral-new", args=[consent.pk]))
    offered = [value for value, _label in page.context["form"].fields["recipient"].choices]
    assert [str(value) for value in offered] == ["", str(world.organisations[POLICE].pk)]
    asked = {"reason": "medical", "urgency": "now", "needs": []}
    refused = client.post(reverse("referral-new", args=[consent.pk]), {**asked, "recipient": world.organisations["clinic-shymkent"].pk})
    assert "recipient" in refused.context["form"].errors
    made = client.post(reverse("referral-new", args=[consent.pk]), {**asked, "recipient": world.organisations[POLICE].pk})
    client.post(made.headers["Location"])

    with acts("case_manager") as manager:
        assert Referral.objects.get(case=case).state == "sent"
        with pytest.raises(NoLiveConsent):
            draft_referral(by=manager, case=case, recipient=world.organisations["clinic-shymkent"], consent=consent, facts={"reason": "medical"})


@pytest.mark.parametrize("purpose", ["help", "donor_statistics", "research"])
def test_what_was_agreed_for_another_purpose_lets_nothing_leave(acts: Any, case: Any, world: Any, purpose: str) -> None:
    with acts("case_manager") as manager:
        consent = record_consent(by=manager, case=case, facts=consent_facts(world.organisations[POLICE], purpose=purpose))
        with pytest.raises(NoLiveConsent):
            draft_referral(by=manager, case=case, recipient=consent.recipient, consent=consent, facts={"reason": "medical"})


def test_what_was_agreed_for_the_police_does_not_go_to_a_clinic(acts: Any, case: Any, world: Any) -> None:
    clinic, today = world.organisations["clinic-shymkent"], timezone.localdate()
    with acts("case_manager") as manager:
        consent = record_consent(by=manager, case=case, facts=consent_facts(clinic, purpose="police"))
        assert not covers(consent, case, clinic, 30, today)


# --- who answers -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "state", "given_by", "ground", "allowed"),
    [
        (15, "given", "person", "", False), (15, "refused", "person", "", True), (15, "given", "guardian", "parent", True),
        (15, "given", "interest", "", True), (17, "given", "person", "", False), (18, "given", "person", "", True),
        (30, "given", "guardian", "parent", False), (30, "given", "guardian", "court", True), (30, "given", "interest", "", False),
        (None, "given", "person", "", True), (None, "given", "interest", "", True),
    ],
)  # fmt: skip
def test_who_may_answer(age: int | None, state: str, given_by: str, ground: str, allowed: bool) -> None:
    assert may_answer(age, state, given_by, ground) is allowed


def test_age_is_by_the_day_then_the_year_then_the_registration(case: Any) -> None:
    day = date(2026, 6, 1)
    case.person.birth_year = 2008
    assert age_of(case, date(2008, 6, 2), day) == 17
    assert age_of(case, date(2008, 6, 1), day) == 18
    assert age_of(case, None, day) == 18
    case.person.birth_year, case.age_at_registration, case.registered_on = None, 15, date(2024, 6, 1)
    assert age_of(case, None, day) == 17
    case.age_at_registration = None
    assert age_of(case, None, day) is None


def test_a_child_does_not_agree_alone(client_as: Any, acts: Any, child: Any, world: Any) -> None:
    assert "given_by" in post(client_as, child, consent_form(world)).context["form"].errors
    with acts("case_manager") as manager, pytest.raises(CannotAnswer):
        record_consent(by=manager, case=child, facts=consent_facts(world.organisations[POLICE]))
    assert post(client_as, child, consent_form(world, state="refused")).status_code == 302


def test_a_guardian_is_named_with_the_ground(client_as: Any, acts: Any, child: Any, world: Any) -> None:
    bare = post(client_as, child, consent_form(world, given_by="guardian"))
    assert {"guardian_ground", "guardian"} <= set(bare.context["form"].errors)
    form = consent_form(world, given_by="guardian", guardian_ground="parent", guardian=GUARDIAN)
    assert post(client_as, child, form).status_code == 302
    shown = client_as("case_manager").get(reverse("consent-detail", args=[recorded(acts, child).pk])).content.decode()

    assert GUARDIAN in shown


def test_a_decision_in_the_best_interest_gives_reasons_and_the_childs_word(client_as: Any, acts: Any, child: Any, world: Any) -> None:
    bare = post(client_as, child, consent_form(world, given_by="interest"))
    assert {"best_interest", "child_opinion"} <= set(bare.context["form"].errors)
    assert post(client_as, child, consent_form(world, given_by="interest", best_interest=WHY, child_opinion="agrees")).status_code == 302
    consent = recorded(acts, child)
    with acts("case_manager"):
        assert (consent.best_interest, consent.child_opinion) == (WHY, "agrees")


def test_it_ends_before_the_child_comes_of_age(client_as: Any, acts: Any, world: Any) -> None:
    born = (timezone.localdate() + timedelta(days=10)).replace(year=timezone.localdate().year - 18)
    with acts("case_manager") as manager:
        soon = new_case(manager, birth_date=born.isoformat())
    form = consent_form(world, given_by="guardian", guardian_ground="parent", guardian=GUARDIAN)

    assert "expires_on" in post(client_as, soon, form).context["form"].errors
    assert post(client_as, soon, {**form, "expires_on": timezone.localdate() + timedelta(days=9)}).status_code == 302


def test_what_a_guardian_agreed_ends_when_the_child_is_grown(acts: Any, child: Any, world: Any) -> None:
    police, today = world.organisations[POLICE], timezone.localdate()
    with acts("case_manager") as manager:
        facts = consent_facts(police, given_by="guardian", guardian_ground="parent", guardian=GUARDIAN)
        consent = record_consent(by=manager, case=child, facts=facts)
    assert covers(consent, child, police, 17, today)
    assert not covers(consent, child, police, 18, today)


def test_the_guardian_known_to_the_family_is_offered(client_as: Any, acts: Any, child: Any, case: Any) -> None:
    facts = {"relation": "child", "other": child.person, "guardian_ground": "authority", "guardian": GUARDIAN}
    with acts("case_manager") as manager:
        name_relative(by=manager, case=case, facts=facts)
    form = client_as("case_manager").get(reverse("consent-new", args=[child.pk])).context["form"]

    assert (form["guardian_ground"].value(), form["guardian"].value()) == ("authority", GUARDIAN)


def test_of_a_grown_up_nobody_is_asked_about_a_child(client_as: Any, case: Any) -> None:
    form = client_as("case_manager").get(reverse("consent-new", args=[case.pk])).context["form"]

    assert not {"child_opinion", "best_interest"} & set(form.fields)


# --- the database's own lock -----------------------------------------------------------------------------
def test_a_recorded_consent_does_not_change_not_even_by_sql(acts: Any, referral: Any) -> None:
    with acts("case_manager"):
        rows = Consent.objects.filter(pk=referral.consent_id)
        for change in (
            {"field_groups": ["name", "legal"]}, {"expires_on": timezone.localdate() + timedelta(days=300)}, {"purpose": "police"},
            {"state": "refused"}, {"witness": b"x"}, {"recipient_kind": "health", "recipient": None},
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)
        assert rows.update(state="withdrawn", withdrawn_on=timezone.localdate()) == 1
        with pytest.raises(DatabaseError, match="stays as it was given"), transaction.atomic():
            rows.update(state="given", withdrawn_on=None)


def package_of(draft: Any, **changes: Any) -> Callable[[], Any]:
    until = draft.consent.expires_on
    facts = {"field_groups": draft.consent.field_groups, "open_until": until, "closes_at": closing_moment(until), "content": "{}"}
    return lambda: SharedPackage.objects.create(organisation_id=draft.organisation_id, referral=draft, recipient=draft.recipient, **(facts | changes))


@pytest.mark.parametrize("wrong", ["more", "less", "later", "withdrawn"])
def test_nothing_is_sealed_that_no_live_consent_covers_not_even_by_sql(acts: Any, case: Any, world: Any, wrong: str) -> None:
    later = timezone.localdate() + timedelta(days=200)
    changes: dict[str, Any] = {
        "more": {"field_groups": ["name", "contact", "documents", "health"]}, "less": {"field_groups": ["name"]},
        "later": {"open_until": later, "closes_at": closing_moment(later)}, "withdrawn": {},
    }[wrong]  # fmt: skip
    with acts("case_manager") as manager:
        consent, draft = new_referral(manager, case, world.organisations[POLICE], send=False)
        if wrong == "withdrawn":
            withdraw_consent(by=manager, consent=consent)
        with pytest.raises(DatabaseError, match="no live consent covers"), transaction.atomic():
            package_of(draft, **changes)()


def test_what_was_shared_only_closes(acts: Any, referral: Any) -> None:
    with acts("case_manager"):
        rows = SharedPackage.objects.filter(referral=referral)
        for change in ({"closes_at": timezone.now() + timedelta(days=400)}, {"field_groups": ["legal"]}, {"content": b"other"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)


@pytest.mark.parametrize("past", [timedelta(seconds=-30), timedelta(seconds=1)])
def test_it_closes_by_the_clock_in_both_locks(acts: Any, referral: Any, past: timedelta) -> None:
    with acts(*PARTNER) as partner:
        accept_referral(by=partner, referral=Referral.objects.get(pk=referral.pk))
    with acts("case_manager"):
        SharedPackage.objects.filter(referral=referral).update(closes_at=timezone.now() - past)
    with acts(*PARTNER) as partner, connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_sharedpackage where referral_id = %s", [referral.pk])
        open_by_sql = cursor.fetchone()[0]
        open_by_django = SharedPackage.objects.visible_to(partner).filter(referral=referral).count()

    assert open_by_sql == open_by_django == (1 if past < timedelta() else 0)


@pytest.mark.parametrize(
    ("last", "utc"),
    [
        (date(2024, 2, 28), "2024-02-28T18:00+00:00"),  # Almaty was six hours ahead
        (date(2024, 2, 29), "2024-02-29T19:00+00:00"),  # the clocks went back at this very midnight
        (date(2024, 3, 1), "2024-03-01T19:00+00:00"),
    ],
)
def test_the_last_day_ends_on_the_clock_of_the_country(last: date, utc: str) -> None:
    with timezone.override(ZoneInfo("Asia/Almaty")):
        assert closing_moment(last) == datetime.fromisoformat(utc)


# --- the end is told ---------------------------------------------------------------------------------------
def test_the_partner_is_told_of_the_end_and_says_that_it_knows(client_as: Any, acts: Any, referral: Any) -> None:
    partner, manager = client_as(*PARTNER), client_as("case_manager")
    before = partner.get(reverse("referral-inbox"), {"state": "taken-back"}).context["referrals"]
    manager.post(reverse("consent-withdraw", args=[referral.consent_id]))
    assert len(partner.get(reverse("referral-inbox"), {"state": "taken-back"}).context["referrals"]) == len(before) + 1
    page = partner.get(reverse("incoming-detail", args=[referral.pk])).content.decode()
    assert "took the consent back" in page
    assert SECRETS["surname"] not in page
    assert "has not confirmed" in manager.get(reverse("referral-detail", args=[referral.pk])).content.decode()
    assert partner.post(reverse("incoming-known", args=[referral.pk])).status_code == 302
    again = partner.post(reverse("incoming-known", args=[referral.pk]))

    assert again.context["form"].non_field_errors()
    assert "keeps nothing" in manager.get(reverse("referral-detail", args=[referral.pk])).content.decode()
    assert client_as("partner", "clinic-shymkent").post(reverse("incoming-known", args=[referral.pk])).status_code == 404


def test_only_the_partner_says_that_it_knows_not_even_by_sql(acts: Any, referral: Any) -> None:
    with acts("case_manager") as manager:
        withdraw_consent(by=manager, consent=Consent.objects.get(pk=referral.consent_id))
        with pytest.raises(DatabaseError, match="knows of the end"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(end_read_at=timezone.now())


def test_a_consent_taken_back_before_sending_stops_the_sending(acts: Any, case: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        consent, draft = new_referral(manager, case, world.organisations[POLICE], send=False)
        stale = Referral.objects.select_related("consent").get(pk=draft.pk)
        withdraw_consent(by=manager, consent=consent)
        assert stale.consent is not None
        assert stale.consent.state == "given"
        with pytest.raises(NoLiveConsent):
            send_referral(by=manager, referral=stale)


def test_what_was_written_of_people_goes_with_the_person(acts: Any, client_as: Any, child: Any, world: Any) -> None:
    post(client_as, child, consent_form(world, given_by="guardian", guardian_ground="parent", guardian=GUARDIAN))
    consent = recorded(acts, child)
    with acting(organisation_id=child.organisation_id):
        empty_rows(child.person)
    with acts("case_manager"):
        left = Consent.objects.get(pk=consent.pk)
        assert (left.guardian, left.interpreter, left.witness, left.state) == ("", "", "", "given")


def test_another_organisation_finds_no_consent(client_as: Any, referral: Any) -> None:
    for name in ("consent-detail", "consent-paper", "consent-withdraw"):
        assert client_as("case_manager", "sana-sezim").get(reverse(name, args=[referral.consent_id])).status_code == 404
    assert client_as("operator").get(reverse("consent-detail", args=[referral.consent_id])).status_code == 403
