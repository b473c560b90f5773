"""The only ways to expose a view: @requires(permission), @signed_in and @public. A view with none is refused."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from access.actors import ActorRequest
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

    def __str__(self) -> str:
        return " or ".join(self.permissions) if self.permissions else self.kind


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
        refused = _refusal(request, rule)
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
    if actor is None:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if rule.permissions and not any(actor.may(permission) for permission in rule.permissions):
        raise PermissionDenied
    return None


def requires(
    *permissions: Permission,
) -> Callable[
    [Callable[Concatenate[ActorRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Only members who hold one of these permissions; always the outermost decorator."""
    return lambda view: _expose(view, AccessRule("permission", permissions))


def signed_in(
    view: Callable[Concatenate[ActorRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Any signed-in member of an organisation."""
    return _expose(view, AccessRule("member"))


def public(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Anybody, signed in or not."""
    return _expose(view, AccessRule("public"))
