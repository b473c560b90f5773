"""Erasing somebody: two people ask and agree, then nothing about the person can be read, here or in an older backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.actors import system_actor
from access.approvals.actions import OneIsNotTwo, approve, ask_approval
from access.approvals.models import Approval
from access.context import SYSTEM, acting, acting_as, put, signed
from access.crypto.fields import CannotOpen, sealed_fields
from access.crypto.keys import store
from access.crypto.models import PersonKey
from access.crypto.people import KeyDestroyed, forget_everybody, unwrap
from access.crypto.store import KeyGone, KeyStore
from access.crypto.turning import destroy_old_epochs, finish, is_due, rotate
from access.events import Event
from access.models import AuditEvent
from access.outbox.models import OutboxJob
from casework.cases.actions import close_case, open_case, reopen_case
from casework.cases.fact_actions import record_exploitation
from casework.cases.models import Case
from casework.cases.work_actions import write_note
from casework.erasure.actions import erase_person, lift_hold, set_hold
from casework.erasure.models import Erasure, Ground
from casework.erasure.rules import CasesOpen, OnHold
from casework.erasure.tombstones import note_missing, reapply, take_over
from casework.models import DocumentNumber, Exploitation, Identity, Note, Person
from casework.people.actions import change_person
from casework.people.erased import PersonErased
from casework.people.name_index import forget_names, names_of
from casework.people.search import find_people
from casework.referrals.models import SharedPackage
from hotline.actions import save_call, start_call
from hotline.models import Call
from tests.keystore import copied_store as copied_store
from tests.world_casework import new_case, new_referral

pytestmark = pytest.mark.usefixtures("copied_store")
WORDS, NAME = "They kept her passport", "Кенжеғалиева"
REASON = "She asked in writing to be forgotten."


@pytest.fixture
def people(world: Any, db: None, copied_store: KeyStore) -> Iterator[Any]:
    """A case with words in every room, closed; the case manager and the director."""
    manager, director = world.actor("case_manager"), world.actor("director")
    with acting(organisation_id=manager.organisation_id):
        case = new_case(manager, surname=NAME)
        write_note(by=manager, case=case, text=WORDS)
        record_exploitation(by=manager, case=case, facts={"types": ["forced_labour"], "story": WORDS})
        new_referral(manager, case, world.organisations["police-almaty"], send=True)
        Case.objects.filter(pk=case.pk).update(journal_number="J-17", shelter_name="House")
        case.referrals.update(state="withdrawn")
        call = start_call(by=world.actor("operator"), outcome_class="help")
        save_call(by=world.actor("operator"), call=call, values={"notes": WORDS, "caller_name": NAME}, number="+7 701 000 11 22", keep_number=True)
        Call.objects.filter(pk=call.pk).update(case=case)
        close_case(by=manager, case=case, reason="goals_met", on=timezone.localdate())
        yield manager, director, Case.objects.select_related("person").get(pk=case.pk)


def erase(people: Any) -> Erasure:
    manager, director, case = people
    with acting_as(director):
        return erase_person(by=director, person=case.person, ground=Ground.REQUEST, asked_by=manager.user)


def words_left(case: Any) -> list[str]:
    """Whatever encrypted field of any room still holds something about the person."""
    left = []
    for model, field in sealed_fields():
        if field.of:
            rows = model._default_manager.filter(**{field.of.replace(".", "__"): case.person_id}).exclude(**{field.name: b""})
            left += [f"{model._meta.label}.{field.name}"] * rows.count()
    return left


def test_an_erased_person_can_be_read_nowhere(people: Any, copied_store: KeyStore, django_capture_on_commit_callbacks: Any, client_as: Any, measure: Any) -> None:
    manager, director, case = people
    organisation = manager.organisation
    with django_capture_on_commit_callbacks(execute=True):
        rotate(organisation)  # everything of this test stands under one epoch, as it would after a night
    backup = yesterday(case)
    its_keys = shutil.copytree(copied_store.folder, copied_store.folder.parent / "yesterday.keys")
    assert reads(organisation, backup) == WORDS
    assert len(words_left(case)) >= 8
    with acting_as(director):
        assert [match.person for match in find_people(by=director, term=NAME).matches] == [case.person]
    with acting_as(manager):
        ask_approval(by=manager, kind="person-erase", target_id=case.person_id, reason=REASON)
    with django_capture_on_commit_callbacks(execute=True):
        erase(people)
    page = client_as("director").get(reverse("case-detail", args=[case.pk])).content.decode()
    timeline = client_as("director").get(reverse("case-timeline", args=[case.pk])).content.decode()
    put(signed(organisation.pk, None, SYSTEM))  # a request clears the context behind it
    with acting_as(director):
        found = find_people(by=director, term=NAME).matches + find_people(by=director, term="ZZ0099887").matches
    promised = str(list(OutboxJob.objects.values_list("payload", flat=True)))
    checks = {
        "live": words_left(case) == [] and case.person_id not in names_of(organisation.pk).people,
        "the page": NAME not in page and WORDS not in page and "+7 701" not in page,
        "history": WORDS not in timeline and NAME not in timeline,
        "search by name": case.person not in [match.person for match in found],
        "numbers": not DocumentNumber.objects.filter(person=case.person).exists() and Identity.objects.get(person=case.person).phone_hash is None,
        "packages": not SharedPackage.objects.filter(referral__case=case).exclude(content=b"").exists(),
        "promised work": NAME not in promised and WORDS not in promised and "keys.rotate" in str(list(OutboxJob.objects.values_list("kind", flat=True))),
        "why it was asked": not Approval.objects.filter(target_id=case.person_id).exclude(reason=b"").exists(),
        "its key": not PersonKey.objects.get(pk=case.person_id).wrapped,
        "yesterday's backup, while its epoch lives": reads(organisation, backup) == WORDS,
    }
    checks |= after_the_epoch(organisation, backup)
    tonight = shutil.copytree(copied_store.folder, copied_store.folder.parent / "tonight.keys")
    checks["with the keys of tonight's backup"] = not opens(tonight, organisation, backup)
    checks["with its own keys, while they are kept (said on the page)"] = opens(its_keys, organisation, backup)

    measure("K06", checked=len(checks), failed=[name for name, good in checks.items() if not good])


def yesterday(case: Any) -> tuple[Any, ...]:
    """The rows a backup would hold: the wrapped key and a sealed value."""
    key, note = PersonKey.objects.get(pk=case.person_id), Note.objects.get(case=case)
    return case.person_id, key.epoch, bytes(key.wrapped), note.pk, bytes(note.__dict__["text"])


def reads(organisation: Any, backup: tuple[Any, ...]) -> str:
    """What somebody with the backup, the key store as it is now and the installation key reads."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    person_id, epoch, wrapped, note, sealed = backup
    try:
        key = unwrap(wrapped, organisation_id=organisation.pk, person_id=person_id, epoch=epoch)
    except KeyGone:
        return ""
    bound = b"|".join((sealed[:18], organisation.pk.bytes, f"casework_note.text.{note}".encode()))
    return AESGCM(key).decrypt(sealed[18:30], sealed[30:], bound).decode()


def after_the_epoch(organisation: Any, backup: tuple[Any, ...]) -> dict[str, bool]:
    """A day later."""
    from access.crypto.keys import installation_keys

    due = is_due(organisation)
    rotate(organisation, older_than=timezone.now())
    too_early = destroy_old_epochs(organisation)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        destroyed = destroy_old_epochs(organisation)
    installation_keys.forget()
    return {
        "the erasure ends the epoch": due,
        "the old epoch waits for a backup that is being made": too_early == [],
        "the old epoch is destroyed within a day": backup[1] in destroyed,
        "yesterday's backup after its epoch": reads(organisation, backup) == "",
        "everybody else": Note.objects.exclude(text=b"").exclude(case__person_id=backup[0])[0].text != "",
    }


def opens(keys: Path, organisation: Any, backup: tuple[Any, ...]) -> bool:
    """Whether a copy of the key store still has the epoch that wraps the person's key in the backup."""
    return any(epoch.number == backup[1] for epoch in KeyStore(keys, b"").epochs(organisation.pk))


def test_codes_and_counts_stay(people: Any, measure: Any) -> None:
    _manager, _director, case = people
    before = {model: model.objects.filter(case=case).count() for model in (Note, Exploitation, Call)}
    erasure = erase(people)
    case.refresh_from_db()
    person = Person.objects.get(pk=case.person_id)
    episode = Exploitation.objects.get(case=case)
    kept = {
        "rows": before == {model: model.objects.filter(case=case).count() for model in (Note, Exploitation, Call)},
        "codes of the case": (case.region, case.state, case.closure_reason) == ("KZ-75", "closed", "goals_met"),
        "codes of the person": (person.sex, person.birth_year, person.citizenships) == ("female", 1994, ["UZ"]),
        "what was done to them": (episode.types, episode.story) == (["forced_labour"], ""),
        "how many rows were emptied": erasure.emptied["casework.note"] == 1 and erasure.emptied["hotline.call"] == 1,
        "no way to the paper": (case.journal_number, case.shelter_name, case.import_key) == ("", "", None),
    }

    measure("H03", checked=len(kept), failed=[name for name, good in kept.items() if not good])


def test_a_hold_wins_over_request_and_time(people: Any, measure: Any) -> None:
    from access.retention.actions import sweep_organisation

    manager, director, case = people
    with acting_as(director):
        hold = set_hold(by=director, person=case.person, reason="Court of Almaty, case 12, until the judgment")
        assert set_hold(by=director, person=case.person, reason="The same once more, please") == hold
    refused = []
    for ground, by in ((Ground.REQUEST, director), (Ground.RETENTION, system_actor(manager.organisation))):
        with pytest.raises(OnHold), transaction.atomic():
            erase_person(by=by, person=case.person, ground=ground, asked_by=manager.user)
        refused.append(ground)
    later = timezone.now() + timedelta(days=80 * 365)
    sweep_organisation(manager.organisation, now=later)
    untouched = set(words_left(case)) >= {"casework.Note.text", "casework.Exploitation.story", "hotline.Call.notes", "casework.Identity.surname"}
    package = SharedPackage.objects.filter(referral__case=case).exclude(content=b"").exists()
    with acting_as(director):
        lift_hold(by=director, hold=hold, reason="The judgment has become final")
    sweep_organisation(manager.organisation, now=later)
    gone = words_left(case) == []
    events = set(AuditEvent.objects.filter(action__startswith="casework.legal_hold").values_list("action", flat=True))

    assert events == {Event.LEGAL_HOLD_SET, Event.LEGAL_HOLD_LIFTED}
    failed = [name for name, good in (("time", untouched), ("the package", package), ("after lifting", gone)) if not good]
    measure("H02", checked=len(refused) + 3, failed=failed)


def test_only_the_director_sets_a_hold_in_the_database_too(people: Any) -> None:
    manager, _director, case = people
    with pytest.raises(DatabaseError), acting_as(manager):
        set_hold(by=manager, person=case.person, reason="I would like to keep it")


def test_one_person_is_not_two(people: Any) -> None:
    manager, director, case = people
    for by, asked in ((director, director.user), (director, None), (system_actor(manager.organisation), manager.user)):
        with pytest.raises(OneIsNotTwo):
            erase_person(by=by, person=case.person, ground=Ground.REQUEST, asked_by=asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(organisation=manager.organisation, person=case.person, ground="request", asked_by=manager.user)


def test_the_second_person_does_it_by_approving(people: Any, client_as: Any) -> None:
    manager, director, case = people
    asking = client_as("case_manager")
    asking.post(reverse("approval-new", args=["person-erase", case.person_id]), {"reason": REASON})
    put(signed(manager.organisation_id, None, SYSTEM))
    approval = Approval.objects.get(kind="person-erase", target_id=case.person_id)
    with pytest.raises(OneIsNotTwo), acting_as(manager):
        approve(by=manager, approval=approval)
    client_as("director").post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"})
    page = client_as("director").get(reverse("case-keeping", args=[case.pk]))

    put(signed(manager.organisation_id, None, SYSTEM))
    assert Person.objects.get(pk=case.person_id).erased_at is not None
    assert manager.user.display_name in page.content.decode()
    assert director.user.display_name in page.content.decode()


def test_whoever_asks_in_vain_is_told_why(people: Any, client_as: Any) -> None:
    manager, _director, case = people
    reopen_case(by=manager, case=case, reason="new facts")
    page = client_as("case_manager").post(reverse("approval-new", args=["person-erase", case.person_id]), {"reason": REASON})
    put(signed(manager.organisation_id, None, SYSTEM))
    assert "error-summary" in page.content.decode()
    assert not Approval.objects.filter(target_id=case.person_id).exists()
    with pytest.raises(CasesOpen):
        erase(people)


def test_a_hold_set_after_asking_stops_the_approval(people: Any, client_as: Any) -> None:
    manager, director, case = people
    with acting_as(manager):
        approval = ask_approval(by=manager, kind="person-erase", target_id=case.person_id, reason=REASON)
    with acting_as(director):
        set_hold(by=director, person=case.person, reason="Court of Almaty, case 12")
    answer = client_as("director").post(reverse("approval-decide", args=[approval.pk]), {"decision": "approve"}, follow=True)
    put(signed(manager.organisation_id, None, SYSTEM))
    approval.refresh_from_db()

    assert answer.status_code == 200
    assert approval.state == "waiting"
    assert Person.objects.get(pk=case.person_id).erased_at is None


def test_nothing_is_written_about_an_erased_person(people: Any) -> None:
    manager, _director, case = people
    erase(people)
    case = Case.objects.select_related("person").get(pk=case.pk)
    for attempt in (
        lambda: change_person(by=manager, person=case.person, facts={}, identity={"surname": "Again"}),
        lambda: open_case(by=manager, person=case.person, facts={}),
        lambda: reopen_case(by=manager, case=case, reason="x"),
    ):
        with pytest.raises(PersonErased):
            attempt()
    with pytest.raises(KeyDestroyed), transaction.atomic():
        Note.objects.create(organisation=manager.organisation, case=case, author=manager.user, profession="lawyer", text="x")


def test_a_value_that_slipped_in_is_not_shown(people: Any) -> None:
    """Written by another process in the very moment of erasure: it cannot be opened."""
    _manager, _director, case = people
    note = Note.objects.get(case=case)
    sealed = bytes(note.__dict__["text"])
    erase(people)
    forget_everybody()
    Note.objects.filter(pk=note.pk).update(text=sealed)
    with pytest.raises(CannotOpen):
        _ = Note.objects.get(pk=note.pk).text


def test_after_a_restore_the_erasures_are_done_again(people: Any, copied_store: KeyStore, django_capture_on_commit_callbacks: Any, measure: Any) -> None:
    """The transaction of the erasure is undone, as a backup from before would undo it; the key store remembers."""
    manager, _director, case = people
    failed = []
    with transaction.atomic():
        with django_capture_on_commit_callbacks(execute=True):
            erase(people)
        transaction.set_rollback(True)
    forget_names()
    failed += [] if "casework.Note.text" in words_left(case) else ["the backup did not bring the words back"]
    failed += [] if reapply() == 1 else ["not erased again"]
    failed += [] if words_left(case) == [] else ["words are back"]
    failed += [] if reapply() == 0 else ["erased twice"]
    erasure = Erasure.objects.get(person=case.person)
    failed += [] if erasure.ground == Ground.RESTORED else ["the ground"]
    moved_away = shutil.copytree(copied_store.folder, copied_store.folder.parent / "moved-away")
    (copied_store.folder / manager.organisation_id.hex / "erased.txt").unlink()
    failed += [] if take_over(moved_away) == 1 and case.person_id in store().erased(manager.organisation_id) else ["what the former store knew was lost"]
    (copied_store.folder / manager.organisation_id.hex / "erased.txt").unlink()
    failed += [] if note_missing() == 1 and case.person_id in store().erased(manager.organisation_id) else ["a lost tombstone was not noted"]

    measure("H06", checked=7, failed=failed)


def test_turning_twice_turns_once(people: Any) -> None:
    manager, _director, _case = people
    rotate(manager.organisation)
    again = finish(manager.organisation)

    assert (again.people, again.values, again.left) == (0, 0, 0)
