"""The name under which a file is given out: nothing that climbs, hides, turns direction or lies about what it is."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
LONGEST_BYTES = 200
SEPARATORS = re.compile(r"[\\/]")
FORBIDDEN = re.compile(r'[<>:"|?*;%\x00-\x1f\x7f]')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(given: str, extension: str) -> str:
    """A plain name with the extension of what the file really is."""
    name = SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    # invisible signs and those that turn the direction of text (Cf), private and unassigned ones
    name = "".join(" " if unicodedata.category(sign) in {"Zs", "Zl", "Zp"} else sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(FORBIDDEN.sub("_", name).split()).strip(". ")
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", name).strip(". ") or "file"
    stem = f"_{stem}" if RESERVED.match(stem) else stem
    stem = stem[:LONGEST]
    while len(stem.encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip('. ')}.{extension}"
