"""With the keyboard alone: an operator signs in, and a silent call is logged and closed; one always sees where one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.people import Person, words

pytestmark = pytest.mark.xdist_group("browser")
# Where the keyboard is: the element shows a ring or a frame of its own, and nothing lies over it.
FOCUS = """() => { const e = document.activeElement, look = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== 'none';
  const x = box.left + Math.min(box.width / 2, 40), y = box.top + box.height / 2, over = document.elementFromPoint(x, y);
  return { tag: e.tagName, text: (e.innerText || e.name || '').trim(), ring: ring, height: box.height,
    clear: Boolean(over) && (e.contains(over) || over.contains(e)), inside: box.top >= 0 && box.bottom <= window.innerHeight }; }"""


def step(somebody: Person, key: str = "Tab") -> dict[str, Any]:
    """Press Tab; whoever has the focus shows it."""
    somebody.page.keyboard.press(key)
    focus: dict[str, Any] = somebody.page.evaluate(FOCUS)
    assert focus["tag"] != "BODY", "the focus is lost"
    assert focus["ring"], f"no focus is seen on {focus}"
    assert focus["clear"], f"something lies over {focus}"
    assert focus["inside"], f"the focus is off the screen on {focus}"
    return focus


def walk_to(somebody: Person, words: str, at_most: int) -> int:
    """Tab until the focus stands on these words; how many presses it took."""
    for count in range(1, at_most + 1):
        if step(somebody)["text"] == words:
            return count
    raise AssertionError(f"{words!r} is not reached in {at_most} presses")


def skip_to_content(somebody: Person) -> None:
    assert step(somebody)["text"] == somebody.say("Skip to the content")
    somebody.page.keyboard.press("Enter")


def sign_in_by_keyboard(somebody: Person) -> None:
    account = somebody.house.account("operator", "rodnik")
    somebody.open("/sign-in/")
    keyboard = somebody.page.keyboard
    if somebody.page.evaluate("document.activeElement.name") != "username":
        walk_to(somebody, "username", 6)
    keyboard.type(account["username"])
    assert step(somebody)["text"] == "password"
    keyboard.type(account["password"])
    keyboard.press("Enter")
    somebody.page.wait_for_url("**/sign-in/second/")
    assert somebody.page.evaluate("document.activeElement.name") == "confirm_code"
    keyboard.type(somebody.house.code(account["username"]))
    keyboard.press("Enter")
    somebody.page.wait_for_url("**/today/")
    somebody.language = str(somebody.page.locator("html").get_attribute("lang"))
    somebody.catalogue = words(somebody.language)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_a_silent_call_is_logged_and_closed_by_keyboard_alone(
    theme: str, width: int, person: Callable[..., Person]
) -> None:
    operator = person(theme=theme, width=width)
    sign_in_by_keyboard(operator)
    skip_to_content(operator)
    presses = walk_to(operator, operator.say("New call"), 3)
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_url("**/calls/new/")
    skip_to_content(operator)
    presses += walk_to(operator, operator.say("Silent"), 6)
    operator.page.keyboard.press("Enter")
    operator.page.wait_for_load_state()

    assert operator.sees(operator.say("Recorded: %(kind)s.") % {"kind": operator.say("Silent")})
    assert presses <= 8


def test_every_stop_of_the_long_call_screen_is_seen_on_a_phone(person: Callable[..., Person]) -> None:
    operator = person("kk", width=360).sign_in("operator")
    operator.open("/calls/new/")
    operator.page.locator("button[name=outcome_class][value=help]").click()
    operator.page.wait_for_url("**/edit/")
    operator.page.evaluate("document.getElementById('main').focus()")
    stops = 0
    while "save" not in operator.page.evaluate("document.activeElement.name || ''"):
        step(operator)
        stops += 1
        assert stops < 120
    assert stops > 10


def test_a_refused_form_puts_the_focus_on_its_errors(person: Callable[..., Person]) -> None:
    manager = person("ru").sign_in("case_manager")
    manager.open("/cases/new/")
    day = manager.page.locator("input[name=requested_on]")
    day.fill("")
    day.press("Enter")
    manager.page.wait_for_load_state()

    assert manager.page.evaluate("document.activeElement.className") == "error-summary"
    step(manager)
    manager.page.keyboard.press("Enter")
    assert manager.page.evaluate("document.activeElement.name") == "requested_on"
    assert manager.page.title().startswith(manager.say("Error"))
