"""Looking into a file before it is taken: what it is, by what is in it, and that nothing in it acts.

Pictures are painted anew, so nothing of the file that came in is kept. Office files are packed folders that only a virus
scanner can judge: they are taken, and not given out before a scan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import puremagic
from django.utils.translation import gettext_lazy as _

from access.uploads import LARGEST_FILE
from casework.attachments.documents import check_pdf, office_kind
from casework.attachments.models import FileKind
from casework.attachments.naming import safe_name
from casework.attachments.pictures import paint_anew
from casework.attachments.problems import FileRefused

PICTURES = {"image/jpeg": FileKind.JPEG, "image/png": FileKind.PNG, "image/webp": FileKind.WEBP}
NEEDS_SCAN = {FileKind.DOCX, FileKind.XLSX}
# The sign by which scanners are tried out, apart so that no scanner takes this file for one.
TRIAL = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"{\\rtf", b"#!", b"mz\x90")
ALLOWED = _("Only PDF, pictures (JPEG, PNG, WebP), plain text, Word and Excel files are taken.")


@dataclass(frozen=True)
class Examined:
    """A file as it will be kept. Never printed."""

    kind: FileKind
    name: str = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def needs_scan(self) -> bool:
        return self.kind in NEEDS_SCAN


def examine(given: str, content: bytes) -> Examined:
    """What this file is; raises FileRefused with a sentence when it is not taken."""
    if not content:
        raise FileRefused(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than 10 MB."))
    if TRIAL in content:
        raise FileRefused(_("The file contains a virus."))
    kind, data = _recognise(content)
    return Examined(kind, safe_name(given, kind.value), data)


def _recognise(content: bytes) -> tuple[FileKind, bytes]:
    types = _types(content)
    if content.startswith(b"%PDF-") and "application/pdf" in types:
        check_pdf(content)
        return FileKind.PDF, content
    for media_type, kind in PICTURES.items():
        if media_type in types:
            return kind, paint_anew(content, kind)
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content), content
    return FileKind.TEXT, _text(content)


def _types(content: bytes) -> set[str]:
    """The media types whose signature the file bears."""
    try:
        return {match.mime_type for match in puremagic.magic_string(content[:8192])}
    except (puremagic.PureError, ValueError):
        return set()


def _text(content: bytes) -> bytes:
    """Plain text as UTF-8; whatever has a markup or a program's sign at its head is none."""
    if content.lstrip()[:16].lower().startswith(MARKUP) or content[:4] in {b"\x7fELF", b"\xca\xfe\xba\xbe"} or content[:2] == b"MZ":
        raise FileRefused(ALLOWED)
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for candidate in (encoding, "cp1251"):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        if all(sign.isprintable() or sign in "\r\n\t\u00a0" for sign in text):
            return text.encode()
    raise FileRefused(ALLOWED)
