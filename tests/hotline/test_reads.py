"""Doors that open one way only: writing by POST, reading by GET, and nothing written by looking."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from config.routes import all_routes

ONLY_POST = {
    "bed-hold", "hold-release", "hold-accept", "shelter-confirm", "outage-end", "called-before", "call-autosave", "call-hold",
    "call-no-bed", "call-back-claim",
}  # fmt: skip
ONLY_GET = {
    "bed-search", "hold-list", "board", "board-week", "house-list", "stay-detail", "case-stays", "shelter-list", "shelter-detail",
    "shelter-address", "call-list", "call-detail", "call-backs", "case-calls", "call-bed",
}  # fmt: skip
ROLES = ("operator", "shift_lead", "shelter_manager", "director")


@pytest.mark.parametrize(("names", "method"), [(ONLY_POST, "get"), (ONLY_GET, "post")])
def test_the_wrong_method_is_refused(names: set[str], method: str, world: Any, client_as: Any) -> None:
    routes = {route.name: route for route in all_routes()}
    wrong = []
    for name in names:
        route = routes[name]
        url = reverse(name, kwargs={kwarg: world.rows[kwarg.removesuffix("_id"), "rodnik"].pk for kwarg in route.kwargs})
        answers = {getattr(client_as(role), method)(url).status_code for role in ROLES}
        if not answers <= {403, 405} or 405 not in answers:
            wrong.append((name, answers))

    assert wrong == []
