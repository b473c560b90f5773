"""A signed note: at this moment the audit of this organisation ended with this link."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from access.crypto.keys import installation_key

END = ".head.json"


class HeadRefused(Exception):
    """The note is damaged, or was not signed by this installation."""


@dataclass(frozen=True)
class Head:
    """Which organisation, how many links, the hash of the last one, and when that was."""

    organisation: str
    position: int
    hash: str
    at: str
    key: str = ""
    signature: str = ""
    format: int = 1

    @property
    def name(self) -> str:
        """A file of its own for every note; sorted by name they are sorted by time."""
        return f"{self.organisation}-{self.position:012d}{END}"

    def text(self) -> str:
        return json.dumps(asdict(self) | {"signature": ""}, sort_keys=True)

    def as_file(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, indent=1) + "\n"


def signing_key() -> Ed25519PrivateKey:
    """Made from the installation key, so that there is one secret to keep. The public half is in every note."""
    seed = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"pana|heads of the audit").derive(installation_key())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_half() -> str:
    raw = signing_key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def sign(organisation_id: UUID, position: int, digest: str) -> Head:
    plain = Head(str(organisation_id), position, digest, datetime.now(UTC).isoformat(timespec="seconds"), public_half())
    signature = base64.b64encode(signing_key().sign(plain.text().encode())).decode()
    return Head(**(asdict(plain) | {"signature": signature}))


def read_head(text: str) -> Head:
    """The note, if it is whole and ours."""
    try:
        head = Head(**json.loads(text))
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(head.key))
        key.verify(base64.b64decode(head.signature), head.text().encode())
    except (ValueError, TypeError, InvalidSignature):
        raise HeadRefused("The note is damaged, or somebody changed it.") from None
    if head.key != public_half():
        raise HeadRefused("The note was signed by another installation.")
    return head


def write_head(folder: Path, head: Head) -> Path:
    """Wholly or not at all; a note that is there is never written over."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / head.name
    if not path.exists():
        unfinished = folder / f".{head.name}"
        unfinished.write_text(head.as_file(), encoding="utf-8")
        unfinished.rename(path)
    return path


def heads_in(folder: Path, organisation_id: UUID) -> list[Path]:
    """The notes about an organisation, oldest first."""
    return sorted(folder.glob(f"{organisation_id}-*{END}")) if folder.exists() else []
