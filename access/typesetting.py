"""PDF through typst; fonts from a package, so that any machine prints Kazakh. A template gets plain data and asks nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib
import typst

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def typeset(template: Path, **inputs: Any) -> bytes:
    """The same data always gives the same bytes."""
    body = typst.compile(
        template,
        format="pdf",
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()},
        timestamp=_NEVER,
    )
    assert isinstance(body, bytes)
    return body
