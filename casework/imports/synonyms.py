"""Which word in a register means which of our codes: headers and values, in Russian, Kazakh and English.

The tables in words_headers.py and words_values.py are the beginning; every label of every vocabulary is a synonym too.
An organisation adds its own words as ``(kind, text, code)`` and they win over ours. ``kind`` is "header", "blank",
"shelter", or the name of a vocabulary (see ``KINDS``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from casework.imports import words_countries, words_headers, words_values
from casework.vocabulary import VOCABULARIES
from casework.vocabulary.regions import REGION, REGION_ALIASES

Entry = tuple[str, str, str]

VALUE_KINDS = (
    "sex",
    "country",
    "exploitation_type",
    "labour_sector",
    "means_of_control",
    "partner_type",
    "service",
    "case_status",
    "region",
)
KINDS = ("header", "blank", "shelter", *VALUE_KINDS)

# A misspelling is accepted when nine letters of ten agree, and only in words long enough for that to mean something.
CLOSE_ENOUGH = 89.5
SHORTEST_TO_GUESS = 7
# "НПО" in "через НПО «Лес»" counts, but "and" is not Andorra.
SHORTEST_PHRASE = {"country": 4, "partner_type": 2}
SHORTEST_OTHER_PHRASE = 3
SHORTEST_ABBREVIATION = 3
# In these lists a known phrase inside a longer remark still counts ("изъяли паспорт и телефон").
KINDS_WITH_PHRASES = frozenset(KINDS) - {"header", "blank", "sex"}
NEGATIONS = frozenset({"не", "нет", "без", "no", "not", "without", "емес", "жоқ"})
PREFIXES = re.compile(r"^(?:г|гор|город|гражданка|гражданин|гр ка|гр н|гр|граждане|республика|the)\s+")


def fold(text: str) -> str:
    """One way of writing: small letters, ё as е, № as "номер", no punctuation, and "ф. и. о." as "фио"."""
    plain = unicodedata.normalize("NFKC", text.replace("№", " номер ")).casefold().replace("ё", "е")
    words = re.findall(r"[^\W_]+|[+#]", plain)
    return re.sub(r"(?<!\S)\w(?: \w)+(?!\S)", lambda run: run[0].replace(" ", ""), " ".join(words))


@dataclass(frozen=True, slots=True)
class Match:
    """What a text means; ``guessed`` when a person should look at it."""

    code: str
    guessed: bool = False


class SynonymTable:
    """Every known word of every kind. Immutable to its users: ``extended`` gives a new table."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        self._folded: dict[str, str] = {}
        self._found: dict[tuple[str, str], Match | None] = {}
        self._add(entries)

    def _add(self, entries: Iterable[Entry]) -> None:
        for kind, text, code in entries:
            if kind not in self._known:
                raise LookupError(f"There are no synonyms of kind {kind!r}; the kinds are {', '.join(KINDS)}.")
            if folded := fold(text):
                self._known[kind][folded] = code

    def extended(self, entries: Iterable[Entry] = ()) -> SynonymTable:
        """A table that also knows these entries; they win over what was known. It remembers no text read before."""
        table = SynonymTable(())
        table._known = {kind: dict(words) for kind, words in self._known.items()}
        table._add(entries)
        return table

    def known(self, kind: str) -> Mapping[str, str]:
        """Folded text → code, for one kind."""
        return self._known[kind]

    def find(self, kind: str, text: str) -> Match | None:
        """The meaning of a text: as written, without "г." or "гражданка", as a phrase in a remark, or as a misspelling."""
        folded = self._fold(text)
        if (kind, folded) not in self._found:
            self._found[kind, folded] = self._search(kind, folded)
        return self._found[kind, folded]

    def find_exact(self, kind: str, text: str) -> str | None:
        """The code of a text that is known as it stands."""
        return self._known[kind].get(self._fold(text))

    def is_blank(self, text: str) -> bool:
        """Whether a text says that nothing is known: "нет", "-", "н/д"."""
        folded = self._fold(text)
        return not folded or folded in self._known["blank"]

    def _fold(self, text: str) -> str:
        if text not in self._folded:
            self._folded[text] = fold(text)
        return self._folded[text]

    def _search(self, kind: str, folded: str) -> Match | None:
        words = self._known[kind]
        for candidate in (folded, PREFIXES.sub("", folded)):
            if candidate in words:
                return Match(words[candidate])
        shortest = SHORTEST_PHRASE.get(kind, SHORTEST_OTHER_PHRASE)
        if kind in KINDS_WITH_PHRASES and (code := _find_phrase(words, folded, shortest)):
            return Match(code, guessed=True)
        return _find_abbreviated(words, folded) or _guess_spelling(words, folded)


def _find_phrase(words: Mapping[str, str], folded: str, shortest: int) -> str | None:
    """The longest known phrase inside a remark, unless the word before it turns it round ("не изъяли паспорт")."""
    tokens = folded.split()
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length + 1):
            phrase = " ".join(tokens[start : start + length])
            if phrase not in words or len(phrase) < shortest:
                continue
            return None if start and tokens[start - 1] in NEGATIONS else words[phrase]
    return None


def _find_abbreviated(words: Mapping[str, str], folded: str) -> Match | None:
    """Read "вид эксплуат." as "вид эксплуатации": each word begins the known one, and only one meaning fits."""
    tokens = folded.split()
    if len(folded) < 2 * SHORTEST_ABBREVIATION - 1 or min(map(len, tokens)) < SHORTEST_ABBREVIATION:
        return None
    fitting = {code for word, code in words.items() if _abbreviates(tokens, word)}
    return Match(fitting.pop(), guessed=True) if len(fitting) == 1 else None


def _abbreviates(tokens: list[str], word: str) -> bool:
    full = word.split()
    return len(full) == len(tokens) and all(whole.startswith(part) for part, whole in zip(tokens, full, strict=True))


def _negate(folded: str) -> frozenset[str]:
    return NEGATIONS.intersection(folded.split())


def _guess_spelling(words: Mapping[str, str], folded: str) -> Match | None:
    if len(folded) < SHORTEST_TO_GUESS:
        return None
    alike = [word for word in words if _negate(word) == _negate(folded)]
    close = process.extract(folded, alike, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=3)
    best = {words[name] for name, score, _index in close if score == close[0][1]}
    return Match(best.pop(), guessed=True) if len(best) == 1 else None


# --- the beginning -----------------------------------------------------------------------------------------------


def _list_labels() -> Iterator[Entry]:
    for kind in VALUE_KINDS:
        for term in VOCABULARIES[kind]:
            for label in (term.en, term.ru, term.kk):
                yield kind, label, term.code
                if "," in label or "(" in label:
                    yield kind, re.split(r"[,(]", label)[0], term.code


def _list_table(kind: str, table: Mapping[str, str]) -> Iterator[Entry]:
    for code, texts in table.items():
        for text in texts.split("|"):
            yield kind, text, code


def _list_defaults() -> Iterator[Entry]:
    yield from _list_labels()
    yield from (("region", alias.name, alias.code) for alias in REGION_ALIASES)
    yield from (("region", re.sub(r"область|облысы", "обл", x), t.code) for t in REGION for x in (t.ru, t.kk))
    yield from _list_table("country", words_countries.COUNTRIES)
    yield from (("country", term.ctdc, term.code) for term in VOCABULARIES["country"] if term.ctdc)
    yield from (("country", term.code, term.code) for term in VOCABULARIES["country"])
    yield from _list_table("header", words_headers.HEADERS)
    for kind, table in words_values.TABLES.items():
        yield from _list_table(kind, table)


DEFAULT = SynonymTable(_list_defaults())
