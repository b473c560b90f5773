"""Sealing values (AES-256-GCM): a value opens only in its own table, column, row and organisation.

A sealed value begins with a head: version, whose key (0 the organisation's, 1 a person's) and which. The head is bound
to the value like its place. Version 1, which had no head, still opens and is sealed anew by `manage.py keys rotate`.
"""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from access.crypto.keys import INSTALLATION, provider
from access.crypto.nonces import NONCE, new_nonce
from access.crypto.people import forget, key_to_open, key_to_seal
from access.crypto.store import KeyGone

FIRST, SECOND = 1, 2
OF_ORGANISATION, OF_PERSON = 0, 1
HEAD_OF_ORGANISATION, HEAD_OF_PERSON = 6, 18
THEIRS = bytes([SECOND, OF_PERSON])


class CannotOpen(Exception):
    """A stored value could not be opened: wrong key, or moved from another row. Never carries the value."""


def head_for(organisation_id: UUID, person_id: UUID | None) -> bytes:
    """How a value sealed now would begin."""
    if organisation_id == INSTALLATION:
        return bytes([FIRST])
    if person_id is not None:
        return bytes([SECOND, OF_PERSON]) + person_id.bytes
    return bytes([SECOND, OF_ORGANISATION]) + provider.current_epoch(organisation_id).to_bytes(4, "big")


def head_of(sealed: bytes) -> bytes:
    """The head of a stored value."""
    if sealed[:1] == bytes([FIRST]):
        return sealed[:1]
    return sealed[: HEAD_OF_PERSON if sealed[1:2] == bytes([OF_PERSON]) else HEAD_OF_ORGANISATION]


def person_of(sealed: bytes) -> UUID | None:
    """Whose key seals this value, if a person's."""
    is_theirs = sealed[:2] == bytes([SECOND, OF_PERSON]) and len(sealed) >= HEAD_OF_PERSON
    return UUID(bytes=bytes(sealed[2:HEAD_OF_PERSON])) if is_theirs else None


def seal(value: str | bytes, *, organisation_id: UUID, place: str, person_id: UUID | None = None) -> bytes:
    """Seal a value for its place (table.column.row) under the key of a person, or of the organisation."""
    data = value.encode() if isinstance(value, str) else value
    head, nonce = head_for(organisation_id, person_id), new_nonce()
    key = key_to_seal(organisation_id, person_id) if person_id else _key(head, organisation_id)
    return head + nonce + AESGCM(key).encrypt(nonce, data, _bound(head, organisation_id, place))


def unseal_bytes(sealed: bytes, *, organisation_id: UUID, place: str) -> bytes:
    """What lies behind a sealed value; raises CannotOpen rather than giving out what is sealed."""
    head = head_of(sealed)
    try:
        return _open(sealed, head, organisation_id, place)
    except InvalidTag:
        person_id = person_of(sealed)
        if person_id is not None:  # what we remember of this key may be older than the row
            forget(organisation_id, person_id)
            try:
                return _open(sealed, head, organisation_id, place)
            except (InvalidTag, KeyGone):
                pass
        raise CannotOpen(f"A value in {place.rsplit('.', 1)[0]} could not be opened.") from None
    except (KeyGone, IndexError, ValueError) as error:
        raise CannotOpen(f"A value in {place.rsplit('.', 1)[0]} could not be opened.") from error


def unseal(sealed: bytes, *, organisation_id: UUID, place: str) -> str:
    """The text behind a sealed value."""
    try:
        return unseal_bytes(sealed, organisation_id=organisation_id, place=place).decode()
    except UnicodeDecodeError:
        raise CannotOpen(f"A value in {place.rsplit('.', 1)[0]} is no text.") from None


def unseal_with(keys: dict[UUID, bytes], sealed: bytes, *, organisation_id: UUID, place: str) -> str:
    """The text behind one of many values whose people's keys are at hand."""
    key = keys.get(UUID(bytes=sealed[2:HEAD_OF_PERSON])) if sealed[:2] == THEIRS else None
    if key is None:
        return unseal(sealed, organisation_id=organisation_id, place=place)
    nonce, rest = sealed[HEAD_OF_PERSON : HEAD_OF_PERSON + NONCE], sealed[HEAD_OF_PERSON + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _bound(sealed[:HEAD_OF_PERSON], organisation_id, place)).decode()
    except (InvalidTag, UnicodeDecodeError):
        raise CannotOpen(f"A value in {place.rsplit('.', 1)[0]} could not be opened.") from None


def _open(sealed: bytes, head: bytes, organisation_id: UUID, place: str) -> bytes:
    person_id = person_of(sealed)
    key = key_to_open(organisation_id, person_id) if person_id else _key(head, organisation_id)
    rest = sealed[len(head) :]
    return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], _bound(head, organisation_id, place))


def _key(head: bytes, organisation_id: UUID) -> bytes:
    if head == bytes([FIRST]):
        return provider.key(organisation_id, "fields", FIRST)
    if head[:2] != bytes([SECOND, OF_ORGANISATION]) or len(head) != HEAD_OF_ORGANISATION:
        raise ValueError("No version of ours.")
    return provider.epoch_key(organisation_id, int.from_bytes(head[2:], "big"), "fields")


def _bound(head: bytes, organisation_id: UUID, place: str) -> bytes:
    """What a value is bound to; the first version knew its place only."""
    if head == bytes([FIRST]):
        return place.encode()
    return b"|".join((head, organisation_id.bytes, place.encode()))
