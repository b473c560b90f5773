"""Letters from ready words: what goes in obeys consent and role, and what went out is kept as it was."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.actors import Actor
from access.context import acting, acting_as
from access.models import AuditEvent
from access.receipts import EditConflict
from casework.attachments.models import AttachmentContent
from casework.cases.actions import assign_case, close_case, end_assignment
from casework.cases.models import Assignment, Case, TimelineEntry
from casework.erasure.emptying import empty_rows
from casework.letters.actions import NotAgreed, change_template, write_letter
from casework.letters.models import Letter, LetterKind, LetterLanguage, LetterTemplate
from casework.letters.places import PLACES, Draft, filled, groups_in, sample, unknown_in
from casework.letters.rendering import Wording, as_pdf
from casework.letters.shipped import SHIPPED
from casework.letters.wordings import wording_of
from casework.people.models import Person
from casework.referrals.actions import record_consent, withdraw_consent
from tests.world import speak_english
from tests.world_casework import SECRETS, consent_facts, new_case
from tests.world_help import letter_facts

pytestmark = pytest.mark.django_db
BODY, WORDS = "Акимат города Zzyzzovsk", "Просим выделить место Zzyzzovmesto"
NAME = f"{SECRETS['surname']} {SECRETS['given_name']} {SECRETS['patronymic']}"


@pytest.fixture(autouse=True)
def english(world: Any, db: None) -> None:
    speak_english(world)


@pytest.fixture
def form() -> dict[str, Any]:
    return {"kind": "request", "language": "ru", "basis": "nobody", "recipient": BODY, "words": WORDS, "form_key": str(uuid4())}


@pytest.fixture
def consent(acts: Any, world: Any, case: Any) -> Any:
    """The person agreed that the police get name, contact and documents."""
    with acts("case_manager") as manager:
        return record_consent(by=manager, case=case, facts=consent_facts(world.organisations["police-almaty"]))


def text_of(client: Any, letter: Letter) -> str:
    answer = client.get(reverse("file-get", args=[letter.file_id]))
    assert answer.status_code == 200
    assert NAME not in answer.headers["Content-Disposition"]
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace("\n", " ")


def letters(case: Any) -> list[Letter]:
    return list(Letter.objects.filter(case=case).select_related("file"))


def test_a_letter_is_looked_at_then_numbered_and_kept(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("letter-new", args=[case.pk])
    seen = client.post(url, form | {"preview": "1"})
    assert (seen.status_code, WORDS in seen.context["preview"].text) == (200, True)
    with acts("case_manager"):
        assert letters(case) == []
    answer = client.post(url, form)

    assert (answer.status_code, answer.url) == (302, reverse("case-letters", args=[case.pk]))
    with acts("case_manager") as manager:
        (made,) = letters(case)
        assert (made.kind, made.language, made.recipient, made.by, made.template, made.consent) == ("request", "ru", BODY, manager.user, None, None)
        assert (made.file.name, made.places) == (f"request-{made.year}-{made.number:04d}.pdf", ["organisation", "case", "words", "number"])
        assert TimelineEntry.objects.get(case=case, kind="letter", source_id=made.pk).codes == {"letter_kind": "request"}
        told = AuditEvent.objects.get(action="casework.letter.written", object_id=made.pk)
        assert BODY not in str(told.detail)
    text = text_of(client, made)
    assert (WORDS in text, made.reference in text, case.code in text) == (True, True, True)
    page = client.get(reverse("case-letters", args=[case.pk])).content.decode()
    assert (made.reference in page, BODY in page) == (True, True)
    assert "Request to a body" in client.get(reverse("case-timeline", args=[case.pk])).content.decode()


def test_a_referral_letter_says_what_the_person_agreed_to(client_as: Any, acts: Any, world: Any, case: Any, consent: Any, form: Any) -> None:
    client = client_as("case_manager")
    sent = form | {"kind": "referral", "basis": str(consent.pk), "recipient": ""}
    assert client.post(reverse("letter-new", args=[case.pk]), sent).status_code == 302
    with acts("case_manager"):
        (made,) = letters(case)
        assert (made.consent, made.recipient) == (consent, world.organisations["police-almaty"].name)
    assert NAME in text_of(client, made)


@pytest.mark.parametrize("basis", ["nobody", "consent"])
def test_a_letter_that_says_more_is_refused_at_the_field(client_as: Any, acts: Any, case: Any, consent: Any, form: Any, basis: str) -> None:
    """The consent covers name and documents, not the help received."""
    sent = form | {"kind": "certificate", "basis": str(consent.pk) if basis == "consent" else basis}
    for extra in ({}, {"preview": "1"}):
        answer = client_as("case_manager").post(reverse("letter-new", args=[case.pk]), sent | extra)
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["basis"])
        assert "Help received so far" in str(answer.context["form"].errors["basis"])
        assert NAME not in answer.content.decode().split("</header>")[-1].split("<form")[-1]
    with acts("case_manager") as manager:
        wording = wording_of(case.organisation_id, "certificate", "ru")
        with pytest.raises(NotAgreed):
            write_letter(by=manager, case=case, wording=wording, facts=letter_facts(recipient=BODY, consent=consent if basis == "consent" else None))
        assert letters(case) == []


def test_a_consent_taken_back_meanwhile_carries_no_letter(client_as: Any, acts: Any, case: Any, consent: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        withdraw_consent(by=manager, consent=consent)
        with pytest.raises(NotAgreed):
            write_letter(by=manager, case=case, wording=wording_of(case.organisation_id, "referral", "ru"), facts=letter_facts(consent=consent))
    answer = client_as("case_manager").post(reverse("letter-new", args=[case.pk]), form | {"kind": "referral", "basis": str(consent.pk)})
    assert list(answer.context["form"].errors) == ["basis"]


def test_a_certificate_goes_into_the_persons_own_hands(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    client = client_as("case_manager")
    sent = form | {"kind": "certificate", "language": "kk", "basis": "person", "recipient": ""}
    assert client.post(reverse("letter-new", args=[case.pk]), sent).status_code == 302
    with acts("case_manager"):
        (made,) = letters(case)
        assert (made.to_person, made.recipient) == (True, "")
    text = text_of(client, made)
    assert (NAME in text, "Анықтама" in text, "көмек көрсетеді" in text) == (True, True, True)


WRONG = [
    ({"kind": ""}, "kind"), ({"kind": "no such"}, "kind"), ({"language": "xx"}, "language"), ({"basis": ""}, "basis"), ({"basis": str(uuid4())}, "basis"),
    ({"recipient": ""}, "recipient"), ({"words": "x" * 4001}, "words"), ({"recipient": "x" * 401}, "recipient"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client_as: Any, acts: Any, case: Any, form: Any, change: Any, field: str) -> None:
    answer = client_as("case_manager").post(reverse("letter-new", args=[case.pk]), form | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert field == "words" or WORDS in answer.content.decode()
    with acts("case_manager"):
        assert letters(case) == []


def test_numbers_follow_each_other_over_all_cases_and_a_double_press_takes_one(client_as: Any, acts: Any, world: Any, case: Any, form: Any) -> None:
    client, url = client_as("case_manager"), reverse("letter-new", args=[case.pk])
    for _ in range(2):
        client.post(url, form)
    director = world.actor("director")
    with acting_as(director):
        hidden = new_case(director)
        other = write_letter(by=director, case=hidden, wording=wording_of(case.organisation_id, "request", "en"), facts=letter_facts(recipient=BODY))
    client.post(url, form | {"form_key": str(uuid4())})
    with acts("case_manager"):
        assert [one.number - other.number for one in letters(case)] == [1, -1]


def test_nothing_in_brackets_is_ever_an_expression(acts: Any, case: Any) -> None:
    """One pass: what a value brings along is not looked at again; what is not on the list stays as it is."""
    with acts("case_manager") as manager:
        draft = Draft(Case.objects.select_related("person__identity").get(pk=case.pk), manager, "{name}", "{{name}} {phone} #{sys.inputs}", "1")
        assert filled("{recipient} {words}", draft, "en") == "{name} {{name}} {phone} #{sys.inputs}"
        assert filled("{case.person} {name.__class__} {0} {}", draft, "en") == "{case.person} {name.__class__} {0} {}"
        wording = Wording("request", "en", "T", "{words}\n\n#import \"/etc/passwd\" *b* $x$ \\ <a>", None)
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(wording, draft))).pages)
    assert ('#import "/etc/passwd" *b* $x$' in text.replace("\n", " "), "#{sys.inputs}" in text) == (True, True)
    assert unknown_in("{name} {nome} {}") == ["nome", ""]
    assert sample("{name}!").endswith("]!")


def test_who_may_never_be_called_has_no_number_in_a_letter(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        Person.objects.filter(pk=case.person_id).update(never_contact=True)
        draft = Draft(Case.objects.select_related("person__identity").get(pk=case.pk), manager, "", "", "1")
        assert filled("{phone}", draft, "en") == "—"


def test_who_may_not_read_names_writes_none(world: Any, acts: Any, case: Any) -> None:
    nameless = Actor(organisation=world.organisations["rodnik"], user=world.user("case_manager"), roles=frozenset({"auditor"}))
    with acts("case_manager"), pytest.raises(PermissionDenied):
        write_letter(by=nameless, case=case, wording=wording_of(case.organisation_id, "certificate", "ru"), facts=letter_facts(to_person=True))


def test_ready_words_are_whole_in_every_language() -> None:
    assert set(SHIPPED) == {(kind, language) for kind in LetterKind.values for language in LetterLanguage.values}
    for (kind, _language), (title, text) in SHIPPED.items():
        assert unknown_in(title + text) == []
        assert groups_in(text) == groups_in(SHIPPED[kind, "ru"][1])
    assert set(groups_in("".join(f"{{{name}}}" for name in PLACES))) == {"name", "contact", "documents", "legal", "services"}


@pytest.mark.parametrize("role", ["director", "administrator"])
def test_words_are_changed_and_old_letters_stay(client_as: Any, acts: Any, case: Any, form: Any, role: str) -> None:
    manager, client, url = client_as("case_manager"), client_as(role), reverse("letter-templates")
    manager.post(reverse("letter-new", args=[case.pk]), form)
    where = f"{url}?kind=request&language=ru"
    sent = {"title": "Прошение", "text": "От {organisation}: {words}", "number": 0}
    seen = client.post(where, sent | {"preview": "1"})
    assert "[Our organisation]" in seen.context["preview"].text
    assert client.post(where, sent).status_code == 302
    assert client.get(where).context["chosen"].number == 1
    manager.post(reverse("letter-new", args=[case.pk]), form | {"form_key": str(uuid4())})
    with acts("case_manager"):
        new, old = letters(case)
        assert (new.template.number, old.template) == (1, None)
    assert ("Прошение" in text_of(manager, new), "Прошение" in text_of(manager, old)) == (True, False)
    answer = client.post(where, sent | {"text": "Later"})
    assert (answer.status_code, bool(answer.context["form"].non_field_errors()), "Later" in answer.content.decode()) == (200, True, True)


@pytest.mark.parametrize(("change", "field"), [({"text": "{nome}"}, "text"), ({"title": "{x.y}"}, "title"), ({"text": ""}, "text"), ({"text": "x" * 8001}, "text")])
def test_words_outside_the_list_are_refused_at_the_field(client_as: Any, acts: Any, change: Any, field: str) -> None:
    sent = {"title": "Title", "text": "Text", "number": 0} | change
    answer = client_as("director").post(f"{reverse('letter-templates')}?kind=request&language=kk", sent)
    assert list(answer.context["form"].errors) == [field]
    with acts("director") as director, pytest.raises(ValueError, match="not on the list"):
        change_template(by=director, wording=Wording("request", "kk", "T", "{nome}", None), number=0)


@pytest.mark.parametrize("role", ["case_manager", "lawyer", "operator", "auditor"])
def test_words_are_changed_by_director_and_administrator_alone(client_as: Any, world: Any, role: str) -> None:
    assert client_as(role).get(reverse("letter-templates")).status_code == 403
    with acting_as(world.actor(role)), pytest.raises(DatabaseError), transaction.atomic():
        LetterTemplate.objects.create(
            organisation=world.organisations["rodnik"], kind="request", language="ru", number=9, title="x", text="x", made_by=world.user(role)
        )


def test_words_of_one_organisation_are_not_anothers(acts: Any) -> None:
    with acts("director") as director:
        made = change_template(by=director, wording=Wording("request", "ru", "T", "X", None), number=0)
        with pytest.raises(EditConflict):
            change_template(by=director, wording=Wording("request", "ru", "T", "Y", None), number=0)
        assert LetterTemplate.objects.filter(pk=made.pk).update(text="Z") == 0
    with acts("director", "sana-sezim") as other:
        assert wording_of(other.organisation_id, "request", "ru").template is None


@pytest.mark.parametrize("role", ["psychologist", "operator", "shelter_worker", "monitoring_officer", "auditor", "administrator"])
def test_other_roles_write_no_letter(client_as: Any, case: Any, form: Any, role: str) -> None:
    assert client_as(role).post(reverse("letter-new", args=[case.pk]), form).status_code == 403


def test_who_does_not_work_on_a_case_sees_no_letter_of_it(client_as: Any, world: Any, case: Any) -> None:
    director, lawyer = world.actor("director"), world.user("lawyer")
    with acting_as(director):
        assign_case(by=director, case=case, user=lawyer)
        made = write_letter(by=director, case=case, wording=wording_of(case.organisation_id, "request", "ru"), facts=letter_facts(recipient=BODY))
        end_assignment(by=director, assignment=Assignment.objects.get(case=case, user=lawyer))
    for name, pk in (("case-letters", case.pk), ("letter-new", case.pk), ("file-get", made.file_id)):
        assert client_as("lawyer").get(reverse(name, args=[pk])).status_code == 404
    with acting_as(world.actor("lawyer")):
        assert not Letter.objects.filter(pk=made.pk).exists()


def test_a_letter_stays_as_it_went_out_and_goes_with_the_person(acts: Any, case: Any) -> None:
    with acts("case_manager") as manager:
        made = write_letter(by=manager, case=case, wording=wording_of(case.organisation_id, "request", "ru"), facts=letter_facts(recipient=BODY))
        rows = Letter.objects.filter(pk=made.pk)
        assert rows.update(kind="referral") == rows._raw_delete("default") == 0
        with connection.cursor() as cursor:
            cursor.execute("select r::text from casework_letter r where id = %s", [made.pk])
            assert "Zzyzzov" not in cursor.fetchone()[0]
    with acting(organisation_id=case.organisation_id):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(number=77)
        assert empty_rows(case.person)["casework.letter"] == 1
        assert (Letter.objects.get(pk=made.pk).recipient, bytes(AttachmentContent.objects.get(attachment_id=made.file_id).data)) == ("", b"")


def test_a_closed_case_gets_no_letter(client_as: Any, acts: Any, case: Any, form: Any) -> None:
    with acts("case_manager") as manager:
        close_case(by=manager, case=Case.objects.get(pk=case.pk), reason="goals_met", on=timezone.localdate())
    answer = client_as("case_manager").post(reverse("letter-new", args=[case.pk]), form)
    assert answer.context["form"].non_field_errors()


def test_the_page_asks_twelve_times_at_most(client_as: Any, acts: Any, case: Any, consent: Any) -> None:
    with acts("case_manager") as manager:
        for _ in range(3):
            write_letter(by=manager, case=case, wording=wording_of(case.organisation_id, "referral", "ru"), facts=letter_facts(consent=consent))
    client, url = client_as("case_manager"), reverse("case-letters", args=[case.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    asked = [one["sql"] for one in captured if one["sql"].startswith("SELECT") and "session" not in one["sql"]]
    assert len(asked) <= 12, "\n".join(asked)
