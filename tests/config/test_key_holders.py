"""The private key of the copies on three sheets: any two make it again, one says nothing, a slip of the pen is found."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from pyrage import x25519

from config.backup.holders import ALPHABET, HEAD, join, split
from config.backup.keys import read_identity
from config.backup.problems import RestoreFailed


def parts_of(sheet: str) -> dict[str, str]:
    lines = [line.split() for line in sheet.splitlines() if line.startswith("PANA-KEY")]
    return {words[1]: "".join(words[3:-1]) for words in lines}


def test_any_two_sheets_make_the_key_and_one_does_not(tmp_path: Path) -> None:
    identity = x25519.Identity.generate()
    sheets = split(identity)
    assert len(sheets) == 3
    for two in combinations(sheets, 2):
        assert join(two) == str(identity)
    for one in sheets:
        with pytest.raises(RestoreFailed, match="One sheet opens nothing"):
            join([one, one])
        assert len(parts_of(one)) == 2
    paths = [tmp_path / f"{number}.txt" for number in range(2)]
    for path, sheet in zip(paths, sheets, strict=False):
        path.write_text(sheet.lower().replace(" ", "  "), encoding="utf-8")
    assert str(read_identity(paths)) == str(identity)


def test_one_sheet_fits_every_key_equally_well() -> None:
    """For each sheet there is, for any other key, a missing part that would make it: the sheet excludes nothing."""
    identity, other = x25519.Identity.generate(), x25519.Identity.generate()
    for sheet in split(identity):
        held = list(parts_of(sheet).values())
        missing = [
            ALPHABET.index(wanted) ^ ALPHABET.index(one) ^ ALPHABET.index(two)
            for wanted, one, two in zip(str(other).removeprefix(HEAD), *held, strict=True)
        ]
        assert all(0 <= value < len(ALPHABET) for value in missing)
    seen = Counter(letter for _ in range(300) for part in parts_of(split(identity)[1]).values() for letter in part)
    assert set(seen) == set(ALPHABET)
    assert max(seen.values()) < 1.4 * min(seen.values())  # 34,800 letters of one key: every letter about as often


def test_a_slip_of_the_pen_is_found_and_the_line_named() -> None:
    one, two, _ = split(x25519.Identity.generate())
    line = next(line for line in one.splitlines() if line.startswith("PANA-KEY A"))
    wrong = line[:20] + ("Q" if line[20] != "Q" else "P") + line[21:]
    with pytest.raises(RestoreFailed, match="copied wrong") as told:
        join([one.replace(line, wrong), two])
    assert parts_of(one)["A"][:8] not in str(told.value).replace(" ", "")
    with pytest.raises(RestoreFailed, match="copied wrong"):
        join([one, two[: two.rindex("PANA-KEY") + 30]])


def test_sheets_of_two_keys_are_told_apart_and_other_files_are_refused(tmp_path: Path) -> None:
    one, other = split(x25519.Identity.generate()), split(x25519.Identity.generate())
    with pytest.raises(RestoreFailed, match="different keys"):
        join([one[0], other[1]])
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague", encoding="utf-8")
    with pytest.raises(RestoreFailed, match="no private key"):
        read_identity([path])
    with pytest.raises(RestoreFailed, match="cannot be read"):
        read_identity([tmp_path / "nothing.txt"])


def test_a_whole_key_of_the_usual_program_opens_too(tmp_path: Path) -> None:
    identity, path = x25519.Identity.generate(), tmp_path / "key.txt"
    path.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n", encoding="utf-8")
    assert str(read_identity([path])) == str(identity)
