"""Adding and removing what proves a person; taking it away from somebody who lost it; ending sessions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.factors.models import AuthenticatorApp, OpenSession, Passkey, RecoveryCode
from access.factors.rules import needs_factor, new_recovery_codes
from access.factors.seal import digest_for, seal_for
from access.models import Membership, User
from access.roles import Role, may_give
from access.sessions import close, close_others


class LastFactor(Exception):
    """Somebody who needs a second factor would be left without one."""


class NotYours(PermissionDenied):
    """This account is not for this person to reset: their own, a director's, or one that works elsewhere too."""


@audited(Event.FACTOR_ADDED, telling=("kind",))
def add_app(*, by: Actor, secret: bytes, step: int, kind: str = "app") -> AuthenticatorApp:
    """Use this app from now on; the one used before shows nothing any more."""
    user = _self(by)
    app, _ = AuthenticatorApp.objects.update_or_create(
        user=user, defaults={"secret": seal_for(user.pk, "app", secret), "last_step": step, "created_at": timezone.now()}
    )
    return app


@audited(Event.FACTOR_ADDED, telling=("kind",))
def add_passkey(*, by: Actor, name: str, credential: bytes, count: int, kind: str = "passkey") -> Passkey:
    """Sign in with this passkey from now on."""
    return Passkey.objects.create(user=_self(by), name=name, credential=credential, sign_count=count)


@audited(Event.FACTOR_REMOVED, telling=("kind",))
def remove_app(*, by: Actor, kind: str = "app") -> None:
    """The app shows nothing useful any more."""
    _refuse_last(by, apps=0)
    AuthenticatorApp.objects.filter(user=_self(by)).delete()


@audited(Event.FACTOR_REMOVED, telling=("kind",))
def remove_passkey(*, by: Actor, passkey: Passkey, kind: str = "passkey") -> None:
    """A passkey opens nothing any more."""
    _refuse_last(by, without=passkey)
    Passkey.objects.filter(user=_self(by), pk=passkey.pk).delete()


@audited(Event.RECOVERY_CODES_MADE)
def make_recovery_codes(*, by: Actor) -> list[str]:
    """Ten new codes, each good for one time; the ones before are worth nothing. They are told here and never again."""
    user, codes = _self(by), new_recovery_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_for(user.pk, code)) for code in codes)
    return codes


@audited(Event.RECOVERY_CODE_USED)
def tell_recovery_used(*, by: Actor) -> int:
    """A recovery code was used; how many are left."""
    return RecoveryCode.objects.filter(user=_self(by), used_at=None).count()


@audited(Event.CONFIRMED, telling=("how",))
def tell_confirmed(*, by: Actor, how: str) -> None:
    """Somebody proved again that it is they."""


@audited(Event.SESSIONS_ENDED)
def end_own_session(*, by: Actor, session: OpenSession) -> None:
    """End one of one's own sessions in another browser."""
    close(OpenSession.objects.filter(user=_self(by), pk=session.pk))


@audited(Event.SESSIONS_ENDED)
def end_other_sessions(*, by: Actor, key: str) -> int:
    """End all of one's own sessions but the present one."""
    return close_others(_self(by), key)


@audited(Event.SESSIONS_ENDED)
def end_sessions_of(*, by: Actor, membership: Membership) -> Membership:
    """Everywhere this member is signed in ends at the next click."""
    _refuse_self(by, membership)
    membership.signed_out_at = timezone.now()
    membership.save(update_fields=["signed_out_at"])
    return membership


@audited(Event.PASSWORD_RESET)
def reset_password(*, by: Actor, membership: Membership, password: str) -> Membership:
    """A new first password for a member who forgot theirs. The second factor stays; all sessions end."""
    _ask_database(by, membership, "select app.give_password(%s, %s)", [membership.user_id, make_password(password)])
    return _vouch(by, membership)


@audited(Event.FACTOR_RESET)
def reset_factors(*, by: Actor, membership: Membership) -> Membership:
    """For a member who lost phone, keys and codes: at the next sign-in they set up a new factor. All sessions end."""
    _ask_database(by, membership, "select app.remove_factors(%s)", [membership.user_id])
    return _vouch(by, membership)


def _ask_database(by: Actor, membership: Membership, question: str, values: list[Any]) -> None:
    """The database decides again, by the signed context, whether this account may be reset from here."""
    _refuse_self(by, membership)
    if not all(may_give(by.permissions, Role(role)) for role in membership.roles):
        raise NotYours
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        if not cursor.fetchone()[0]:
            raise NotYours


def _vouch(by: Actor, membership: Membership) -> Membership:
    """Who resets an account could use it: for a while the two do not count as two people."""
    membership.vouched_by, membership.vouched_at = by.user, timezone.now()
    membership.signed_out_at = membership.vouched_at
    membership.save(update_fields=["vouched_by", "vouched_at", "signed_out_at"])
    return membership


def _refuse_self(by: Actor, membership: Membership) -> None:
    if membership.user_id == by.user_id:
        raise NotYours


def _refuse_last(by: Actor, *, apps: int | None = None, without: Passkey | None = None) -> None:
    user = _self(by)
    keys = Passkey.objects.filter(user=user)
    left = keys.exclude(pk=without.pk).count() if without else keys.count()
    left += AuthenticatorApp.objects.filter(user=user).count() if apps is None else apps
    if not left and needs_factor(by.roles):
        raise LastFactor


def _self(by: Actor) -> User:
    if by.user is None:
        raise PermissionError("The system has no factors of its own.")
    return by.user
