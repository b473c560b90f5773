"""The note beside a copy: what is in it, so that a damaged, cut or foreign copy is recognised before it is trusted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.backup.census import Census
from config.backup.keys import signature
from config.backup.problems import RestoreFailed
from config.embedded.keys import write_private

SUFFIX = ".json"
KEYS, FILES = ".keys", ".files"


@dataclass
class Part:
    """One encrypted file of a copy."""

    name: str
    size: int
    sha256: str
    plain_size: int


@dataclass
class Manifest:
    """What was copied, when, from which installation, and with which key it is locked."""

    made_at: str
    recipient: str
    installation: str
    demo: bool
    parts: dict[str, Part]
    census: Census
    seconds: float = 0.0
    format: int = 1
    signature: str = field(default="", compare=False)

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts.values())

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def text(self) -> str:
        """Everything but the signature, always worded alike."""
        return json.dumps(asdict(self) | {"signature": ""}, sort_keys=True, ensure_ascii=False)

    def write(self, path: Path) -> None:
        self.signature = signature(self.text())
        write_private(path, json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False))


def manifest_of(target: Path) -> Path:
    return target.with_name(target.name + SUFFIX)


def read_manifest(path: Path) -> Manifest:
    """The note of a copy, or one sentence about what is wrong with it."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        values["parts"] = {name: Part(**part) for name, part in values["parts"].items()}
        values["census"] = Census(**values["census"])
        return Manifest(**values)
    except FileNotFoundError:
        raise RestoreFailed(f"{path} is missing: a copy without its note was never finished, or was not moved whole.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise RestoreFailed(f"{path} is damaged: take another copy.") from None


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
