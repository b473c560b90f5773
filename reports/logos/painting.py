"""A logo as it is printed: small, on no ground, nothing in it but dots."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image

from casework.attachments.examining import ALLOWED as ANY_FILE
from casework.attachments.examining import PICTURES, examine
from casework.attachments.problems import FileRefused

WIDEST, HIGHEST = 600, 240
ALLOWED = _("Choose a picture: JPEG, PNG or WebP.")


def paint_logo(name: str, content: bytes) -> bytes:
    """The picture as PNG of at most 600 × 240 dots; the same dots always give the same bytes. Raises FileRefused."""
    try:
        examined = examine(name, content)
    except FileRefused as refused:
        raise FileRefused(ALLOWED if refused.sentence is ANY_FILE else refused.sentence) from None
    if examined.kind not in PICTURES.values():
        raise FileRefused(ALLOWED)
    with Image.open(BytesIO(examined.data)) as picture:
        small = picture.convert("RGBA")
    small.thumbnail((WIDEST, HIGHEST))
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
