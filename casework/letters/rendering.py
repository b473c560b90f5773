"""From ready words to a page: everything in brackets filled in, and typeset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone, translation
from django.utils.formats import date_format

from access.typesetting import typeset
from casework.letters.models import LetterTemplate
from casework.letters.places import Draft, filled

PAGE = Path(__file__).with_name("letter.typ")


@dataclass(frozen=True)
class Wording:
    """What a letter is made from: an organisation's own words, or those that come with Pana."""

    kind: str
    language: str
    title: str
    text: str
    template: LetterTemplate | None

    @property
    def number(self) -> int:
        return self.template.number if self.template else 0

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"


def as_text(wording: Wording, draft: Draft) -> Wording:
    """The words with everything filled in."""
    title, text = (filled(part, draft, wording.language) for part in (wording.title, wording.text))
    return replace(wording, title=title, text=text)


def as_pdf(wording: Wording, draft: Draft) -> bytes:
    whole = as_text(wording, draft)
    with translation.override(wording.language):
        day = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
    letter = {
        "title": whole.title, "organisation": draft.by.organisation.name, "language": wording.language, "reference": f"№ {draft.reference}", "day": day,
        "recipient": draft.recipient, "author": draft.by.user.display_name if draft.by.user else "",
        "paragraphs": [part.strip() for part in whole.text.split("\n\n") if part.strip()],
    }  # fmt: skip
    return typeset(PAGE, letter=letter)
