"""Which words count today for a kind of letter in a language."""

from __future__ import annotations

from uuid import UUID

from casework.letters.models import LetterTemplate
from casework.letters.rendering import Wording
from casework.letters.shipped import SHIPPED


def wording_of(organisation_id: UUID, kind: str, language: str) -> Wording:
    """The organisation's newest, or what comes with Pana."""
    own: LetterTemplate | None = LetterTemplate.objects.filter(organisation_id=organisation_id, kind=kind, language=language).first()
    return _wording(kind, language, own)


def wordings_of(organisation_id: UUID) -> list[Wording]:
    """All of them, each as it counts today."""
    newest: dict[tuple[str, str], LetterTemplate] = {}
    for own in LetterTemplate.objects.filter(organisation_id=organisation_id):
        newest.setdefault((own.kind, own.language), own)
    return [_wording(kind, language, newest.get((kind, language))) for kind, language in SHIPPED]


def _wording(kind: str, language: str, own: LetterTemplate | None) -> Wording:
    title, text = (own.title, own.text) if own else SHIPPED[kind, language]
    return Wording(kind, language, title, text, own)
