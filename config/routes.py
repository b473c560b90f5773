"""Every route of Pana with the rule its view declares: read by the guard over all URLs and by `manage.py permissions`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from access.decorators import AccessRule
from access.roles import Role

_KWARG = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address: its name, its pattern, the view, and who may go there (None when the view declares nothing)."""

    name: str
    pattern: str
    view: Callable[..., Any]
    rule: AccessRule | None

    @property
    def kwargs(self) -> tuple[str, ...]:
        return tuple(_KWARG.findall(self.pattern))

    def admits(self, role: Role) -> bool:
        if self.rule is None:
            return False
        return not self.rule.permissions or any(p in role.permissions for p in self.rule.permissions)


def all_routes() -> list[Route]:
    """Every route, in the order of the address."""
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda route: route.pattern)


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield Route(pattern.name or "", path, pattern.callback, getattr(pattern.callback, "access_rule", None))


def permission_table() -> str:
    """The page × role table of docs/permissions.md."""
    head = "| page | address | rule | " + " | ".join(role.value for role in Role) + " |"
    rows = [
        f"| {route.name} | /{route.pattern} | {route.rule} | "
        + " | ".join("x" if route.admits(role) else "" for role in Role)
        + " |"
        for route in all_routes()
    ]
    return "\n".join([PREFACE, head, "|" + " --- |" * (len(Role) + 3), *rows, ""])


PREFACE = """# Who may open which page

Made by `python manage.py permissions --write`; `tests/guards/test_every_url.py` opens every page as every role of two
organisations and compares what happens with this table. `public`: anybody; `member`: anybody signed in. A page that a
role may open still shows only the rows that role may see: another organisation's row is answered with "not found".
"""
