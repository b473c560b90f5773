"""Good and hostile files, made here: nothing is shipped that a scanner would take for the real thing."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin

from casework.attachments.documents import MAIN
from casework.attachments.examining import TRIAL
from casework.attachments.models import FileKind

GPS, AUTHOR = b"43.2389N 76.8897E", "Zzyzzova Quarta"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 120).save(out, kind) if mode == "L" else Image.new(mode, size).save(out, kind)
    return out.getvalue()


def telling_picture(kind: str) -> bytes:
    """A picture that says where, when and by whom it was taken."""
    out, made, exif = BytesIO(), Image.new("RGB", (60, 40), (200, 10, 10)), Image.Exif()
    exif[0x013B], exif[0x0132], exif[0x010E] = AUTHOR, "2026:01:02 03:04:05", GPS.decode()
    exif[0x0112] = 6  # lies on its side
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", AUTHOR)
    notes.add_text("XML:com.adobe.xmp", f"<x:xmpmeta>{AUTHOR}</x:xmpmeta>")
    made.save(out, kind, exif=exif, **({"pnginfo": notes} if kind == "PNG" else {"xmp": f"<x:xmpmeta>{AUTHOR}</x:xmpmeta>".encode()}))
    return out.getvalue()


def vast_png() -> bytes:
    """144 million dots in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    head = struct.pack("!IIBBBBB", 12000, 12000, 1, 0, 0, 0, 0)
    dots = zlib.compress(b"\0" * (1501 * 12000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def pdf(inside: bytes = b"", *, packed: bytes = b"") -> bytes:
    stream = zlib.compress(packed) if packed else b""
    part = b"2 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream endobj\n" if packed else b""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog" + inside + b">>endobj\n" + part + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def packed(parts: dict[str, bytes], *, link: str = "", locked: bool = False) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if name == link:
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, data)
    content = out.getvalue()
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00") if locked else content


def office(kind: FileKind = FileKind.DOCX, more: dict[str, bytes] | None = None, **how: object) -> bytes:
    parts = {"[Content_Types].xml": b"<Types>" + MAIN[kind] + b"</Types>", "word/document.xml": b"<w:t>Words</w:t>"}
    return packed(parts | (more or {}), **how)  # type: ignore[arg-type]


# name it is sent under, content, what it is taken for (nothing: refused)
MATRIX: list[tuple[str, bytes, str]] = [
    ("a.pdf", pdf(), "pdf"), ("a.exe", pdf(), "pdf"), ("a.jpg", picture("JPEG"), "jpg"), ("a.png", picture("JPEG"), "jpg"),
    ("a.png", picture("PNG"), "png"), ("a.svg", picture("PNG"), "png"), ("a.webp", picture("WEBP"), "webp"), ("a", picture("WEBP"), "webp"),
    ("a.txt", b"Plain words", "txt"), ("a.txt", "Қазақша сөздер".encode(), "txt"), ("a.txt", "Слова".encode("cp1251"), "txt"),
    ("a.txt", "Слова".encode("utf-16"), "txt"), ("a.docx", office(), "docx"), ("a.zip", office(FileKind.XLSX), "xlsx"), ("a.pdf", office(), "docx"),
    ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", ""), ("a.txt", b"  <!DOCTYPE html><script>x</script>", ""),
    ("a.txt", b"<html><body>x</body></html>", ""), ("a.txt", b"<?php system('x');", ""), ("a.txt", b"#!/bin/sh\nrm -rf /", ""), ("a.rtf", b"{\\rtf1 x}", ""),
    ("a.pdf", b"MZ\x90\x00" + b"\0" * 200, ""), ("a.jpg", b"\x7fELF" + b"\1" * 200, ""), ("a.jpg", picture("JPEG")[:60], ""),
    ("a.pdf", pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), ""), ("a.pdf", pdf(b"/A<</S/#4aavaScript>>"), ""),
    ("a.pdf", pdf(packed=b"<</S/Launch/F(cmd.exe)>>"), ""), ("a.pdf", pdf(b"/Names<</EmbeddedFiles 3 0 R>>"), ""), ("a.pdf", pdf(b"/Encrypt 4 0 R"), ""),
    ("a.pdf", pdf() + b"PK\x03\x04" + b"z" * 4000, ""), ("a.pdf", b"%PDF-1.4 nothing", ""), ("a.docm", office(more={"word/vbaProject.bin": b"x"}), ""),
    ("a.docx", office(more={"word/embeddings/oleObject1.bin": b"x"}), ""), ("a.zip", packed({"a.txt": b"x"}), ""), ("a.jar", packed({"META-INF/x": b"x"}), ""),
    ("a.gif", b"GIF89a" + b"\1\0\1\0\x80\0\0" + b"\0" * 20, ""), ("a.txt", b"\0\1\2\3" * 50, ""), ("a.txt", b"", ""), ("a.txt", TRIAL, ""), ("a.docx", b"PK\x03\x04 broken", ""),
]  # fmt: skip
