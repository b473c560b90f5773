"""Files on the demo's cases, one person who was erased, and one whose records a court wants kept."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageDraw

from access.actors import Actor
from casework.attachments.actions import add_file
from casework.attachments.examining import examine
from casework.cases.actions import close_case
from casework.cases.joint_actions import open_case_for_new_person
from casework.cases.work_actions import write_note
from casework.erasure.actions import erase_person, set_hold
from casework.erasure.models import Ground
from casework.models import Case

LETTER = "Ойдан шығарылған мәтін / вымышленный текст (demo)"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def add_files(by: Actor, case: Case) -> None:
    """A letter, a decision and a photograph, as a case manager would add them."""
    for name, content in (("letter.txt", LETTER.encode()), ("decision.pdf", PDF), ("photo.jpg", _photograph())):
        add_file(by=by, case=case, file=examine(name, content))


def _photograph() -> bytes:
    picture, out = Image.new("RGB", (320, 200), (224, 239, 236)), BytesIO()
    ImageDraw.Draw(picture).rectangle((40, 40, 280, 160), outline=(11, 110, 105), width=4)
    picture.save(out, "JPEG")
    return out.getvalue()


def show_keeping(manager: Actor, director: Actor) -> None:
    """Two people of a year ago: one asked to be forgotten, the other's file a court may ask for."""
    forgotten, held = (_closed_case(manager) for _ in range(2))
    erase_person(by=director, person=forgotten.person, ground=Ground.REQUEST, asked_by=manager.user)
    set_hold(by=director, person=held.person, reason=LETTER)


def _closed_case(manager: Actor) -> Case:
    began = timezone.localdate() - timedelta(days=300)
    case = open_case_for_new_person(
        by=manager, person_facts={"sex": "female", "birth_year": 1990, "citizenships": ["KZ"], "language": "kk"},
        identity={"surname": "Үлгіқызы", "given_name": "Демо", "phone": "+7 700 000 00 00"},
        facts={"requested_on": began, "region": "KZ-75", "age_at_registration": 35}, lead=manager.user,
    )  # fmt: skip
    write_note(by=manager, case=case, text=LETTER)
    return close_case(by=manager, case=case, reason="goals_met", on=began + timedelta(days=200))
