"""C05, C06, C08: eight presses of one button, eight people on one form, and an answer that crosses a withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.context import acting
from casework.models import Exploitation, LegalRequest, Note, Referral, RouteLeg, VictimStatusDecision
from tests.access.filling import forms_of
from tests.browsers import enter
from tests.world_casework import LETTER, new_case, new_referral

AT_ONCE, ROUNDS, RACES = 8, 3, 20


@pytest.fixture(autouse=True)
def committed(world: Any, django_db_blocker: Any) -> Iterator[None]:
    """Everything here happens for good, on connections of its own."""
    with django_db_blocker.unblock():
        yield


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """All at the same moment, each on its own connection."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def twins(client: Client, number: int = AT_ONCE) -> list[Client]:
    """The same browser several times over: one session, several presses."""
    found = []
    for _ in range(number):
        twin = Client()
        twin.cookies = client.cookies
        twin.raise_request_exception = False
        found.append(twin)
    return found


def form_with(field: str, page: bytes) -> dict[str, Any]:
    """What a browser would send of the form that has this field; nothing where a page shows none."""
    return next((form.filled() for form in forms_of(page) if field in form.fields), {})


def fresh(world: Any) -> Any:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return new_case(world.actor("case_manager"))


def count(world: Any, model: Any) -> int:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return int(model._base_manager.count())


def test_eight_presses_are_one_row_and_one_answer(world: Any, measure: Any) -> None:
    case, today = fresh(world), str(timezone.localdate())
    forms: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("case_manager", reverse("exploitation-new", args=[case.pk]), Exploitation, {"types": ["forced_labour"], "main_type": "forced_labour"}),
        ("case_manager", reverse("leg-new", args=[case.pk]), RouteLeg, {"kind": "recruitment", "from_country": "UZ", "to_country": "KZ"}),
        ("case_manager", reverse("note-new", args=[case.pk]), Note, {"text": "Pressed eight times"}),
        ("lawyer", reverse("legal-new"), LegalRequest, {**LETTER, "received_on": today}),
        (
            "case_manager", reverse("decision-new", args=[case.pk]), VictimStatusDecision,
            {"track": "ngo", "status": "possible", "deciding_body": "ngo", "decided_on": today},
        ),
    ]  # fmt: skip
    checked, failed = 0, []
    for role, url, model, typed in forms:
        client = enter(Client(), world.user(role))
        sent = {**typed, "form_key": str(uuid4())}
        before = count(world, model)
        answers = together([lambda twin=twin, url=url, sent=sent: twin.post(url, sent) for twin in twins(client)])
        checked += len(answers)
        where = {(answer.status_code, answer.headers.get("Location", "")) for answer in answers}
        failed += [f"{url.split('/')[-3]}: {sorted(status for status, _ in where)}"] if len(where) != 1 or 302 not in dict(where) else []
        made = count(world, model) - before
        failed += [f"{model.__name__}: {made} rows"] if made != 1 else []
    measure("C05", checked=checked, failed=failed)


def test_eight_people_on_one_form_lose_nothing_unseen(world: Any, measure: Any) -> None:
    case, client = fresh(world), enter(Client(), world.user("case_manager"))
    checked, failed = 0, []
    for name in ("case-edit", "person-edit"):
        url = reverse(name, args=[case.pk])
        for turn in range(ROUNDS):
            usual = form_with("version", client.get(url).content)
            field = "journal_number" if name == "case-edit" else "aliases"
            bodies = [{**usual, field: f"{turn}-{number}", "form_key": str(uuid4())} for number in range(AT_ONCE)]
            answers = together([
                lambda twin=twin, url=url, body=body: twin.post(url, body) for twin, body in zip(twins(client), bodies, strict=True)
            ])  # fmt: skip
            statuses = [answer.status_code for answer in answers]
            checked += len(answers)
            failed += [f"{name}: {statuses}"] if (statuses.count(302), statuses.count(200)) != (1, AT_ONCE - 1) else []
            failed += [
                f"{name}: what was typed is gone" for body, answer in zip(bodies, answers, strict=True)
                if answer.status_code == 200 and body[field].encode() not in answer.content
            ]  # fmt: skip
    measure("C06", checked=checked, failed=failed)


def test_an_answer_and_a_withdrawal_have_one_outcome(world: Any, measure: Any) -> None:
    manager, police = world.actor("case_manager"), world.organisations["police-almaty"]
    sender, recipient = enter(Client(), world.user("case_manager")), enter(Client(), world.user("partner", "police-almaty"))
    for client in (sender, recipient):
        client.raise_request_exception = False
    case, failed, ends = fresh(world), [], set()
    for turn in range(RACES):
        with acting(organisation_id=manager.organisation_id):
            referral = new_referral(manager, case, police)[1]
        accept, withdraw = reverse("incoming-accept", args=[referral.pk]), reverse("referral-withdraw", args=[referral.pk])
        answers = together([lambda url=accept: recipient.post(url), lambda url=withdraw: sender.post(url)])
        with acting(organisation_id=manager.organisation_id):
            kept = Referral.objects.get(pk=referral.pk)
            moves = [change.state for change in kept.state_changes.order_by("at")]
        ends.add(kept.state)
        failed += [f"{turn}: {[a.status_code for a in answers]}"] if any(a.status_code >= 500 for a in answers) else []
        failed += [f"{turn}: {kept.state} after {moves}"] if kept.state not in {"accepted", "withdrawn"} or moves[-1] != kept.state else []
    measure("C08", checked=RACES, failed=failed, note=f"ended as {', '.join(sorted(ends))}")




def test_pressed_again_after_a_mistake_it_is_saved_once(world: Any, db: None, client_as: Any) -> None:
    """The same form, refused and mended: its key is used by the press that succeeds."""
    with acting(organisation_id=world.organisations["rodnik"].pk):
        case = new_case(world.actor("case_manager"))
    client, url, key = client_as("case_manager"), reverse("note-new", args=[case.pk]), str(uuid4())
    client.post(url, {"text": "", "form_key": key})
    for _ in range(2):
        client.post(url, {"text": "Mended", "form_key": key})

    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert Note.objects.filter(case=case).count() == 1
