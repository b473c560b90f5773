"""Two files of one person: suggested with reasons, merged by two people, found by either name, and taken apart without loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.approvals.actions import CannotNow, OneIsNotTwo, approve
from access.approvals.models import Approval
from access.context import acting
from access.crypto.fields import sealed_fields
from access.crypto.models import PersonKey
from access.crypto.sealing import person_of
from access.indicators import Scope, declared
from access.models import AuditEvent
from casework.cases.actions import assign_case, close_case
from casework.cases.models import Case, TimelineEntry
from casework.cases.work_actions import write_note
from casework.contact.actions import agree_contact
from casework.contact.models import SafeContact
from casework.erasure.actions import erase_person, set_hold
from casework.erasure.models import Erasure, Ground
from casework.erasure.rules import MergedAway
from casework.family.actions import name_relative
from casework.family.models import Relative
from casework.merging.actions import ask_merge, keep_apart, take_apart
from casework.merging.duplicates import suspected_of, suspected_pairs
from casework.merging.models import KeptApart, Merge
from casework.merging.rules import BothOnHold, MergedAlready, MergedFurther
from casework.models import Identity, IdentityDocument, Note, Person
from casework.papers.actions import record_paper
from casework.people.actions import change_person
from casework.people.name_index import forget_names
from casework.people.search import find_people
from reports.query import count_total
from tests.casework.conftest import as_actor
from tests.casework.planning import english as english
from tests.keystore import copied_store as copied_store
from tests.world_casework import new_case
from tests.world_people import contact_facts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REASON = "She came again, under her mother's name; the scar and the story are the same."
ONE = {"surname": "Қожабергенова", "given_name": "Ақерке", "patronymic": "", "phone": "+7 702 100 20 30", "documents": "N 12345678", "iin": ""}
TWO = {"surname": "Ermekova", "given_name": "Akerke", "patronymic": "", "phone": "+7 702 100 20 30", "documents": "ID 87654321", "iin": "", "aliases": "Aika"}


@pytest.fixture
def two(world: Any) -> Iterator[tuple[Case, Case]]:
    """Two cases of one person, opened by the case manager a year apart under two names; papers, family and words on both."""
    manager = world.actor("case_manager")
    forget_names()
    with as_actor(manager):
        one, other = new_case(manager, **ONE), new_case(manager, **TWO)
        write_note(by=manager, case=other, text="Told on the second day")
        record_paper(by=manager, case=other, facts={"kind": "passport", "status": "lost", "country": "UZ", "number": "AA7654321"})
        name_relative(by=manager, case=other, facts={"relation": "child", "whereabouts": "at_home", "name": "Qqson", "words": ""})
        agree_contact(by=manager, case=other, facts=contact_facts(never_contact=True), version=0)
    yield one, other
    forget_names()


def merged(world: Any, kept: Person, other: Person, takes: tuple[str, ...] = ()) -> Merge:
    manager, director = world.actor("case_manager"), world.actor("director")
    with as_actor(manager):
        asked = ask_merge(by=manager, kept=kept, other=other, takes=list(takes), reason=REASON)
    with as_actor(director):
        approve(by=director, approval=Approval.objects.get(target_id=asked.pk))
        return Merge.objects.get(pk=asked.pk)


def keys_used(organisation_id: Any, person: Person) -> set[Any]:
    """Whose keys seal what is said about a person, whatever room it stands in."""
    used = set()
    with acting(organisation_id=organisation_id):
        for model, field in sealed_fields():
            if field.of:
                way = field.of.replace(".", "__")
                for row in model._default_manager.filter(**{way: person.pk}):
                    used.add(person_of(bytes(row.__dict__[field.attname])) if row.__dict__[field.attname] else None)
    return used - {None}


def test_two_colleagues_make_two_files_one(client_as: Any, world: Any, two: Any) -> None:
    one, other = two
    client, director = client_as("case_manager"), client_as("director")
    page = client.get(reverse("case-same", args=[one.pk])).content.decode()
    assert (other.person.code in page, "the same telephone" in page) == (True, True)
    asking = reverse("merge-new", args=[one.pk, other.person_id])
    assert asking in page
    form = client.get(asking).content.decode()
    assert all(words in form for words in ("Ermekova", "Қожабергенова", "written down on"))
    short = client.post(asking, {"reason": "same", "surname": "other", "form_key": str(uuid4())}).content.decode()
    assert "at least 10" in short
    key = str(uuid4())
    answers = [client.post(asking, {"reason": REASON, "surname": "other", "given_name": "kept", "documents": "kept", "safe_contact": "other", "form_key": key}) for _ in (1, 2)]
    with as_actor(world.actor("case_manager")):
        asked = Merge.objects.get(other=other.person)
        approval = Approval.objects.get(target_id=asked.pk)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert reverse("merge-detail", args=[asked.pk]) in director.get(reverse("approval-detail", args=[approval.pk])).content.decode()
    assert "Ermekova" in director.get(reverse("merge-detail", args=[asked.pk])).content.decode()
    director.post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"})

    with as_actor(world.actor("case_manager")):
        kept = Case.objects.get(pk=other.pk)
        assert kept.person_id == one.person_id
        identity = Identity.objects.get(person_id=one.person_id)
        assert (identity.surname, identity.given_name) == ("Ermekova", "Ақерке")
        assert Person.objects.get(pk=one.person_id).never_contact
        assert set(identity.aliases.split(", ")) == {"Қожабергенова Ақерке", "Aika"}  # of the two spellings of one name, one
        for case in (one, other):
            assert TimelineEntry.objects.filter(case=case, kind="files_merged").count() == 1
    shown = client.get(reverse("case-same", args=[other.pk])).content.decode()
    assert (reverse("merge-detail", args=[asked.pk]) in shown, one.person.code in client.get(reverse("case-detail", args=[other.pk])).content.decode()) == (True, True)
    with acting(organisation_id=one.organisation_id):
        told = AuditEvent.objects.filter(action="casework.merge.done", object_id=asked.pk)
        assert told.count() == 1
        assert not any(word in str(list(AuditEvent.objects.values_list("detail", flat=True))) for word in ("Ermekova", "scar"))


def test_what_hung_on_the_other_hangs_on_the_kept_one_under_one_key(world: Any, two: Any) -> None:
    one, other = two
    merge = merged(world, one.person, other.person)
    with as_actor(world.actor("case_manager")):
        assert [paper.number for paper in IdentityDocument.objects.filter(person=one.person)] == ["AA7654321"]
        assert [row.name for row in Relative.objects.filter(person=one.person)] == ["Qqson"]
        assert SafeContact.objects.get(person=one.person).code_word == contact_facts()["code_word"]
        assert Note.objects.get(case=other).text == "Told on the second day"
        assert len(merge.moved) == 4
    assert keys_used(one.organisation_id, one.person) == {one.person_id}
    assert keys_used(one.organisation_id, other.person) <= {other.person_id}


def test_either_name_and_number_finds_the_one_file(world: Any, two: Any) -> None:
    one, other = two
    with as_actor(world.actor("case_manager")) as manager:
        change_person(by=manager, person=other.person, facts={}, identity={"phone": "+7 702 999 88 77"})
    merged(world, one.person, other.person)
    forget_names()
    for role in ("case_manager", "director"):
        with as_actor(world.actor(role)) as by:
            for term in ("Ермекова Акерке", "Kozhabergenova", "+7 702 100 20 30", "+7 702 999 88 77", "ID 87654321", "AA7654321", other.person.code, other.code):
                found = find_people(by=by, term=term).matches
                assert [match.person.pk for match in found][:1] == [one.person_id], term
                assert other.person_id not in [match.person.pk for match in found]
                assert {case.pk for case in found[0].cases} == {one.pk, other.pk}


def test_one_person_is_counted_once(world: Any, two: Any) -> None:
    today = timezone.localdate()
    registered = declared()["PROT_REGISTERED"]

    def people() -> int:
        scope = Scope(today.replace(year=today.year - 1), today, two[0].organisation_id)
        with acting(organisation_id=two[0].organisation_id):
            return count_total(registered, scope).number

    before = people()
    merge = merged(world, two[0].person, two[1].person)
    assert people() == before - 1
    with as_actor(world.actor("director")) as director:
        take_apart(by=director, merge=merge, reason="They are two sisters after all.")
    assert people() == before


def test_taking_apart_gives_back_everything_but_later_corrections(client_as: Any, world: Any, two: Any) -> None:
    one, other = two
    merge = merged(world, one.person, other.person, ("surname", "given_name", "documents"))
    with as_actor(world.actor("case_manager")) as manager:
        person = Person.objects.get(pk=one.person_id)
        change_person(by=manager, person=person, facts={"birth_year": 1993}, identity={"given_name": "Corrected"})
        write_note(by=manager, case=Case.objects.get(pk=other.pk), text="Written while they were one")
    client = client_as("case_manager")
    page = reverse("merge-undo", args=[merge.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "no", "form_key": str(uuid4())}).status_code == 200
    answer = client.post(page, {"reason": "They are two sisters: both came on Monday.", "form_key": str(uuid4())}, follow=True)
    assert "1 field was corrected since" in answer.content.decode()

    with as_actor(world.actor("case_manager")):
        assert Case.objects.get(pk=other.pk).person_id == other.person_id
        mine, theirs = (Identity.objects.get(person=case.person) for case in two)
        assert (mine.surname, mine.given_name, mine.aliases, mine.documents) == (ONE["surname"], "Corrected", "", ONE["documents"])
        assert (theirs.full_name, theirs.aliases) == ("Ermekova Akerke", "Aika")
        assert [paper.number for paper in IdentityDocument.objects.filter(person=other.person)] == ["AA7654321"]
        assert not IdentityDocument.objects.filter(person=one.person).exists()
        assert not Person.objects.get(pk=one.person_id).never_contact
        assert {note.text for note in Note.objects.filter(case=other)} == {"Told on the second day", "Written while they were one"}
        assert Merge.objects.get(pk=merge.pk).why_undone.startswith("They are two sisters")
    for case in two:
        assert keys_used(case.organisation_id, case.person) == {case.person_id}
    again = client.post(page, {"reason": "They are two sisters: both came on Monday.", "form_key": str(uuid4())})
    assert again.status_code == 302


def test_a_sheet_both_have_is_taken_when_chosen_and_given_back(world: Any, two: Any) -> None:
    one, other = two
    with as_actor(world.actor("case_manager")) as manager:
        agree_contact(by=manager, case=one, facts=contact_facts(code_word="Zzplum", hour_from=None, hour_until=None, never_contact=False), version=0)
    merge = merged(world, one.person, other.person, ("safe_contact",))
    with as_actor(world.actor("case_manager")):
        sheet = SafeContact.objects.get(person=one.person)
        assert (sheet.code_word, str(sheet.hour_from)) == (contact_facts()["code_word"], "10:00:00")
    with as_actor(world.actor("director")) as director:
        take_apart(by=director, merge=merge, reason="They are two sisters after all.")
        sheet = SafeContact.objects.get(person=one.person)
        assert (sheet.code_word, sheet.hour_from) == ("Zzplum", None)
        assert SafeContact.objects.get(person=other.person).code_word == contact_facts()["code_word"]


def test_one_is_not_two_and_strangers_are_refused(client_as: Any, world: Any, two: Any) -> None:
    one, other = two
    manager, director = world.actor("case_manager"), world.actor("director")
    with as_actor(director):
        asked = ask_merge(by=director, kept=one.person, other=other.person, takes=[], reason=REASON)
        approval = Approval.objects.get(target_id=asked.pk)
        with pytest.raises(OneIsNotTwo):
            approve(by=director, approval=approval)
        rows = Merge.objects.filter(pk=asked.pk)  # the second lock: nobody writes it done
        assert rows.update(done_by=director.user, done_at=timezone.now()) == 0
    for role, status in (("operator", 403), ("psychologist", 403), ("monitoring_officer", 403)):
        assert client_as(role).get(reverse("case-same", args=[one.pk])).status_code == status
    elsewhere = client_as("case_manager", "sana-sezim")
    assert elsewhere.get(reverse("merge-detail", args=[asked.pk])).status_code == 404
    assert elsewhere.get(reverse("merge-new", args=[one.pk, other.person_id])).status_code == 404
    with as_actor(world.actor("case_manager", "sana-sezim")):
        assert not Merge.objects.filter(pk=asked.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Merge.objects.create(organisation_id=one.organisation_id, kept=one.person, other=other.person, other_code=other.person.code, asked_by=manager.user)


def test_a_colleague_s_file_is_not_merged_unseen(client_as: Any, world: Any, two: Any) -> None:
    """The case manager sees their own case only: the other file does not exist for them, and no code tells."""
    with as_actor(world.actor("director")) as director:
        hidden = new_case(director, **TWO)
    client = client_as("case_manager")
    assert client.get(reverse("merge-new", args=[two[0].pk, hidden.person_id])).status_code == 404
    answer = client.post(reverse("case-same", args=[two[0].pk]), {"code": hidden.code, "form_key": str(uuid4())}).content.decode()
    assert "no person or case with this code" in answer
    assert hidden.person.code not in client.get(reverse("case-same", args=[two[0].pk])).content.decode()
    same = client.post(reverse("case-same", args=[two[0].pk]), {"code": two[0].code, "form_key": str(uuid4())}).content.decode()
    assert "the same file already" in same
    found = client.post(reverse("case-same", args=[two[0].pk]), {"code": two[1].code.lower(), "form_key": str(uuid4())})
    assert found.url == reverse("merge-new", args=[two[0].pk, two[1].person_id])


def test_a_worker_of_one_case_learns_who_the_person_is_and_no_other_case(acts: Any, world: Any, two: Any) -> None:
    one, other = two
    with acts("director") as director:
        assign_case(by=director, case=other, user=world.user("psychologist"))
    with acts("psychologist"):
        assert not Identity.objects.filter(person=one.person).exists()
    merged(world, one.person, other.person)
    with acts("psychologist") as psychologist:
        assert Identity.objects.filter(person=one.person).exists()
        assert [case.pk for case in Case.objects.visible_to(psychologist).filter(person=one.person)] == [other.pk]
        assert not Case.objects.filter(pk=one.pk).exists()
        assert len(find_people(by=psychologist, term="Ермекова Акерке").matches) == 1


def test_what_was_merged_or_held_is_not_merged_again(world: Any, two: Any) -> None:
    one, other = two
    with as_actor(world.actor("director")) as director:
        third = new_case(director)
        set_hold(by=director, person=one.person, reason="A court has asked for it.")
        set_hold(by=director, person=other.person, reason="A court has asked for it.")
        with pytest.raises(BothOnHold):
            ask_merge(by=director, kept=one.person, other=other.person, takes=[], reason=REASON)
        other.person.legal_holds.update(lifted_at=timezone.now(), lifted_by=director.user)
    first = merged(world, one.person, other.person)
    with as_actor(world.actor("director")) as director:
        for kept, gone in ((other.person, third.person), (third.person, other.person), (one.person, other.person)):
            with pytest.raises(MergedAlready):
                ask_merge(by=director, kept=kept, other=gone, takes=[], reason=REASON)
    with as_actor(world.actor("case_manager")), pytest.raises(DatabaseError), transaction.atomic():  # they do not see the third
        ask_merge(by=world.actor("case_manager"), kept=third.person, other=one.person, takes=[], reason=REASON)
    with as_actor(world.actor("director")) as director:
        assign_case(by=director, case=third, user=world.user("case_manager"))
    second = merged(world, third.person, one.person)  # a chain: the last one is the file that is kept
    with as_actor(world.actor("director")) as director:
        assert set(Case.objects.filter(person=third.person).values_list("pk", flat=True)) == {third.pk, one.pk, other.pk}
        assert [match.person.pk for match in find_people(by=director, term=other.person.code).matches] == [third.person_id]
        with pytest.raises(MergedFurther):
            take_apart(by=director, merge=first, reason="In the wrong order, this one.")
        take_apart(by=director, merge=second, reason="First the last one, then the other.")
        take_apart(by=director, merge=Merge.objects.get(pk=first.pk), reason="First the last one, then the other.")
        assert [Case.objects.get(pk=case.pk).person_id for case in (one, other, third)] == [one.person_id, other.person_id, third.person_id]


@pytest.mark.usefixtures("copied_store")
def test_erasing_the_person_destroys_the_key_of_every_file_they_had(world: Any, two: Any) -> None:
    one, other = two
    manager, director = world.actor("case_manager"), world.actor("director")
    merge = merged(world, one.person, other.person)
    with as_actor(director):
        for case in two:
            close_case(by=director, case=Case.objects.get(pk=case.pk), reason="goals_met", on=timezone.localdate())
        with pytest.raises(MergedAway):
            erase_person(by=director, person=other.person, ground=Ground.REQUEST, asked_by=manager.user)
        erase_person(by=director, person=Person.objects.get(pk=one.person_id), ground=Ground.REQUEST, asked_by=manager.user)
    with acting(organisation_id=one.organisation_id):
        assert set(PersonKey.objects.filter(destroyed_at=None).values_list("pk", flat=True)) & {one.person_id, other.person_id} == set()
        assert Erasure.objects.filter(person__in=(one.person, other.person)).count() == 2
        kept = Merge.objects.get(pk=merge.pk)
        assert (bytes(kept.__dict__["before"]), Approval.objects.get(target_id=merge.pk).reason) == (b"", "")
        assert not Identity.objects.filter(person__in=(one.person, other.person)).exclude(surname=b"").exists()
        with pytest.raises(CannotNow):
            take_apart(by=director, merge=kept, reason="Too late for this one now.")


def test_pairs_are_suggested_with_reasons_until_they_are_said_to_be_two(client_as: Any, acts: Any, two: Any) -> None:
    one, other = two
    with acts("case_manager") as manager:
        (pair,) = [pair for pair in suspected_pairs(manager) if {pair.one.pk, pair.other.pk} == {one.person_id, other.person_id}]
        assert pair.reasons == {"phone"}
        namesake = new_case(manager, **{**ONE, "given_name": "Akerke", "surname": "Kozhabergenova", "phone": "", "documents": ""})
        forget_names()
        found = {pair.other.pk: pair.reasons for pair in suspected_of(manager, one.person)}
        assert found == {other.person_id: {"phone"}, namesake.person_id: {"spelling"}}
        Person.objects.filter(pk=namesake.person_id).update(birth_year=1980)  # names that agree and years that do not: two people
        assert namesake.person_id not in {pair.other.pk for pair in suspected_of(manager, one.person)}
    client = client_as("case_manager")
    assert one.person.code in client.get(reverse("duplicate-list")).content.decode()
    answer = client.post(reverse("keep-apart", args=[one.person_id, other.person_id]), {"case": str(one.pk)})
    assert answer.url == reverse("case-same", args=[one.pk])
    assert client.post(reverse("keep-apart", args=[other.person_id, one.person_id]), {"case": "no id"}).url == reverse("duplicate-list")
    assert client.post(reverse("keep-apart", args=[one.person_id, one.person_id])).status_code == 404
    with acts("case_manager") as manager:
        assert KeptApart.objects.filter(one__in=(one.person, other.person)).count() == 1
        assert not [pair for pair in suspected_pairs(manager) if {pair.one.pk, pair.other.pk} == {one.person_id, other.person_id}]


def test_nobody_becomes_their_own_family(world: Any, two: Any) -> None:
    one, other = two
    with as_actor(world.actor("case_manager")) as manager:
        name_relative(by=manager, case=one, facts={"relation": "sibling", "whereabouts": "elsewhere", "name": "", "words": "", "other": other.person})
    merged(world, one.person, other.person)
    with as_actor(world.actor("case_manager")):
        assert not Relative.objects.filter(person=one.person, other=one.person).exists()
    first, second = sorted((one.person_id, other.person_id))
    with acting(organisation_id=one.organisation_id), pytest.raises(IntegrityError), transaction.atomic():
        KeptApart.objects.create(organisation_id=one.organisation_id, one_id=second, other_id=first, by=world.user("director"))


def test_two_people_are_never_said_apart_by_somebody_who_sees_one(acts: Any, world: Any, two: Any) -> None:
    with acts("director") as director:
        hidden = new_case(director, **TWO)
    with acts("case_manager") as manager, pytest.raises(DatabaseError), transaction.atomic():
        keep_apart(by=manager, one=two[0].person, other=hidden.person)
