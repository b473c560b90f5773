"""Every role walks to every place of its menu, in every language and both themes; nothing is in anybody's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from access.roles import Role
from tests.journeys.people import Person, menu_of

pytestmark = pytest.mark.xdist_group("browser")
LANGUAGES = ("ru", "kk", "en")
HOME = {Role.DONOR: "fund-aurora", Role.PARTNER: "police-almaty"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_role_can_walk_to_all_its_places(role: Role, language: str, person: Callable[..., Person]) -> None:
    theme = "dark" if language == "kk" else "light"
    somebody = person(language, theme=theme, width=360 if language == "ru" else 1280)
    somebody.sign_in(role.value, HOME.get(role, "rodnik"))
    barriers = somebody.barriers()
    places = menu_of(somebody)
    for place in places:
        somebody.open(place)
        assert somebody.page.locator("h1").count() == 1, place
        assert somebody.page.title().strip(" ·") != "Pana"
        overflow = somebody.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{place} is {overflow} px too wide"
        barriers += somebody.barriers()
        somebody.shoot(f"{role.value}{place.replace('/', '_')}")

    assert places
    assert barriers == []
