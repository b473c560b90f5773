"""Documents: a PDF that acts is not taken; a packed office file is what its list of contents says, within bounds."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from casework.attachments.models import FileKind
from casework.attachments.problems import FileRefused

MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS, MOST_TIMES = 2000, 200
# Two and three letters stand in any picture of some size by chance: there the value that must follow belongs to it.
ACTS = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])"
    rb"|/(JS|XFA)(?![A-Za-z0-9])\s*(\(|<|\[|%|\d+\s+\d+\s+R)"
)
OBJECTS = re.compile(rb"[\s%\d<\[(/]")  # how packed objects may begin; letters and pictures do not act
STREAM = re.compile(rb"stream\r?\n")
HIDDEN_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")
MAIN = {
    FileKind.DOCX: b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    FileKind.XLSX: b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
MACROS = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject", re.IGNORECASE)
PACKED = re.compile(r"(vbaProject|activeX|embeddings/)|\.(zip|jar|rar|7z|exe|dll|js|vbs|bin|docm|xlsm|docx|xlsx)$", re.IGNORECASE)
ACTIVE = _("The document contains a program or another file inside. Save it without, or print it into a new PDF.")
LOCKED = _("The document is locked with a password. Save it without one.")
DAMAGED = _("The document is damaged or is not what it says.")


def check_pdf(content: bytes) -> None:
    """No script, no launching, nothing embedded: looked for in the clear parts and in the packed ones."""
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(DAMAGED)
    if re.search(rb"/Encrypt(?![A-Za-z])", content):
        raise FileRefused(LOCKED)
    for part in _parts(content):
        if ACTS.search(HIDDEN_LETTER.sub(lambda found: bytes([int(found[1], 16)]), part)):
            raise FileRefused(ACTIVE)


def _parts(content: bytes) -> Iterator[bytes]:
    """What is in the clear, then the packed objects, up to a bound. Packed bytes are no words, and say nothing before they are unpacked.

    Whatever follows the end of what was packed is clear again: nothing hides behind it.
    """
    clear, at, left, looked_at = bytearray(), 0, MOST_UNPACKED, 0
    for found in STREAM.finditer(content):
        end = content.find(b"endstream", found.end())
        packed = content[found.end() : end]
        looked_at += len(packed)
        unpacking = zlib.decompressobj()
        try:
            unpacked = unpacking.decompress(packed, left)
        except zlib.error:
            continue  # not packed this way: a picture, or text that is looked at with the rest
        left -= len(unpacked)
        if left <= 0 or looked_at > 4 * len(content):
            raise FileRefused(DAMAGED)
        if unpacking.eof and found.end() >= at:
            clear += content[at : found.end()]
            at = found.end() + len(packed) - len(unpacking.unused_data)
        if OBJECTS.match(unpacked):
            yield unpacked
    yield bytes(clear + content[at:])


def office_kind(content: bytes) -> FileKind:
    """Word or Excel; anything else that is packed is refused before it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _check_entries(packed.infolist(), len(content))
            contents = packed.open("[Content_Types].xml").read(512 * 1024)
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError):
        raise FileRefused(DAMAGED) from None
    if MACROS.search(contents):
        raise FileRefused(ACTIVE)
    kind = next((kind for kind, main in MAIN.items() if main in contents), None)
    if kind is None:
        raise FileRefused(DAMAGED)
    return kind


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    total = sum(entry.file_size for entry in entries)
    if len(names) > MOST_PARTS or len(set(names)) < len(names) or total > MOST_UNPACKED or total > MOST_TIMES * size:
        raise FileRefused(DAMAGED)
    for entry in entries:
        name = entry.filename
        climbs = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name
        if climbs or "\\" in entry.orig_filename or stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused(DAMAGED)
        if entry.flag_bits & 1:
            raise FileRefused(LOCKED)
        if PACKED.search(name):
            raise FileRefused(ACTIVE)
