"""Suspects: found before they are recorded again, shared by code, told by each case for itself, and gone with the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting, acting_as
from access.crypto.fields import EncryptedTextField
from access.models import AuditEvent
from access.retention.actions import sweep_organisation
from casework.cases.actions import assign_case, close_case
from casework.cases.models import TimelineEntry
from casework.erasure.actions import erase_person
from casework.erasure.models import Ground
from casework.models import ConflictSettlement, Suspect, SuspectMention, SuspectNumber
from casework.suspects.actions import AlreadyInCase, match_suspect, name_suspect, settle_conflict
from casework.suspects.conflicts import HARMFUL, conflict_of, pairs_among, shared_pairs
from casework.suspects.numbers import numbers_in, phones_in
from casework.suspects.search import find_suspects, look_alikes
from casework.vocabulary import VOCABULARIES
from tests.keystore import copied_store as copied_store
from tests.world_casework import SUSPECT, new_case

FACTS = {"name": "Жакыпбекова Выдуманная", "aliases": "Мадам", "phones": "+7 705 111 22 33", "numbers": "123 ABC 02", "roles": ["exploiter"]}
SENT = {**FACTS, "sex": "female", "age": 45, "relation": "stranger", "proceedings": "charged", "is_danger": "on", "notes": "Zznote"}
ANSWER = {"outcome": "kept_apart", "decision": "They live in two houses from today."}


@pytest.fixture
def two(acts: Any, world: Any) -> Any:
    """A case of the case manager and one of the director that the case manager does not see, both naming one suspect."""
    with acts("case_manager") as manager:
        mine = new_case(manager)
        mention = name_suspect(by=manager, case=mine, facts=FACTS, episodes=[])
    with acts("director") as director:
        hidden = new_case(director, surname="Zzhidden")
        name_suspect(by=director, case=hidden, facts={**FACTS, "notes": "Zzhidden words"}, episodes=[], suspect=mention.suspect)
    return mine, hidden, mention


def test_what_is_recorded_is_told_by_the_page_the_timeline_and_the_audit(case: Any, client_as: Any, measure: Any) -> None:
    client = client_as("case_manager")
    assert client.post(reverse("suspect-new", args=[case.pk]), SENT).status_code == 302

    page = client.get(reverse("case-suspects", args=[case.pk])).content.decode()
    assert all(word in page for word in ("Жакыпбекова", "Мадам", "+7 705 111 22 33", "Zznote"))
    with acting(organisation_id=case.organisation_id):
        mention = SuspectMention.objects.get(case=case)
        assert (mention.age, mention.is_danger, mention.proceedings) == (45, True, "charged")
        entry = TimelineEntry.objects.get(case=case, kind="suspect_named")
        assert entry.codes == {"roles": ["exploiter"], "proceedings": "charged"}
        actions = set(AuditEvent.objects.filter(object_id=mention.pk).values_list("action", flat=True))
    assert {"casework.suspect.named", "access.viewed"} <= actions


@pytest.mark.parametrize("spelling", ["Zhakypbekova Vydumannaya", "жакипбекова", "madam"])
def test_a_name_is_found_in_either_alphabet(acts: Any, two: Any, spelling: str) -> None:
    with acts("case_manager") as manager:
        assert two[2].suspect_id in [match.suspect.pk for match in find_suspects(by=manager, term=spelling)]


@pytest.mark.parametrize("number", ["8 (705) 111-22-33", "123abc02", "123 АВС 02"])
def test_a_number_is_found_exactly(acts: Any, two: Any, number: str) -> None:
    with acts("case_manager") as manager:
        assert [match.suspect.pk for match in find_suspects(by=manager, term=number)] == [two[2].suspect_id]
        assert find_suspects(by=manager, term="+7 705 111 22 34") == []


def test_numbers_are_taken_apart() -> None:
    assert phones_in("8 705 111 22 33, +7 701 000 00 00; 12") == {"77051112233", "77010000000"}
    assert {"123ABC02", "1234567", "N1234567"} <= numbers_in("123 авс 02, N 1234567")


def test_before_somebody_is_recorded_twice_it_is_asked(acts: Any, two: Any, client_as: Any, case: Any) -> None:
    """`two` spoke of her in another case of the same case manager: the answer decides which code it is."""
    client, where = client_as("case_manager"), reverse("suspect-new", args=[case.pk])
    typed = {**SENT, "name": "Zhakypbekova Vydumannaya", "phones": "", "numbers": "", "aliases": ""}

    asked = client.post(where, typed)
    assert (asked.status_code, two[2].suspect.code in asked.content.decode()) == (200, True)
    assert "Zzhidden" not in asked.content.decode()
    assert client.post(where, {**typed, "same_as": "11111111-1111-1111-1111-111111111111"}).status_code == 200
    assert client.post(where, {**typed, "same_as": str(two[2].suspect_id)}).status_code == 302
    with acts("case_manager"):
        assert SuspectMention.objects.get(case=case).suspect_id == two[2].suspect_id


def test_what_a_colleagues_case_says_is_neither_found_nor_shown(acts: Any, world: Any, two: Any, client_as: Any) -> None:
    mine, hidden, mention = two
    with acts("director") as director:
        only_hidden = name_suspect(by=director, case=hidden, facts={**FACTS, "name": "Qazwsxedc", "phones": "+7 777 333 22 11", "aliases": "", "numbers": ""}, episodes=[])
    client = client_as("case_manager")

    assert client.get(reverse("suspect-detail", args=[only_hidden.suspect_id])).status_code == 404
    assert client.get(reverse("mention-edit", args=[only_hidden.pk])).status_code == 404
    shown = client.get(reverse("suspect-detail", args=[mention.suspect_id])).content.decode()
    assert mine.code in shown
    assert not any(word in shown for word in (hidden.code, "Zzhidden words", hidden.person.code))
    with acts("case_manager") as manager:
        assert find_suspects(by=manager, term="Qazwsxedc") == find_suspects(by=manager, term="+7 777 333 22 11") == []
        assert look_alikes(by=manager, facts={"phones": "+7 777 333 22 11"}) == []


def test_the_database_alone_keeps_a_colleagues_case_apart(acts: Any, two: Any, world: Any) -> None:
    mine, hidden, mention = two
    with acts("case_manager") as manager:
        assert set(SuspectMention.objects.filter(suspect=mention.suspect_id).values_list("case_id", flat=True)) == {mine.pk}
        assert SuspectNumber.objects.filter(mention__case=hidden).count() == 0
        assert SuspectMention.objects.filter(case=hidden).update(is_active=False) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SuspectMention.objects.create(organisation_id=manager.organisation_id, suspect_id=mention.suspect_id, case_id=hidden.pk)
    with acts("shelter_manager"):
        assert not SuspectMention.objects.exists()
        assert not Suspect.objects.exists()
    with acts("monitoring_officer"):
        assert not SuspectMention.objects.exists()
    with acts("psychologist") as reader:
        assign_case(by=world.actor("director"), case=mine, user=reader.user)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            name_suspect(by=reader, case=mine, facts=FACTS, episodes=[])


def test_a_colleague_who_saved_first_is_not_overwritten(acts: Any, two: Any, client_as: Any) -> None:
    client, where = client_as("case_manager"), reverse("mention-edit", args=[two[2].pk])
    changed = {**SENT, "is_active": "on", "version": "1"}
    assert client.post(where, changed | {"proceedings": "convicted"}).status_code == 302

    page = client.post(where, changed | {"proceedings": "acquitted"})
    assert page.status_code == 200
    assert [(row.theirs, row.mine) for row in page.context["differences"]] == [("Осуждён", "Оправдан")]
    assert client.post(where, changed | {"proceedings": "acquitted", "version": "2"}).status_code == 302
    with acts("case_manager"):
        assert SuspectMention.objects.get(pk=two[2].pk).proceedings == "acquitted"


def test_only_episodes_of_the_case_itself_are_kept(acts: Any, world: Any, two: Any) -> None:
    foreign = world.row("exploitation")
    with acts("case_manager") as manager:
        mention = name_suspect(by=manager, case=two[0], facts=FACTS, episodes=[foreign.pk])
        assert list(mention.episodes.all()) == []


def test_two_codes_become_one(acts: Any, two: Any, case: Any, client_as: Any) -> None:
    with acts("case_manager") as manager:
        doubled = name_suspect(by=manager, case=case, facts=FACTS, episodes=[])
        twice = name_suspect(by=manager, case=two[0], facts=FACTS, episodes=[])
    client = client_as("case_manager")

    assert client.post(reverse("mention-same", args=[doubled.pk]), {"code": "S-2222222"}).context["form"].errors["code"]
    assert client.post(reverse("mention-same", args=[doubled.pk]), {"code": two[2].suspect.code}).status_code == 302
    refused = client.post(reverse("mention-same", args=[twice.pk]), {"code": two[2].suspect.code})
    assert (refused.status_code, bool(refused.context["form"].non_field_errors())) == (200, True)
    with acts("case_manager") as manager:
        assert SuspectMention.objects.get(pk=doubled.pk).suspect_id == two[2].suspect_id
        with pytest.raises(AlreadyInCase):
            match_suspect(by=manager, mention=SuspectMention.objects.get(pk=twice.pk), suspect=two[2].suspect)


# --- two cases share one ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["case-suspects", "case-detail"])
def test_the_worker_learns_that_and_nothing_more(two: Any, client_as: Any, name: str) -> None:
    mine, hidden, _ = two
    page = client_as("case_manager").get(reverse(name, args=[mine.pk])).content.decode()

    assert "спросите директора" in page
    assert not any(word in page for word in (hidden.code, hidden.person.code, "Zzhidden"))


def test_the_director_sees_the_pair_and_settles_it(two: Any, acts: Any, client_as: Any) -> None:
    mine, hidden, _ = two
    director = client_as("director")
    assert {mine.code, hidden.code} <= set(director.get(reverse("conflict-list")).content.decode().replace("<", ">").split(">"))
    where = reverse("conflict-settle", args=[mine.pk, hidden.pk])

    assert director.post(where, {**ANSWER, "decision": "so"}).context["form"].errors["decision"]
    assert director.post(where, ANSWER).status_code == 302
    assert ANSWER["decision"] in director.get(reverse("conflict-list")).content.decode()
    worker = client_as("case_manager").get(reverse("case-suspects", args=[mine.pk])).content.decode()
    assert "общий подозреваемый" in worker
    assert "спросите директора" not in worker
    assert client_as("case_manager").get(where).status_code == 403
    with acting(organisation_id=mine.organisation_id):
        row = ConflictSettlement.objects.get(one__in=(mine, hidden), other__in=(mine, hidden))
        assert (row.outcome, row.by_id is not None, row.one_id < row.other_id) == ("kept_apart", True, True)
        event = AuditEvent.objects.get(action="casework.conflict.settled", object_id=row.pk)
        assert event.detail["outcome"] == "kept_apart"
        assert TimelineEntry.objects.filter(case__in=(mine, hidden), kind="conflict_settled").count() == 2


def test_what_changes_after_it_was_settled_opens_it_again(two: Any, acts: Any, client_as: Any) -> None:
    mine, hidden, mention = two
    with acts("director") as director:
        settle_conflict(by=director, one=mine, other=hidden, **ANSWER)
        assert conflict_of(mine) == "settled"
    edit = {**SENT, "is_active": "on", "version": "1"}
    client_as("case_manager").post(reverse("mention-edit", args=[mention.pk]), edit | {"notes": "only words"})
    with acts("case_manager"):
        assert conflict_of(mine) == "settled"
    client_as("case_manager").post(reverse("mention-edit", args=[mention.pk]), edit | {"roles": ["pimp"], "version": "2"})
    with acts("case_manager"):
        assert conflict_of(mine) == "open"


def test_one_telephone_under_two_codes_is_noticed(acts: Any, case: Any) -> None:
    with acts("director") as director:
        hidden = new_case(director)
        name_suspect(by=director, case=hidden, facts={"name": "Somebody", "phones": "8 747 999 88 77", "roles": ["exploiter"]}, episodes=[])
    with acts("case_manager") as manager:
        assert conflict_of(case) == ""
        name_suspect(by=manager, case=case, facts={"name": "Another", "phones": "+77479998877, 12", "roles": ["transporter"]}, episodes=[])
        assert conflict_of(case) == "open"
        assert [pair for pair in shared_pairs(manager) if hidden.pk in (pair.one.pk, pair.other.pk)] == []
    with acts("director") as director:
        (pair,) = [pair for pair in shared_pairs(director) if {pair.one.pk, pair.other.pk} == {case.pk, hidden.pk}]
        assert len(pair.shared) == 1


@pytest.mark.parametrize("why", ["drivers", "closed", "no longer followed", "the same person"])
def test_what_parts_nobody_is_no_conflict(acts: Any, world: Any, why: str) -> None:
    facts = {**FACTS, "phones": "+7 700 123 98 76", "roles": ["transporter"] if why == "drivers" else ["exploiter"]}
    with acts("director") as director:
        one = new_case(director)
        other = new_case(director)
        mention = name_suspect(by=director, case=one, facts=facts, episodes=[])
        name_suspect(by=director, case=other, facts=facts, episodes=[], suspect=mention.suspect)
        assert conflict_of(one) == ("" if why == "drivers" else "open")
        if why == "closed":
            close_case(by=director, case=other, reason="goals_met", on=other.requested_on)
        elif why == "no longer followed":
            SuspectMention.objects.filter(pk=mention.pk).update(is_active=False)
        elif why == "the same person":
            type(other).objects.filter(pk=other.pk).update(person=one.person)
        assert conflict_of(one) == ""


def test_a_restricted_case_stays_hidden_from_the_director(acts: Any, two: Any, world: Any) -> None:
    mine, hidden, _ = two
    with acts("case_manager"):
        type(mine).objects.filter(pk=mine.pk).update(is_restricted=True)
    with acts("director") as director:
        assert [pair for pair in shared_pairs(director) if mine.pk in (pair.one.pk, pair.other.pk)] == []
        assert conflict_of(hidden) == "open"
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            settle_conflict(by=director, one=mine, other=hidden, **ANSWER)


def test_the_question_answers_only_who_may_ask(acts: Any, two: Any) -> None:
    mine, hidden, _ = two
    with acts("case_manager"):
        assert conflict_of(hidden) == ""
        assert pairs_among([mine.pk, hidden.pk]) == []
    with acts("shelter_manager"):
        assert conflict_of(mine) == ""
        assert [{pair.one, pair.other} for pair in pairs_among([mine.pk, hidden.pk])] == [{mine.pk, hidden.pk}]
        assert pairs_among([mine.pk]) == []
    with acts("director", "sana-sezim"):
        assert pairs_among([mine.pk, hidden.pk]) == []


def test_a_settlement_is_never_changed_nor_forged(acts: Any, two: Any, world: Any) -> None:
    mine, hidden, _ = two
    with acts("director") as director:
        made = settle_conflict(by=director, one=mine, other=hidden, **ANSWER)
        assert ConflictSettlement.objects.filter(pk=made.pk).update(outcome="known") == 0
        assert ConflictSettlement.objects.filter(pk=made.pk).delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ConflictSettlement.objects.create(
                organisation_id=director.organisation_id, one_id=made.one_id, other_id=made.other_id, outcome="known", by=world.user("case_manager")
            )
    with acts("case_manager"):
        assert not ConflictSettlement.objects.filter(pk=made.pk).exists()


def test_those_who_count_are_words_of_the_list() -> None:
    assert set(HARMFUL) <= set(VOCABULARIES["perpetrator_role"].codes)
    assert not {"transporter", "travelling_partner"} & set(HARMFUL)


# --- forgetting ------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("copied_store")
def test_who_harmed_somebody_goes_with_them_and_stays_where_others_say_it(world: Any, two: Any) -> None:
    mine, hidden, _ = two
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting(organisation_id=mine.organisation_id):
        settled = settle_conflict(by=director, one=mine, other=hidden, **ANSWER)
        close_case(by=manager, case=mine, reason="goals_met", on=mine.requested_on)
        done = erase_person(by=director, person=mine.person, ground=Ground.REQUEST, asked_by=manager.user)
        fields = [field for field in SuspectMention._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        for field in fields:
            assert not SuspectMention.objects.filter(case=mine).exclude(**{field.name: b""}).exists(), field.name
        assert not SuspectNumber.objects.filter(mention__case=mine).exists()
        assert ConflictSettlement.objects.get(pk=settled.pk).decision == ""
        assert SuspectMention.objects.get(case=hidden).name == FACTS["name"]
    assert len(fields) >= 6
    assert {"casework.suspectmention", "casework.suspectnumber", "casework.conflictsettlement"} <= set(done.emptied)


def test_nothing_of_a_suspect_lies_in_clear(world: Any, db: None) -> None:
    with acting(organisation_id=world.organisations["rodnik"].pk), connection.cursor() as cursor:
        text = ""
        for table in ("suspect", "suspectmention", "suspectnumber", "suspectepisode", "conflictsettlement", "timelineentry"):
            cursor.execute(f"select * from casework_{table}")
            rows = cursor.fetchall()
            assert rows, table
            text += str(rows)
    assert not any(word in text for word in ("Qqbertov", "Qqnickname", SUSPECT["phones"], "77027776655", "QQ1234567", "Qqscar", "Qqtold", "Qqdecided"))


def test_acting_as_nobody_settles_nothing(two: Any, world: Any) -> None:
    with acting_as(world.actor("case_manager")), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        settle_conflict(by=world.actor("case_manager"), one=two[0], other=two[1], **ANSWER)


def test_words_of_a_closed_case_go_with_its_stories_and_the_name_stays_until_the_person_goes(world: Any, two: Any) -> None:
    mine, hidden, mention = two
    rodnik = world.organisations["rodnik"]
    with acting(organisation_id=rodnik.pk):
        SuspectMention.objects.filter(case=hidden).update(is_active=False)
        close_case(by=world.actor("case_manager"), case=mine, reason="goals_met", on=mine.requested_on)
        for row in SuspectMention.objects.filter(pk=mention.pk):
            row.notes = row.description = "Zzwords"
            row.save(update_fields=["notes", "description"])
    sweep_organisation(rodnik, now=timezone.now() + timedelta(days=6 * 365))
    with acting(organisation_id=rodnik.pk):
        kept, other = SuspectMention.objects.get(pk=mention.pk), SuspectMention.objects.get(case=hidden)
        assert (kept.notes, kept.description, kept.name) == ("", "", FACTS["name"])
        assert other.notes == "Zzhidden words"
