"""Somebody comes into the room: Shift three times, and no window of this person shows anything until the password is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import Person

pytestmark = pytest.mark.xdist_group("browser")
SEEN = "() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility({visibilityProperty: true}) && e.textContent.trim()).map(e => e.textContent).join(' ')"


def hide(somebody: Person) -> None:
    for _ in range(3):
        somebody.page.keyboard.press("Shift")
    somebody.page.locator("#cover input").wait_for()


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_screen_is_hidden_at_once_in_every_window_and_nothing_typed_is_lost(person: Callable[..., Person], language: str) -> None:
    worker = person(language).sign_in("social_worker")
    worker.open("/activities/new/")
    beside = worker.page.context.new_page()
    beside.goto(worker.house.address + "/today/")
    worker.page.bring_to_front()
    title = worker.page.title()
    field = worker.page.locator("main form input[type=text]:visible, main form textarea:visible").first
    field.fill("Typed before the door opened")
    hide(worker)

    assert worker.page.evaluate(SEEN).replace(worker.say("Hidden"), "").replace(worker.say("Current password"), "").replace(worker.say("Show again"), "").strip() == ""
    assert title not in worker.page.title()
    assert worker.page.evaluate("document.activeElement.name") == "cover_password"
    assert worker.barriers() == []
    beside.locator("#cover input").wait_for()
    assert beside.goto(worker.house.address + "/cases/") is not None
    assert beside.url.endswith("/me/covered/")
    assert beside.locator("nav, .topbar").count() == 0

    worker.page.keyboard.press("Escape")
    worker.page.locator("#cover input").fill("not the password")
    worker.page.keyboard.press("Enter")
    worker.page.locator("#cover [role=alert]:not(:empty)").wait_for()
    worker.page.locator("#cover input").fill(worker.house.account("social_worker", "rodnik")["password"])
    worker.page.keyboard.press("Enter")
    worker.page.locator("#cover").wait_for(state="detached")

    assert field.input_value() == "Typed before the door opened"
    assert worker.page.title() == title
    beside.goto(worker.house.address + "/today/")
    assert beside.url.endswith("/today/")
    worker.page.locator("main form button[type=submit]").last.click()
    worker.page.wait_for_load_state()
    assert worker.page.locator("nav.side").count() == 1


def test_the_button_hides_a_phone_and_the_shift_of_a_writer_does_not(person: Callable[..., Person]) -> None:
    worker = person("ru", width=360).sign_in("shelter_worker")
    for key in ("Shift", "Shift", "a", "Shift"):
        worker.page.keyboard.press(key)
    assert worker.page.locator("#cover").count() == 0
    with worker.page.expect_response("**/me/cover/"):
        worker.page.locator("[data-cover-now] button").click()
    worker.page.locator("#cover input").wait_for()
    worker.page.reload()
    assert worker.page.url.endswith("/me/covered/")
    assert worker.barriers() == []
    worker.page.locator("input[name=confirm_code]").fill(worker.house.account("shelter_worker", "rodnik")["password"])
    worker.page.locator("main form button[type=submit]").first.click()
    worker.page.wait_for_url("**/today/")
