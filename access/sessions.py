"""Sessions of people: the moment one begins, the list of those that are open, and ending them from elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from access.actors import Actor
from access.browsers import family_of
from access.confirmation import SESSION_CONFIRMED, SESSION_SIGNED_IN
from access.context import context_of, put, signed
from access.crypto.keys import keyed_hash
from access.factors.rules import needs_factor
from access.models import Membership, OpenSession, User
from access.passwords import INSTALLATION
from access.session_store import kept_as

SESSION_SEEN = "seen"
SESSION_STARTED = "started"
SESSION_FACTOR = "factor"
SESSION_BROWSER = "browser"
SESSION_HALF = "half"
SESSION_COVERED = "covered"
CLOCKS_DIFFER = 60  # seconds between the clocks of two servers that nobody need care about
NOTED_EVERY = 30  # seconds; so often a session notes that somebody is there


def account_named(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def account_of(user_id: UUID | None) -> User | None:
    """An account that may sign in."""
    return User.objects.filter(pk=user_id, is_active=True).first() if user_id else None


def actor_of(user: User) -> Actor | None:
    """The person in the organisation they work for first; the transaction then acts as them. None: works nowhere."""
    put(signed(None, user.pk))
    memberships = Membership.objects.filter(user=user, ended_at=None, organisation__is_active=True)
    membership = memberships.select_related("organisation").order_by("organisation__name").first()
    if membership is None:
        return None
    actor = Actor(organisation=membership.organisation, user=user, roles=frozenset(membership.roles))
    put(context_of(actor))
    return actor


def begin_session(request: Any, user: User, *, factor: bool) -> None:
    """The hours of a session run from the moment of signing in; the browser it belongs to is remembered."""
    now = int(time.time())
    session = request.session
    session[SESSION_STARTED], session[SESSION_SEEN], session[SESSION_SIGNED_IN] = time.time(), now, now
    session[SESSION_BROWSER] = list(family_of(request))
    if factor:
        session[SESSION_FACTOR] = now
    browser, system = family_of(request)
    OpenSession.objects.create(
        user=user, kept_as=kept_as(session.session_key), browser=browser, system=system,
        ends_at=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )  # fmt: skip


def rename_session(request: Any) -> None:
    """The session goes on under another key: whoever knew the old one knows nothing."""
    before = kept_as(request.session.session_key or "")
    request.session.cycle_key()
    OpenSession.objects.filter(kept_as=before).update(kept_as=kept_as(request.session.session_key))


def note_confirmed(request: Any) -> None:
    """The person proved just now that it is they."""
    rename_session(request)
    request.session[SESSION_CONFIRMED] = int(time.time())


def note_factor(request: Any) -> None:
    """The session has its second factor from now on."""
    note_confirmed(request)
    request.session[SESSION_FACTOR] = request.session[SESSION_CONFIRMED]


def forget_session(request: Any) -> None:
    """It is being ended here."""
    OpenSession.objects.filter(kept_as=kept_as(request.session.session_key or "")).delete()


def touch(request: Any) -> None:
    """Somebody is still there."""
    OpenSession.objects.filter(kept_as=kept_as(request.session.session_key or "")).update(seen_at=timezone.now())


def mark_of_person(user_id: Any) -> str:
    """By what a page recognises that the same person signed in again; it names nobody."""
    return keyed_hash(organisation_id=INSTALLATION, purpose="same person", value=str(user_id)).hex()


def was_ended(request: Any) -> bool:
    """Whoever manages members ended the sessions of this person after this one began."""
    started = request.session.get(SESSION_STARTED, 0)
    return any(m.signed_out_at and m.signed_out_at.timestamp() > started for m in request.memberships)


def has_moved(request: Any) -> bool:
    """The cookie came from another family of browser than the one it was given to."""
    given = request.session.get(SESSION_BROWSER)
    return bool(settings.SESSION_BROWSER_BOUND and given and given != list(family_of(request)))


def lacks_factor(request: Any) -> bool:
    """Signed in by password alone, though one of the roles needs more."""
    if SESSION_FACTOR in request.session:
        return False
    return any(needs_factor(membership.roles) for membership in request.memberships)


def still_open(rows: Any) -> Any:
    """Without those that nobody has used for so long that they open nothing any more."""
    now, idle = timezone.now(), timedelta(seconds=settings.SESSION_IDLE_SECONDS + NOTED_EVERY)
    return rows.filter(ends_at__gt=now, seen_at__gt=now - idle)


def is_current(request: Any, row: OpenSession) -> bool:
    return row.kept_as == kept_as(request.session.session_key or "")


def close(rows: Iterable[OpenSession]) -> int:
    """End these sessions on the server."""
    found = list(rows)
    Session.objects.filter(session_key__in=[row.kept_as for row in found]).delete()
    OpenSession.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def close_others(user: User, key: str) -> int:
    """End every session of a person but the one with this key."""
    return close(OpenSession.objects.filter(user=user).exclude(kept_as=kept_as(key)))
