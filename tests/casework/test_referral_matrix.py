"""Every state, every action, everybody who could try: exactly the allowed ones succeed, through the pages and in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from casework.referrals import actions as do
from casework.referrals.models import Consent, Referral, ReferralState, ReferralStateChange
from casework.referrals.reminder_actions import tell_step
from casework.referrals.workflow import MOVES, ReferralMoveRefused, Side
from tests.world_casework import new_referral

RECIPIENT = "sana-sezim"
ACTORS: dict[str, tuple[str, str]] = {
    "owner's worker": ("case_manager", "rodnik"), "owner's director": ("director", "rodnik"),
    "recipient's worker": ("case_manager", RECIPIENT), "recipient's director": ("director", RECIPIENT),
    "third organisation": ("partner", "clinic-shymkent"), "owner's psychologist": ("psychologist", "rodnik"),
}  # fmt: skip
OWNERS, RECIPIENTS = ("owner's worker", "owner's director"), ("recipient's worker", "recipient's director")
# page -> what is sent with it
ACTIONS: dict[str, dict[str, Any]] = {
    "referral-check": {}, "referral-withdraw": {}, "referral-no-answer": {}, "consent-withdraw": {},
    "incoming-receive": {}, "incoming-accept": {}, "incoming-wait": {}, "incoming-decline": {"reason": "no_place"}, "incoming-start": {},
    "incoming-complete": {"outcome": "done", "provided": ["food"]}, "incoming-known": {}, "incoming-open-case": {},
}  # fmt: skip
OPEN = ("sent", "received", "waiting_list", "accepted", "in_progress")
# (state, page) -> the state it leads to; what is not here changes nothing, whoever tries
EXPECTED: dict[tuple[str, str], str] = {
    ("draft", "referral-check"): "sent", ("draft", "referral-withdraw"): "withdrawn",
    ("sent", "incoming-receive"): "received", ("sent", "incoming-accept"): "accepted", ("sent", "incoming-wait"): "waiting_list",
    ("sent", "incoming-decline"): "declined", ("sent", "referral-no-answer"): "no_answer",
    ("received", "incoming-accept"): "accepted", ("received", "incoming-wait"): "waiting_list", ("received", "incoming-decline"): "declined",
    ("received", "referral-no-answer"): "no_answer",
    ("waiting_list", "incoming-accept"): "accepted", ("waiting_list", "incoming-decline"): "declined",
    ("accepted", "incoming-start"): "in_progress", ("accepted", "incoming-complete"): "completed", ("accepted", "incoming-open-case"): "in_progress",
    ("in_progress", "incoming-complete"): "completed",
    **{(state, "referral-withdraw"): "withdrawn" for state in OPEN}, **{(state, "consent-withdraw"): "revoked" for state in OPEN},
}  # fmt: skip
# the way to each state, as people go it
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (), "sent": ("send",), "received": ("send", "receive"), "accepted": ("send", "accept"), "waiting_list": ("send", "wait"),
    "declined": ("send", "decline"), "in_progress": ("send", "accept", "start"), "completed": ("send", "accept", "complete"),
    "no_answer": ("send", "give up"), "withdrawn": ("send", "withdraw"), "revoked": ("send", "revoke"),
}  # fmt: skip
STEPS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "send": ("rodnik", lambda by, row: do.send_referral(by=by, referral=row)),
    "receive": (RECIPIENT, lambda by, row: do.receive_referral(by=by, referral=row)),
    "accept": (RECIPIENT, lambda by, row: do.accept_referral(by=by, referral=row)),
    "wait": (RECIPIENT, lambda by, row: do.put_on_waiting_list(by=by, referral=row)),
    "decline": (RECIPIENT, lambda by, row: do.decline_referral(by=by, referral=row, reason="no_place")),
    "start": (RECIPIENT, lambda by, row: do.start_referral(by=by, referral=row)),
    "complete": (RECIPIENT, lambda by, row: do.complete_referral(by=by, referral=row, outcome="done", provided=["food"])),
    "give up": ("rodnik", lambda by, row: do.give_up_referral(by=by, referral=row)),
    "withdraw": ("rodnik", lambda by, row: do.withdraw_referral(by=by, referral=row)),
    "revoke": ("rodnik", lambda by, row: do.withdraw_consent(by=by, consent=Consent.objects.get(pk=row.consent_id))),
}


def referral_in(acts: Any, world: Any, case: Any, state: str) -> Referral:
    with acts("case_manager") as manager:
        made: Referral = new_referral(manager, case, world.organisations[RECIPIENT], send=False)[1]
    for step in WAYS[state]:
        organisation, act = STEPS[step]
        with acts("case_manager", organisation) as by:
            act(by, Referral.objects.select_related("consent", "case").get(pk=made.pk) if organisation == "rodnik" else Referral.objects.get(pk=made.pk))
    return made


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state_now(world: Any, referral: Referral) -> str:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return str(Referral.objects.get(pk=referral.pk).state)


def may(who: str, page: str) -> bool:
    return who in (RECIPIENTS if page.startswith("incoming") else OWNERS)


@pytest.mark.parametrize("state", ReferralState.values)
def test_through_the_pages(state: str, client_as: Any, acts: Any, world: Any, case: Any) -> None:
    referral = referral_in(acts, world, case, state)
    assert state_now(world, referral) == state
    clients, wrong = {who: client_as(*role) for who, role in ACTORS.items()}, []
    for who, client in clients.items():
        for page, sent in ACTIONS.items():
            with undone():
                about = referral.consent_id if page == "consent-withdraw" else referral.pk
                response = client.post(reverse(page, args=[about]), sent)
                after = state_now(world, referral)
            expected = EXPECTED.get((state, page), state) if may(who, page) else state
            if after != expected or (not may(who, page) and response.status_code not in (403, 404)):
                wrong.append(f"{who}, {page}: {after} ({response.status_code}), not {expected}")

    assert wrong == []


@pytest.mark.parametrize("state", ReferralState.values)
def test_in_the_database_whatever_python_asks(state: str, acts: Any, world: Any, case: Any) -> None:
    referral, wrong = referral_in(acts, world, case, state), []
    sides = {"owner's worker": Side.SENDER, "owner's director": Side.SENDER, "recipient's worker": Side.RECIPIENT, "recipient's director": Side.RECIPIENT}
    for who, role in ACTORS.items():
        for target in ReferralState.values:
            if target == state:
                continue
            with acts(*role), undone():
                try:
                    with transaction.atomic():
                        # a reason and a time, so that nothing but the table stands in the way
                        with_time = {"sent_at": timezone.now()} if role[1] == "rodnik" else {}
                        changed = Referral.objects.filter(pk=referral.pk).update(state=target, decline_reason="no_place", **with_time)
                except DatabaseError:
                    changed = 0
            if bool(changed) != (sides.get(who) in MOVES.get((state, target), frozenset())):
                wrong.append(f"{who}: {state} -> {target} {'went' if changed else 'was refused'}")

    assert wrong == []


@pytest.mark.parametrize("state", ReferralState.values)
def test_the_clock_gives_up_only_what_waits_and_only_for_the_sender(state: str, acts: Any, world: Any, case: Any) -> None:
    referral = referral_in(acts, world, case, state)
    for code, waits in (("rodnik", state in ("sent", "received")), (RECIPIENT, False)):
        organisation = world.organisations[code]
        with acting(organisation_id=organisation.pk), undone():
            row = Referral.objects.filter(pk=referral.pk).first()
            if row is None:
                assert (state, code) == ("draft", RECIPIENT)
                continue
            try:
                tell_step(by=system_actor(organisation), referral=row, step="give_up")
            except ReferralMoveRefused:
                assert code == "rodnik"
                assert not waits
            assert (Referral.objects.get(pk=referral.pk).state == "no_answer") == (waits or state == "no_answer")


def test_the_history_is_never_changed(acts: Any, world: Any, case: Any) -> None:
    referral = referral_in(acts, world, case, "completed")
    with acts("director"):
        rows = ReferralStateChange.objects.filter(referral=referral)
        assert [row.state for row in rows.order_by("at")] == ["sent", "accepted", "completed"]
        for attempt in (lambda: rows.update(state="declined"), lambda: rows.delete()):
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        assert attempt() in (0, (0, {}))
                except DatabaseError:
                    pass
        assert rows.count() == 3


def test_a_draft_that_was_dropped_does_not_exist_for_the_partner(client_as: Any, acts: Any, world: Any, case: Any) -> None:
    referral = referral_in(acts, world, case, "draft")
    assert client_as("case_manager").post(reverse("referral-withdraw", args=[referral.pk])).status_code == 302
    assert client_as("case_manager", RECIPIENT).get(reverse("incoming-detail", args=[referral.pk])).status_code == 404
    with acts("director", RECIPIENT):
        assert not Referral.objects.filter(pk=referral.pk).exists()
        assert not ReferralStateChange.objects.filter(referral_id=referral.pk).exists()


def test_a_finished_referral_says_what_was_provided(client_as: Any, acts: Any, world: Any, case: Any) -> None:
    referral, partner = referral_in(acts, world, case, "in_progress"), client_as("case_manager", RECIPIENT)
    bare = partner.post(reverse("incoming-complete", args=[referral.pk]), {"outcome": "partly"})
    assert "provided" in bare.context["form"].errors
    assert partner.post(reverse("incoming-complete", args=[referral.pk]), {"outcome": "not_done", "provided": ["food"]}).status_code == 302
    with acts("case_manager"):
        done = Referral.objects.get(pk=referral.pk)
        assert (done.outcome, done.provided) == ("not_done", [])
