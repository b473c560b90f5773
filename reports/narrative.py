"""A second look at typed texts: numbers that stand in no table, and words by which one person could be recognised.

Nothing else in a report is typed. The look is by patterns in Russian, Kazakh and English; it finds what is usual and
cannot find everything, so the author reads and confirms in any case.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.places import SMALL_PLACES
from reports.render import ReportDocument


class Sign(StrEnum):
    NUMBER = "number"
    AGE = "age"
    NATIONALITY = "nationality"
    ONLY = "only"
    ONE_PERSON = "one_person"
    NAME = "name"
    PLACE = "place"


SIGN_NAMES: dict[str, str | Promise] = {
    Sign.NUMBER: _("A number that stands in no table of this report"),
    Sign.AGE: _("An age"),
    Sign.NATIONALITY: _("The nationality of one person"),
    Sign.ONLY: _("Words that say: the only one, the first one"),
    Sign.ONE_PERSON: _("One single person"),
    Sign.NAME: _("A name or initials"),
    Sign.PLACE: _("A place smaller than a region"),
}

_EN_PEOPLE = r"(?:woman|man|girl|boy|child|person|victim|teenager|teen|mother|father|sister|brother|family|survivor|beneficiary)"
_RU_PEOPLE = r"(?:женщин[аыуе]|женщиной|мужчин[аыуе]|мужчиной|девушк[аиуе]|девушкой|девочк[аиуе]|девочкой|мальчик[ауе]?|мальчиком|подрост(?:ок|ка|ку|ком)|реб[её]н(?:ок|ка|ку|ком)|человек[ау]?|человеком|мать|матери|жертв[аыуе]|жертвой|потерпевш(?:ая|ий|ей|его|ему|ую)|семь[яиюе]|семь[её]й)"
_KK_PEOPLE = r"(?:әйел|ер адам|ер кісі|қыз|ұл|бала|адам|кісі|ана|жасөспірім|жәбірленуші|құрбан|отбасы)"
_EN_NATIONS = r"(?:Uzbek|Kyrgyz|Tajik|Russian|Kazakh(?:stani)?|Turkmen|Mongolian|Chinese|Ukrainian|Filipin[ao]|Nigerian|Turkish|Indian|Pakistani|Afghan|Azerbaijani|Armenian|Georgian|Moldovan|Belarusian|Korean|Vietnamese|Bangladeshi|Nepali|Iranian)"
_RU_NATIONS = (
    r"(?:узбечк[аиуе]|узбек[ау]?|узбеком|киргизк[аиуе]|кыргызк[аиуе]|киргиз[ау]?|кыргыз[ау]?|таджичк[аиуе]|таджик[ау]?|казашк[аиуе]|казах[ау]?|"
    r"россиянк[аиуе]|россиянин[ау]?|туркменк[аиуе]|туркмен[ау]?|монголк[аиуе]|монгол[ау]?|китаянк[аиуе]|кита(?:ец|йца|йцу)|украинк[аиуе]|"
    r"украин(?:ец|ца|цу)|филиппинк[аиуе]|нигерийк[аиуе]|турчанк[аиуе]|белорус(?:ка|ки|ку|ке)|молдаванк[аиуе]|уйгурк[аиуе]|каракалпачк[аиуе])"
)
_KK_NATIONS = r"(?:өзбек|қырғыз|тәжік|орыс|қазақ|түрікмен|моңғол|қытай|украин|түрік|ұйғыр|қарақалпақ)"
_UPPER = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_LOWER = "a-zа-яёәғқңөұүһі"

_PATTERNS: tuple[tuple[Sign, str, int], ...] = (
    (Sign.AGE, r"\b\d{1,3}\s?[-–]?\s?(?:year|yr)s?[-– ]old\w*", re.IGNORECASE),
    (Sign.AGE, r"\b(?:aged?|at the age of|at age)\s+\d{1,3}\b", re.IGNORECASE),
    (Sign.AGE, r"\b\d{1,3}\s?[-–]?\s?(?:летн\w+|лет\b|годик\w*)", re.IGNORECASE),
    (Sign.AGE, r"\b\d{1,3}\s?[-–]?\s?(?:жас(?:ар|та|тағы|қа|ында|ы)?)\b", re.IGNORECASE),
    (Sign.NATIONALITY, rf"\b(?:an?|one|the|another)\s+(?:\w+\s+)?{_EN_NATIONS}\s+(?:{_EN_PEOPLE}|citizen|national)\b", re.IGNORECASE),
    (Sign.NATIONALITY, r"\b(?:an?|one|the|another)\s+(?:citizen|national)\s+of\b", re.IGNORECASE),
    (Sign.NATIONALITY, rf"\b{_RU_NATIONS}\b", re.IGNORECASE),
    (Sign.NATIONALITY, r"\b(?:гражданин[ау]?|гражданином|гражданк[аиуе]|гражданкой)\b", re.IGNORECASE),
    (Sign.NATIONALITY, rf"\b{_KK_NATIONS}\s+(?:{_KK_PEOPLE}|азамат(?:ы|ша(?:сы)?)?)\b", re.IGNORECASE),
    (Sign.NATIONALITY, r"\bазамат(?:ы|ын|ына|ша|шасы)\b", re.IGNORECASE),
    (Sign.ONLY, r"\b(?:the only|only one|just one|the sole|the first (?:ever|time)|for the first time|unique)\b", re.IGNORECASE),
    (Sign.ONLY, r"\bединственн\w*|\b(?:только|лишь|всего)\s+од(?:ин|н[аоуе]|ного|ной|ну)\b|\bвпервые\b|\bуникальн\w*", re.IGNORECASE),
    (Sign.ONLY, r"\bжалғыз\w*|\bбір\s+ғана\b|\bтек\s+(?:қана\s+)?бір\b|\bалғаш\s+рет\b|\bбірегей\w*", re.IGNORECASE),
    (Sign.ONE_PERSON, rf"\b(?:an?|one|another|this|that)\s+(?:\w+\s+)?{_EN_PEOPLE}\b", re.IGNORECASE),
    (Sign.ONE_PERSON, rf"\b(?:одн(?:а|ой|у|ого|ому|им)|один|эт(?:а|ой|у|ого|от)|молод(?:ая|ой|ую|ого)|беременн(?:ая|ой|ую))\s+(?:\w+\s+)?{_RU_PEOPLE}\b", re.IGNORECASE),
    (Sign.ONE_PERSON, rf"\b(?:бір|осы|сол|жас|жүкті)\s+(?:\w+\s+)?{_KK_PEOPLE}(?:ге|ға|ді|ды|дің|дың|мен|ның|нің)?\b", re.IGNORECASE),
    (Sign.NAME, rf"(?<![\w.])[{_UPPER}]\.(?:\s?[{_UPPER}]\.)*(?:\s?[{_UPPER}][{_LOWER}]+)?", 0),
    (Sign.NAME, rf"(?<=[{_LOWER},;:»)] )[{_UPPER}][{_LOWER}]+(?:(?:ов|ев|ёв|ин|ын)(?:а|у|ым|е|ой|ы)?|ович\w*|евич\w*|овн\w+|евн\w+|ұлы\w*|улы\w*|қызы\w*|кызы\w*|bekov|ov|ova|ev|eva|ovna|evich|ovich|uly|kyzy)\b", 0),
    (Sign.PLACE, r"\b(?:сел[оаеу]|селом|аул\w{0,3}|пос[её]л(?:ок|ка|ке|ку)|деревн\w+|улиц\w+|микрорайон\w*|район[аеу]?|станци[яиюей]+)\b", re.IGNORECASE),
    (Sign.PLACE, r"\b(?:village|hamlet|settlement|district|street|avenue|neighbou?rhood|town)\b", re.IGNORECASE),
    (Sign.PLACE, r"\b(?:ауыл\w*|аудан\w*|кент(?:і|інде|інен)?|көше\w*|ықшамаудан\w*|қалашы[қғ]\w*)\b", re.IGNORECASE),
    (Sign.PLACE, rf"\b(?:{'|'.join(SMALL_PLACES)})\w*\b(?!\s+(?:region|oblast|област|облыс))", re.IGNORECASE),
)  # fmt: skip
_COMPILED = tuple((sign, re.compile(pattern, flags)) for sign, pattern, flags in _PATTERNS)
_NUMBER = re.compile(r"(?<![\w.,])[-+−]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|(?<![\w])\d+(?:[.,]\d+)?")
_NOT_NAMES = ("украин", "аргентин", "палестин", "китаев")  # countries that end like family names


@dataclass(frozen=True)
class Found:
    """Words in the text of a section that deserve a second look."""

    section: str
    sign: Sign
    words: str

    @property
    def name(self) -> str:
        return str(SIGN_NAMES[self.sign])


@dataclass(frozen=True)
class Review:
    """What the second look has shown: the words found, and the numbers that stand in the tables."""

    sha256: str
    found: tuple[Found, ...]
    recognised: tuple[tuple[str, str], ...]
    """Section and number, as typed."""

    @property
    def flagged(self) -> dict[str, int]:
        return {sign.value: number for sign in Sign if (number := sum(one.sign is sign for one in self.found))}

    def of(self, section: str) -> tuple[list[Found], list[str]]:
        """What was found and what was recognised in one section."""
        return [one for one in self.found if one.section == section], [number for where, number in self.recognised if where == section]


def list_values(document: ReportDocument) -> frozenset[str]:
    """Every number a reader sees in the tables, figures of others too, and the numbers of their names (years, quarters)."""
    values: set[str] = set()
    for section in document.sections:
        for layout in section.layouts:
            for column in layout.columns:
                values |= set(re.findall(r"\d+", column.label))
            for line in layout.lines:
                values |= {f"{abs(value):.0f}" for value in document.read_values(layout, line) if value is not None}
    for row in document.context:
        values |= {*re.findall(r"\d+", row.year), _plain(row.value)}
    return frozenset(values | set(re.findall(r"\d+", document.period)))


def review(texts: Mapping[str, str], values: Iterable[str]) -> Review:
    """Look through the texts of a report, section by section."""
    known = set(values)
    found: list[Found] = []
    recognised: list[tuple[str, str]] = []
    for section, text in texts.items():
        signs = _find_signs(text)
        found += [Found(section, sign, words) for sign, words in signs]
        ages = " ".join(words for sign, words in signs if sign is Sign.AGE)
        for typed in dict.fromkeys(match.group().strip() for match in _NUMBER.finditer(text)):
            if _plain(typed) in known:
                recognised.append((section, typed))
            elif typed not in ages:
                found.append(Found(section, Sign.NUMBER, typed))
    return Review(hash_texts(texts), tuple(found), tuple(recognised))


def hash_texts(texts: Mapping[str, str]) -> str:
    """One hash for all texts: says what was confirmed without holding it."""
    return hashlib.sha256(json.dumps(sorted(texts.items()), ensure_ascii=False).encode()).hexdigest()


def _find_signs(text: str) -> list[tuple[Sign, str]]:
    found = [(sign, match.group().strip()) for sign, pattern in _COMPILED for match in pattern.finditer(text)]
    return [one for one in dict.fromkeys(found) if not (one[0] is Sign.NAME and one[1].lower().startswith(_NOT_NAMES))]


def _plain(typed: str) -> str:
    return re.sub(r"[ \u00a0\u202f+−-]", "", typed)
