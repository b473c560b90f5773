"""The only ways to expose a view: @requires(permission), @signed_in and @public. A view with none is refused.

What leaves the house or cannot be taken back is confirmed once more by whoever sits at the keyboard:

    @requires(Permission.MEMBER_MANAGE, confirmed=True)             # the second factor shown within five minutes
    @requires(Permission.REPORT_VIEW, confirmed=FOR_A_FILE)         # a download: asks, then returns to its page
    @requires(Permission.SHELTER_ADDRESS_VIEW, confirmed=ONCE_A_SHIFT)   # once in twelve hours; signing in is not enough
    @signed_in(confirmed=True)

(FOR_A_FILE and ONCE_A_SHIFT come from access.confirmation.) The mark stands for GET and POST alike: who opens the form
is asked before filling it in; who sends it too late is asked in between, and what was typed goes on with the answer.
In tests `client_as` gives a session that was just confirmed; `client_as(role, confirmed=False)` one that was not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast, overload

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from access.actors import ActorRequest
from access.confirmation import RECENTLY, Confirmation, ask, is_confirmed
from access.late_forms import too_late, typed_text
from access.permissions import Permission

P = ParamSpec("P")
SAFE = {"GET", "HEAD", "OPTIONS"}
_READS = re.compile(r"^\s*(select|savepoint|release|rollback to|with|explain|declare|fetch|close)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(insert\s+into|delete\s+from|update\s+\"?\w+\"?\s+set)\b", re.IGNORECASE)


@dataclass(frozen=True)
class AccessRule:
    """What a view declares: public, any member, or any one of these permissions."""

    kind: str
    permissions: tuple[Permission, ...] = ()
    confirmed: Confirmation | None = None

    def __str__(self) -> str:
        rule = " or ".join(self.permissions) if self.permissions else self.kind
        return f"{rule}, confirmed" if self.confirmed else rule


class WriteInReading(Exception):
    """A page that should only show something tried to change the database."""


@contextmanager
def reading_only() -> Iterator[None]:
    """A GET cannot write: anything but a read is refused before it reaches the database."""

    def refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if not _READS.match(text) or _WRITES.search(text):
            raise WriteInReading(text.split(maxsplit=1)[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_writes):
        yield


def _expose(
    view: Callable[Concatenate[ActorRequest, P], HttpResponseBase], rule: AccessRule
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @functools.wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refused = _refusal(request, rule) or _confirmation(request, rule)
        if refused is not None:
            return refused
        if request.method in SAFE:
            with reading_only():
                return view(request, *args, **kwargs)
        return view(request, *args, **kwargs)

    guarded.access_rule = rule  # type: ignore[attr-defined]  # read by the middleware and the guard over all URLs
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)


def _refusal(request: Any, rule: AccessRule) -> HttpResponse | None:
    if rule.kind == "public":
        return None
    actor = getattr(request, "actor", None)
    if actor is None and (kept := typed_text(request)):
        return too_late(request, kept, is_signed_in=False)
    if actor is None:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if rule.permissions and not any(actor.may(permission) for permission in rule.permissions):
        raise PermissionDenied
    return None


def _confirmation(request: Any, rule: AccessRule) -> HttpResponse | None:
    if rule.confirmed is None or is_confirmed(request, rule.confirmed):
        return None
    return ask(request, rule.confirmed)


def _wanted(confirmed: bool | Confirmation) -> Confirmation | None:
    return (RECENTLY if confirmed else None) if isinstance(confirmed, bool) else confirmed


def requires(
    *permissions: Permission, confirmed: bool | Confirmation = False
) -> Callable[
    [Callable[Concatenate[ActorRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Only members who hold one of these permissions; always the outermost decorator."""
    return lambda view: _expose(view, AccessRule("permission", permissions, _wanted(confirmed)))


@overload
def signed_in(
    view: Callable[Concatenate[ActorRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]: ...


@overload
def signed_in(
    *, confirmed: bool | Confirmation
) -> Callable[
    [Callable[Concatenate[ActorRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]: ...


def signed_in(view: Any = None, *, confirmed: bool | Confirmation = False) -> Any:
    """Any signed-in member of an organisation."""
    rule = AccessRule("member", (), _wanted(confirmed))
    return _expose(view, rule) if view is not None else lambda later: _expose(later, rule)


def public(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Anybody, signed in or not."""
    return _expose(view, AccessRule("public"))
