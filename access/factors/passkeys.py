"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds. The checking itself is fido2's."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from access.factors.models import Passkey
from access.factors.rules import ISSUER

SESSION_QUESTION = "passkey"
QUESTION_SECONDS = 300
LONGEST_ANSWER = 20_000
VERIFIED = UserVerificationRequirement.REQUIRED  # finger, face or the device's own number: two factors in one


def _server(request: Any) -> Fido2Server:
    host = request.get_host()
    name = urlsplit(f"//{host}").hostname or ""

    def is_ours(origin: str) -> bool:
        parts = urlsplit(origin)
        secure = parts.scheme == "https" or (not settings.TLS and name == "localhost")
        return secure and parts.netloc == host

    return Fido2Server(PublicKeyCredentialRpEntity(name=ISSUER, id=name), verify_origin=is_ours)


def ask_to_make(request: Any, user: Any) -> dict[str, Any]:
    """What the browser needs to make a passkey; one that is here already is not made twice."""
    person = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.username, display_name=user.display_name)
    options, state = _server(request).register_begin(
        person, credentials=_credentials(user.pk), resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )  # fmt: skip
    _remember(request, state)
    return dict(options)


def made(request: Any, answer: str) -> tuple[bytes, int] | None:
    """The public half of a new passkey and its count, when the answer holds."""
    state = _question(request)
    try:
        data = _server(request).register_complete(state, _parsed(answer))
    except (ValueError, KeyError, TypeError):
        return None
    credential = data.credential_data
    return (bytes(credential), data.counter) if credential else None


def ask_to_prove(request: Any, user_id: UUID | None) -> dict[str, Any]:
    """What the browser needs to show a passkey: of this person, or whichever one the person picks."""
    options, state = _server(request).authenticate_begin(
        _credentials(user_id) if user_id else None, user_verification=VERIFIED
    )
    _remember(request, state)
    return dict(options)


def claimed_person(answer: str) -> UUID | None:
    """Whose passkey the browser says it shows; nothing is believed yet."""
    try:
        handle = _parsed(answer)["response"]["userHandle"]
        return UUID(bytes=websafe_decode(handle))
    except (ValueError, KeyError, TypeError):
        return None


def proved_passkey(request: Any, user_id: UUID, answer: str) -> bool:
    """Whether the answer was made by a passkey of this person, for the question asked last in this session."""
    state = _question(request)
    keys = {key.pk: (key, AttestedCredentialData(bytes(key.credential))) for key in Passkey.objects.filter(user_id=user_id)}
    try:
        parsed = AuthenticationResponse.from_dict(_parsed(answer))
        shown = _server(request).authenticate_complete(state, [known for _, known in keys.values()], parsed)
    except (ValueError, KeyError, TypeError):
        return False
    key = next(key for key, known in keys.values() if known.credential_id == shown.credential_id)
    return _count(key, parsed.response.authenticator_data.counter)


def _count(key: Passkey, counter: int) -> bool:
    """A key that counts must count upwards; a copy of it would not."""
    rows = Passkey.objects.filter(pk=key.pk)
    if counter or key.sign_count:
        rows = rows.filter(sign_count__lt=counter)
    return rows.update(sign_count=counter, last_used_at=timezone.now()) == 1


def _credentials(user_id: UUID) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(key.credential)) for key in Passkey.objects.filter(user_id=user_id)]


def _remember(request: Any, state: dict[str, Any]) -> None:
    request.session[SESSION_QUESTION] = {**state, "asked": int(time.time())}


def _question(request: Any) -> dict[str, Any]:
    """The question is answered once; an old one is forgotten."""
    state: dict[str, Any] = request.session.pop(SESSION_QUESTION, None) or {}
    return state if 0 <= time.time() - state.pop("asked", 0) <= QUESTION_SECONDS else {}


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError
    parsed = json.loads(answer)
    if not isinstance(parsed, dict):
        raise TypeError
    return parsed
