"""A word of the field in three languages, and a list of such words.

Codes are stored, labels are shown. A code never changes once a case carries it; a label may be corrected at any time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import get_language

LANGUAGES = ("ru", "kk", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: its code, its three labels, and what the international standards call it.

    ``unsure`` marks a label that no native speaker has confirmed. ``group`` names the code this one belongs under
    (a service under its kind, a step under its workstream).
    """

    code: str
    en: str
    ru: str
    kk: str
    unsure: bool = False
    htcds: str | None = None
    ctdc: str | None = None
    isic: str | None = None
    group: str | None = None

    def label(self, language: str) -> str:
        """The word in one language; an unknown language reads English."""
        return {"ru": self.ru, "kk": self.kk}.get(language[:2], self.en)


class Vocabulary:
    """A closed list of terms, in the order a form shows them."""

    def __init__(self, name: str, *terms: Term) -> None:
        self.name = name
        self.terms = terms
        self._by_code = {term.code: term for term in terms}
        if len(self._by_code) != len(terms):
            raise ValueError(f"The vocabulary {name} uses a code twice.")

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, code: str) -> Term:
        return self._by_code[code]

    def __repr__(self) -> str:
        return f"<Vocabulary {self.name}: {len(self)} terms>"

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in order."""
        return tuple(self._by_code)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Pairs for a form; each label is looked up when the page is drawn, in the reader's language."""
        return [(code, _read_label_later(self, code)) for code in self._by_code]

    def label(self, code: str, language: str | None = None) -> str:
        """The word for a code, in the active language unless told. A code we no longer know is shown as it is."""
        term = self._by_code.get(code)
        return term.label(language or get_language() or "en") if term else code

    def labels(self, codes: Iterable[str], language: str | None = None) -> list[str]:
        """The words for several codes, in the order of this list, not of the codes given."""
        wanted = set(codes)
        known = [code for code in self._by_code if code in wanted]
        return [self.label(code, language) for code in (*known, *sorted(wanted - set(known)))]

    def in_group(self, group: str) -> tuple[Term, ...]:
        """The terms that belong under another code, e.g. the steps of one workstream."""
        return tuple(term for term in self.terms if term.group == group)


def _read_label(vocabulary: Vocabulary, code: str) -> str:
    return vocabulary.label(code)


_read_label_later = lazy(_read_label, str)
