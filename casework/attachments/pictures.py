"""Pictures are painted anew: place, time, author, and whatever hid behind the picture stay behind."""

from __future__ import annotations

import warnings
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from casework.attachments.models import FileKind
from casework.attachments.problems import FileRefused

MOST_PIXELS = 40_000_000
FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}
MODES = {FileKind.JPEG: ("RGB", "L"), FileKind.PNG: ("RGB", "RGBA", "L", "LA"), FileKind.WEBP: ("RGB", "RGBA")}
TOO_MANY = _("The picture has more than 40 million dots. Make it smaller first.")


def paint_anew(content: bytes, kind: FileKind) -> bytes:
    """The same picture in a file of our own; its size is looked at before a single dot is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=(FORMATS[kind],)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise FileRefused(TOO_MANY)
                picture.load()
                upright = ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError:
        raise FileRefused(TOO_MANY) from None
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError):
        raise FileRefused(_("The picture is damaged.")) from None
    return _bare(upright, kind)


def _bare(picture: Image.Image, kind: FileKind) -> bytes:
    """Dots and nothing else."""
    wanted = picture if picture.mode in MODES[kind] else picture.convert("RGBA" if _is_clear(picture) and kind != FileKind.JPEG else "RGB")
    bare = Image.frombytes(wanted.mode, wanted.size, wanted.tobytes())
    out = BytesIO()
    bare.save(out, FORMATS[kind], **({} if kind == FileKind.PNG else {"quality": 90}))
    return out.getvalue()


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.mode or "transparency" in picture.info
