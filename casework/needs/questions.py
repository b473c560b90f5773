"""The questions of a form as data: those that come with Pana, or an organisation's own, version by version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import get_language

from casework.needs.models import NeedsForm
from casework.vocabulary import VOCABULARIES, Term
from casework.vocabulary.terms import LANGUAGES

EDITION = 1  # of the questions that come with Pana; a change of casework/vocabulary/needs.py makes the next
ILL_TREATMENT = "ill_treatment"
SERVICES: tuple[str, ...] = VOCABULARIES["service_type"].codes
SECTIONS: tuple[str, ...] = (*SERVICES, ILL_TREATMENT)
MOST, LONGEST = 40, 200
BETWEEN = "|"


@dataclass(frozen=True)
class Question:
    """One thing to tick. `words` by language are an organisation's own; without them the vocabulary speaks."""

    code: str
    section: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        if self.words:
            return self.words.get((get_language() or "en")[:2]) or next(iter(self.words.values()))
        term = shipped_terms().get(self.code)
        return term.label(get_language() or "en") if term else self.code

    @property
    def line(self) -> str:
        """As it stands in the editor: own words in every language they were written in."""
        return f" {BETWEEN} ".join(dict.fromkeys(self.words.values())) if self.words else self.label

    def says(self, line: str) -> bool:
        term = shipped_terms().get(self.code)
        return line == self.line or (not self.words and term is not None and line in (term.ru, term.kk, term.en))

    def kept(self) -> dict[str, Any]:
        return {"code": self.code, "section": self.section} | ({"words": self.words} if self.words else {})


def shipped_terms() -> dict[str, Term]:
    return {term.code: term for name in ("need_sign", ILL_TREATMENT) for term in VOCABULARIES[name]}


def shipped() -> list[Question]:
    """The form that comes with Pana."""
    needs = [Question(term.code, str(term.group)) for term in VOCABULARIES["need_sign"]]
    return needs + [Question(code, ILL_TREATMENT) for code in VOCABULARIES[ILL_TREATMENT].codes]


def questions_of(form: NeedsForm | None) -> list[Question]:
    if form is None:
        return shipped()
    return [Question(one["code"], one["section"], one.get("words", {})) for one in form.questions]


def edition_of(form: NeedsForm | None) -> int:
    return EDITION if form is None else form.number


def newest_form(organisation_id: UUID) -> NeedsForm | None:
    """What is asked today; None for the form that comes with Pana."""
    found: NeedsForm | None = NeedsForm.objects.filter(organisation_id=organisation_id).first()
    return found


def read_lines(section: str, text: str, known: Iterable[Question]) -> list[Question]:
    """One question a line. A line that was there before keeps its code, so that what was ticked goes on to count."""
    here = [question for question in known if question.section == section]
    found: list[Question] = []
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        question = next((one for one in here if one.says(line)), None) or _own(section, line)
        if question not in found:
            found.append(question)
    return found


def _own(section: str, line: str) -> Question:
    """In one language for everybody, or in Russian, Kazakh and English with a bar between."""
    parts = [part.strip() for part in line.split(BETWEEN) if part.strip()]
    words = (
        dict(zip(LANGUAGES, parts, strict=False))
        if len(parts) > 1
        else dict.fromkeys(LANGUAGES, parts[0] if parts else line)
    )
    return Question(f"own_{uuid4().hex[:12]}", section, words)
