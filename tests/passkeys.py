"""A passkey in software: answers what a browser would let a real one answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOST = "localhost"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key pair for one person at one address."""

    user_id: UUID
    host: str = HOST
    counter: int = 0
    verifies: bool = True
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: token_bytes(16))

    @property
    def credential(self) -> AttestedCredentialData:
        return AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key()))

    def _data(self, extra: bytes = b"", flags: int = 0) -> AuthenticatorData:
        seen = PRESENT | (VERIFIED if self.verifies else 0) | flags
        return AuthenticatorData.create(sha256(self.host.encode()).digest(), seen, self.counter, extra)

    def _client(self, kind: str, challenge: str, origin: str) -> CollectedClientData:
        return CollectedClientData(json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode())

    def make(self, options: dict[str, Any], origin: str = f"http://{HOST}") -> str:
        """What the browser sends after `navigator.credentials.create`."""
        client = self._client("webauthn.create", options["publicKey"]["challenge"], origin)
        made = AttestationObject.create("none", self._data(bytes(self.credential), WITH_KEY), {})
        return self._told({"clientDataJSON": client, "attestationObject": made})

    def prove(self, options: dict[str, Any], origin: str = f"http://{HOST}") -> str:
        """What the browser sends after `navigator.credentials.get`."""
        client, data = self._client("webauthn.get", options["publicKey"]["challenge"], origin), self._data()
        signature = self.private.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._told(
            {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.user_id.bytes}
        )

    def _told(self, parts: dict[str, bytes]) -> str:
        name = websafe_encode(self.id)
        response = {key: websafe_encode(bytes(value)) for key, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def question(client: Client, url_name: str = "passkey-question") -> dict[str, Any]:
    asked: dict[str, Any] = client.post(reverse(url_name), headers={"host": HOST}).json()
    return asked


def give_passkey(user: Any) -> SoftKey:
    """A passkey this person has added already."""
    from access.context import acting
    from access.models import Passkey

    key = SoftKey(user.pk)
    with acting(organisation_id=None, user_id=user.pk):
        Passkey.objects.create(user=user, name="Blue key", credential=bytes(key.credential))
    return key
