"""The private key of the copies on three sheets for three people: any two open the copies, one alone says nothing.

The key is the sum of three random-looking parts A, B, C, and every sheet holds two of them: A and B, B and C, C and A.
Whoever has one sheet lacks a part that is as good as any other text of its length, so the sheet tells nothing about the
key (replicated secret sharing, Ito, Saito and Nishizeki 1987). Two sheets hold all three. A lost sheet loses nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from functools import reduce

from pyrage import x25519

from config.backup.problems import RestoreFailed

HEAD = "AGE-SECRET-KEY-1"
ALPHABET = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"  # of the key itself (bech32): no letters that are taken for digits
LENGTH = 58
LETTERS = "ABC"
SHEETS = ("AB", "BC", "CA")
LINE = re.compile(r"^PANA-KEY([ABC])(.{4})(.{58})(.{4})$")
EXPLAINED = (
    "# One of three sheets. Any two of them open the copies of this installation; this one alone opens nothing.",
    "# Один из трёх листов. Любые два открывают копии этой установки; один лист не открывает ничего.",
    "# Үш парақтың бірі. Кез келген екеуі осы жүйенің көшірмелерін ашады; бір парақ ештеңе ашпайды.",
)


def split(identity: x25519.Identity) -> list[str]:
    """Three sheets, each a text of its own: lines of explanation, then the two parts it holds."""
    whole = [ALPHABET.index(letter) for letter in str(identity).removeprefix(HEAD)]
    first, second = ([secrets.randbelow(32) for _ in whole] for _ in range(2))
    third = [a ^ b ^ c for a, b, c in zip(whole, first, second, strict=True)]
    name = _name(str(identity.to_public()))
    lines = {letter: _line(letter, name, part) for letter, part in zip(LETTERS, (first, second, third), strict=True)}
    return ["\n".join((*EXPLAINED, *(lines[letter] for letter in sheet), "")) for sheet in SHEETS]


def join(texts: Iterable[str]) -> str:
    """The private key that these sheets make together; empty when they hold no part at all.

    Raises RestoreFailed, in a sentence for whoever types: a part that was copied wrong, sheets of different keys, one sheet.
    """
    parts: dict[str, list[int]] = {}
    names = set()
    for line in _lines(texts):
        found = LINE.match(line)
        if found is None or found[4] != _check(found[1], found[2], found[3]):
            raise RestoreFailed(f"A part of the key was copied wrong: the line that begins with {_shown(line)}.")
        names.add(found[2])
        parts[found[1]] = [ALPHABET.index(letter) for letter in found[3]]
    if not parts:
        return ""
    if len(names) > 1:
        raise RestoreFailed("These sheets belong to different keys.")
    if len(parts) < len(LETTERS):
        raise RestoreFailed("One sheet opens nothing: a second of the three is needed, from another person.")
    whole = reduce(lambda one, other: [a ^ b for a, b in zip(one, other, strict=True)], parts.values())
    return HEAD + "".join(ALPHABET[value] for value in whole)


def _lines(texts: Iterable[str]) -> Iterable[str]:
    """Every part, however it was spaced and whatever case it was typed in."""
    for text in texts:
        for line in text.splitlines():
            packed = re.sub(r"[\s·]", "", line).upper()
            if packed.startswith("PANA-KEY"):
                yield packed


def _line(letter: str, name: str, part: list[int]) -> str:
    told = "".join(ALPHABET[value] for value in part)
    groups = " ".join(told[start : start + 4] for start in range(0, LENGTH, 4))
    return f"PANA-KEY {letter} {name}  {groups}  {_check(letter, name, told)}"


def _name(public: str) -> str:
    """By which sheets of one key know each other."""
    return _letters(hashlib.sha256(f"pana sheets: {public}".encode()).digest())


def _check(letter: str, name: str, part: str) -> str:
    return _letters(hashlib.sha256(f"pana part: {letter} {name} {part}".encode()).digest())


def _letters(digest: bytes) -> str:
    return "".join(ALPHABET[byte % 32] for byte in digest[:4])


def _shown(line: str) -> str:
    """Enough to find the line on the paper, and nothing of the part."""
    return f"PANA-KEY {line[8:9]} {line[9:13]}"
