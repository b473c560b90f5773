"""A letter asks for a file: on record, weighed, two people, the least that will do, once, and the person is told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from access.context import acting
from casework.cases.actions import assign_case
from casework.legal.models import LegalRequest
from tests.world_casework import LETTER, SECRETS, new_case

WHY = "The court orders exactly this, and nothing else of the file."


@pytest.fixture
def letter(world: Any, client_as: Any) -> Any:
    """A case on which lawyer and case manager work, and a letter the lawyer put on record."""
    manager = world.actor("case_manager")
    with acting(organisation_id=manager.organisation_id):
        case = new_case(manager)
        assign_case(by=world.actor("director"), case=case, user=world.user("lawyer"))
    sent = {**LETTER, "received_on": "2026-11-20", "ground": "court"}
    where = client_as("lawyer").post(reverse("legal-new"), sent).headers["Location"]
    return case, where


def ask(client: Any, case: Any, where: str, **changes: Any) -> Any:
    return client.post(f"{where}weigh/", {"answer": "copy", "case_code": case.code, "groups": ["legal", "name"], "why": WHY} | changes)


def test_a_copy_is_made_once_and_only_of_what_two_people_agreed(letter: Any, client_as: Any) -> None:
    case, where = letter
    lawyer, manager = client_as("lawyer"), client_as("case_manager")
    approval = ask(lawyer, case, where).headers["Location"]
    assert lawyer.post(f"{where}copy/").status_code == 403
    assert lawyer.post(f"{approval}decide/", {"decision": "approve"}).status_code == 403
    manager.post(f"{approval}decide/", {"decision": "approve"})
    assert manager.post(f"{where}copy/").status_code == 403

    made = lawyer.post(f"{where}copy/")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert made.headers["Content-Type"] == "application/pdf"
    assert made.headers["Cache-Control"] == "no-store"
    assert SECRETS["surname"] in text
    assert SECRETS["phone"] not in text
    assert SECRETS["documents"] not in text
    again = lawyer.post(f"{where}copy/")
    assert (again.status_code, again.headers["Location"]) == (302, where)

    assert "legal/?show=tell" in lawyer.get(reverse("home")).content.decode()
    assert lawyer.post(f"{where}told/").status_code == 302
    with acting(organisation_id=case.organisation_id):
        kept = LegalRequest.objects.get(case=case)
        assert (kept.state, kept.field_groups, kept.person_told_on is not None) == ("answered", ["legal", "name"], True)


def test_what_the_second_person_refused_is_weighed_again(letter: Any, client_as: Any) -> None:
    case, where = letter
    lawyer = client_as("lawyer")
    approval = ask(lawyer, case, where).headers["Location"]
    client_as("case_manager").post(f"{approval}decide/", {"decision": "refuse"})

    assert lawyer.post(f"{where}copy/").status_code == 403
    assert lawyer.post(f"{where}again/").status_code == 302
    assert lawyer.get(f"{where}weigh/").status_code == 200


@pytest.mark.parametrize(("field", "value"), [("case_code", "C-2222222"), ("groups", []), ("groups", ["everything"]), ("why", "so")])
def test_a_wrong_answer_is_named_at_the_field(letter: Any, client_as: Any, field: str, value: Any) -> None:
    case, where = letter

    assert field in ask(client_as("lawyer"), case, where, **{field: value}).context["copy"].errors


def test_a_refusal_is_kept_with_its_reason(letter: Any, client_as: Any) -> None:
    _, where = letter
    lawyer = client_as("lawyer")

    assert lawyer.post(f"{where}weigh/", {"answer": "refuse", "refusal-why": "no"}).context["refusal"].errors["why"]
    assert lawyer.post(f"{where}weigh/", {"answer": "refuse", "refusal-why": "No law makes us do this."}).status_code == 302
    assert "No law makes us do this." in lawyer.get(where).content.decode()


def test_others_do_not_see_the_register(letter: Any, client_as: Any) -> None:
    _, where = letter

    assert client_as("medic").get(where).status_code == 403
    assert client_as("lawyer", "sana-sezim").get(where).status_code == 404
