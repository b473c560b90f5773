"""Names as registers keep them, and a key that lets two spellings of one name meet.

A name may be Kazakh, Russian, Uzbek, Kyrgyz, Tajik or Latin, in full, with initials, or initials alone. The key says
"possibly the same person" and nothing more: a person decides, no record is ever merged by it.
"""

import re
import unicodedata
from dataclasses import dataclass, field

# A letter or a digraph (Sh, Ch, Дж) with a full stop.
INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s*){1,4}")
TRAILING_INITIALS = re.compile(r"^(?P<surname>[^\s.]{2,})\s+(?P<initials>(?:[^\W\d_]{1,2}\.\s*){1,3})$")
LEADING_INITIALS = re.compile(r"^(?P<initials>(?:[^\W\d_]{1,2}\.\s*){1,3})\s*(?P<surname>[^\s.]{2,})$")
PATRONYMIC = re.compile(
    r"(?:ович|евич|ёвич|ьич|овна|евна|ёвна|ична|инична|ұлы|улы|қызы|кызы|ovich|evich|yevich|ovna|evna|yevna|uly|ulı|kyzy|"
    r"qyzy|qizi|o['ʻ‘’`]?g['ʻ‘’`]?li|ўғли|угли)$",
    re.IGNORECASE,
)
PATRONYMIC_PARTICLE = re.compile(
    r"^(?:ұлы|улы|уулу|оглы|оғлы|угли|ўғли|қызы|кызы|uly|uulu|ogly|ugli|o['ʻ‘’`]?g['ʻ‘’`]?li|kyzy|qyzy|qizi)$",
    re.IGNORECASE,
)
SURNAME = re.compile(r"\w{2,}(?:ов|ова|ев|ева|ёв|ёва|ov|ova|ev|eva)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; any of them may be empty. Never printed: its repr shows nothing."""

    surname: str = field(default="", repr=False)
    given_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    initials: str = field(default="", repr=False)


def split_name(text: str) -> PersonName:
    """Take a name apart as a register writes it: surname, given name, patronymic; or initials where only they are kept."""
    cleaned = " ".join(unicodedata.normalize("NFKC", text).replace(",", " ").split())
    if INITIALS.fullmatch(cleaned):
        return PersonName(initials=_tidy_initials(cleaned))
    for shape in (TRAILING_INITIALS, LEADING_INITIALS):
        if found := shape.match(cleaned):
            return PersonName(surname=found["surname"], initials=_tidy_initials(found["initials"]))
    return _split_words(_join_particles(cleaned.split()))


def _tidy_initials(text: str) -> str:
    return "".join(text.split())


def _join_particles(words: list[str]) -> list[str]:
    """Make one patronymic of "Болат ұлы", which is not two words."""
    joined: list[str] = []
    for word in words:
        if joined and PATRONYMIC_PARTICLE.match(word):
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _split_words(words: list[str]) -> PersonName:
    if len(words) < 2:
        return PersonName(given_name="".join(words))
    patronymics = [i for i, word in enumerate(words) if i and PATRONYMIC.search(word)]
    if patronymics == [1] and len(words) == 3:
        return PersonName(surname=words[2], given_name=words[0], patronymic=words[1])
    if len(words) == 2 and SURNAME.match(words[1]) and not SURNAME.match(words[0]):
        return PersonName(surname=words[1], given_name=words[0])
    if patronymics == [1]:
        return PersonName(given_name=words[0], patronymic=" ".join(words[1:]))
    return PersonName(surname=words[0], given_name=words[1], patronymic=" ".join(words[2:]))


# --- the key -----------------------------------------------------------------------------------------------------

CYRILLIC = str.maketrans(
    {
        # Kazakh, Kyrgyz, Uzbek and Tajik letters first: no common transliteration knows them all.
        "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
        "ў": "u", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u", "є": "e", "ї": "i", "ґ": "g",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
        "я": "ia",
    }
)  # fmt: skip
LATIN = str.maketrans({"ş": "sh", "ç": "ch", "ğ": "g", "ı": "i", "ñ": "n", "ə": "a", "ŋ": "n", "ŭ": "u"})
# In this order: longer spellings first, so that "tch" is not read as "t" and "ch".
FOLDS = (
    (r"o['ʻʼ‘’`´]", "u"),
    (r"['ʻʼ‘’`´]", ""),
    (r"shch|sch", "sh"),
    (r"tch|č", "ch"),
    (r"q|ck", "k"),
    (r"kh|x", "h"),
    (r"dzh|dj|zh", "j"),
    (r"w", "v"),
    (r"ou", "u"),
    (r"c(?!h)", "ts"),
    (r"y[eo]|i[eo]|jo(?=$)", "e"),
    (r"ya|ja(?=$)", "ia"),
    (r"yu", "iu"),
    (r"y", "i"),
    (r"(?<=[aeiou])j(?![aeiou])", "i"),
    (r"(.)\1+", r"\1"),
)
SURNAME_ENDING = re.compile(r"(?<=\w{3})(?:ov|ev)a?$")


def match_key(text: str) -> str:
    """One spelling for all: Балабаева, Balabaeva and Balabayeva give the same key, in whatever order the words stand.

    Letters fold to plain Latin and the endings -ов(а), -ев(а) are dropped, because sisters, brothers and passports
    differ in them. Compare keys with a similarity measure, together with birth year, sex and citizenship.
    """
    words = re.findall(r"[\w'ʻʼ‘’`´]+", unicodedata.normalize("NFKC", text).lower())
    return " ".join(sorted(filter(None, map(_fold_word, words))))


def _fold_word(word: str) -> str:
    plain = word.translate(CYRILLIC).translate(LATIN)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    for pattern, replacement in FOLDS:
        plain = re.sub(pattern, replacement, plain)
    return SURNAME_ENDING.sub("", plain)
