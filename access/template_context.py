"""What every page knows: the menu, the organisations one may switch to, and the appearance."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from access.navigation import Place, places_for
from access.sessions import mark_of_person


class May:
    """`{% if may.case_close %}` in templates: the same names as in Python."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def __getitem__(self, name: str) -> bool:
        return bool(self._actor and name in {permission.value for permission in self._actor.permissions})


def frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    open_places = [] if getattr(request, "is_confined", False) else places_for(actor)  # first a password or a factor
    places = [(place, url) for place in open_places if (url := _url(place))]
    current = max((url for _, url in places if request.path.startswith(url)), key=len, default="")
    user = getattr(request, "user", None)
    return {
        "actor": actor,
        "may": May(actor),
        "menu": [{"label": place.label, "url": url, "current": url == current} for place, url in places],
        "memberships": getattr(request, "memberships", []),
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "mark_of_person": mark_of_person(actor.user_id) if actor else "",
        "theme": getattr(user, "theme", "auto") if user and user.is_authenticated else "auto",
    }


def _url(place: Place) -> str:
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return ""
