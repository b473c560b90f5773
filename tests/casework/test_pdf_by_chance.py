"""A PDF is judged by its words, not by what its packed bytes look like: three letters stand in every large picture somewhere."""

from __future__ import annotations

import zlib

import pytest

from casework.attachments.documents import check_pdf
from casework.attachments.problems import FileRefused

HEAD, TAIL = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n", b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CHANCE = (b"\x01\xff/JS\x00\x07/XFA\x9c/JS;" + bytes(range(256))) * 20
OBJECT = b"7 0 8 30 <</S/JavaScript/JS(app.alert(1))>>"


def stream(body: bytes, *, words: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"5 0 obj<<%s/Length %d>>\nstream\n%s\nendstream endobj\n" % (words, len(body), body)


def pdf(*parts: bytes) -> bytes:
    return HEAD + b"".join(parts) + TAIL


def stored(data: bytes) -> bytes:
    """Packed without making it smaller: the bytes lie in the file as they are."""
    packing = zlib.compressobj(0)
    return packing.compress(data) + packing.flush()


TAKEN = {
    "packed bytes": pdf(stream(stored(CHANCE))),
    "a picture": pdf(stream(b"\xff\xd8\xff\xe0" + CHANCE + b"\xff\xd9", words=b"/Filter/DCTDecode")),
    "a font": pdf(stream(zlib.compress(b"\x00\x01" + CHANCE))),
    "a page": pdf(stream(zlib.compress(b"BT /F1 12 Tf (see /JS) Tj ET"))),
}
REFUSED = {
    "in the clear": pdf(b"4 0 obj<</S/JavaScript/JS 5 0 R>>endobj\n"),
    "a script by reference": pdf(b"4 0 obj<</JS 5 0 R>>endobj\n"),
    "in hidden letters": pdf(b"4 0 obj<</J#53(app.alert(1))>>endobj\n"),
    "a form": pdf(b"4 0 obj<</AcroForm<</XFA[(a) 5 0 R]>>>>endobj\n"),
    "packed objects": pdf(stream(zlib.compress(OBJECT))),
    "packed, not made smaller": pdf(stream(stored(OBJECT))),
    "behind the end of what was packed": pdf(stream(zlib.compress(b"\x00picture") + b"\n) 4 0 obj<</JS(app.alert(1))>>endobj")),
    "in a string that looks like a stream": pdf(b"(<<>>\nstream\n) 4 0 obj<</JS(app.alert(1))>>endobj endstream\n"),
    "in a stream without an end": pdf(b"5 0 obj<<>>\nstream\n" + zlib.compress(b"\x00picture") + b" 4 0 obj<</JS(app.alert(1))>>endobj"),
}


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN)
def test_what_only_looks_like_it_is_taken(content: bytes) -> None:
    check_pdf(content)


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_acts_is_found_wherever_it_stands(content: bytes) -> None:
    with pytest.raises(FileRefused):
        check_pdf(content)
