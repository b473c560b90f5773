"""Signing in, setting up a second factor, being asked whether one is still there, and leaving: in a real browser."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from access.factors.rules import code_at, step_at
from tests.journeys.people import Person

pytestmark = pytest.mark.xdist_group("browser")
WARNING, OVER = "12:45", "03:00"
SECRET = re.compile(r"(?:[A-Z2-7]{4} ?){8}")


def sign_out(somebody: Person) -> None:
    somebody.page.locator("summary", has_text="(demo)").last.click()
    somebody.page.locator("form[action='/sign-out/'] button").click()
    somebody.page.wait_for_url("**/sign-in/")


def give_password(somebody: Person, username: str, password: str) -> None:
    somebody.page.locator("input[name=username]").fill(username)
    somebody.page.locator("input[name=password]").fill(password)
    somebody.page.locator("form[action='/sign-in/'] button[type=submit]").click()
    somebody.page.wait_for_load_state()


def give_code(somebody: Person, code: str) -> None:
    somebody.page.locator("input[name=confirm_code]").fill(code)
    somebody.page.locator("form[action='/sign-in/second/'] button[type=submit]").click()
    somebody.page.wait_for_url("**/today/")


def with_a_device(somebody: Person) -> Person:
    """A device that makes and shows passkeys; they need a name, so the house is entered by its name."""
    session = somebody.page.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return somebody


def test_the_back_button_shows_nothing_after_signing_out(person: Callable[..., Person], measure: Any) -> None:
    """S09: pages of a case, of a list and of a form; Back leads to signing in, whatever the browser kept."""
    manager, shown, failed = person("en").sign_in("case_manager"), ("/cases/", "/cases/search/", "/me/sessions/", "/today/"), []
    for path in shown:
        manager.open(path)
    sign_out(manager)
    for _ in shown:
        manager.page.go_back()
        manager.page.wait_for_load_state()
        inside = manager.page.locator("nav.side").count() or manager.page.locator(".topbar-tools").count()
        if inside or "/sign-in/" not in manager.page.url:
            failed.append(manager.page.url)
    measure("S09", checked=len(shown), failed=failed)


def test_a_new_colleague_sets_up_password_app_and_codes(person: Callable[..., Person]) -> None:
    """From the first password that the director reads out to the first working page; nothing else opens before."""
    director, newcomer = person("en").sign_in("director"), person("en", width=360)
    name = f"new.colleague.{int(time.time())}"
    director.open("/members/new/").confirm()
    director.fill("display_name", "New Colleague (demo)").fill("username", name).tick("roles", "case_manager").press("Save")
    first = director.page.locator("main code").inner_text()
    barriers = []
    newcomer.open("/sign-in/")
    newcomer.page.locator("button[name=language][value=en]").click()
    give_password(newcomer, name, first)
    newcomer.open("/cases/")
    assert newcomer.page.url.endswith("/me/password/")
    newcomer.page.locator("input[name=old]").fill(first)
    newcomer.page.locator("input[name=new]").fill("a sentence of her own, long")
    newcomer.page.locator("main form button[type=submit]").click()
    newcomer.page.wait_for_url("**/me/factors/")
    assert newcomer.page.locator("nav.side").count() == 0
    newcomer.page.set_viewport_size({"width": 1280, "height": 900})
    assert newcomer.page.locator("main").evaluate("main => main.clientWidth") > 700  # no empty column where the menu is not
    barriers += newcomer.barriers()
    newcomer.page.locator("main a[href='/me/factors/app/']").click()
    barriers += newcomer.barriers()
    newcomer.page.locator("main details summary").click()
    secret = base64.b32decode(newcomer.page.locator("code.secret").inner_text().replace(" ", ""))
    assert newcomer.page.locator("img.qr").evaluate("image => image.naturalWidth > 100")
    newcomer.page.locator("input[name=code]").fill(code_at(secret, step_at(time.time())))
    newcomer.page.locator("main form button[type=submit]").click()
    newcomer.page.locator(".recovery-codes").wait_for()
    assert newcomer.page.locator(".recovery-codes li").count() == 10
    code = newcomer.page.locator(".recovery-codes code").first.inner_text()
    barriers += newcomer.barriers()
    newcomer.open("/cases/")
    assert newcomer.page.url.endswith("/cases/")
    sign_out(newcomer)
    give_password(newcomer, name, "a sentence of her own, long")
    give_code(newcomer, code)

    assert "9" in newcomer.page.locator(".alert").inner_text()
    assert barriers == []


def test_a_passkey_is_made_signs_in_and_confirms(person: Callable[..., Person]) -> None:
    medic = with_a_device(person("en")).by_name().sign_in("medic", "sana-sezim")
    medic.open("/me/factors/passkeys/new/")
    medic.fill("name", "Work laptop")
    barriers = medic.barriers()
    medic.page.locator("[data-passkey-button]").click()
    medic.page.locator(".recovery-codes").wait_for()
    sign_out(medic.open("/today/"))
    barriers += medic.barriers()
    medic.page.locator("[data-passkey-button]").click()
    medic.page.wait_for_url("**/today/")
    medic.open("/confirm/?next=/me/sessions/")
    medic.page.locator("[data-passkey-button]").click()
    medic.page.locator("main tbody tr").first.wait_for()

    assert barriers == []
    assert medic.page.url.endswith(":" + str(medic.house.port) + "/me/sessions/")


def test_nothing_typed_is_lost_when_the_time_runs_out(person: Callable[..., Person]) -> None:
    """The warning, staying, then running out: the session ends elsewhere, one signs in beside, and sends the form as typed."""
    worker = person("en").sign_in("social_worker")
    worker.page.clock.install()
    worker.open("/activities/new/")
    field = worker.page.locator("main form input[type=text]:visible, main form textarea:visible").first
    field.fill("Typed before the time was over")
    worker.page.clock.fast_forward(WARNING)
    worker.page.locator("[data-stay]").wait_for()
    barriers = worker.barriers()
    worker.page.locator("[data-stay]").click()
    worker.page.locator("#idle").wait_for(state="hidden")
    worker.page.clock.fast_forward(WARNING)
    worker.page.clock.fast_forward(OVER)
    worker.page.locator("[data-over] a").wait_for()
    barriers += worker.barriers()
    worker.page.request.post(f"{worker.house.address}/sign-out/", form={"csrfmiddlewaretoken": token_of(worker)}, headers={"Referer": worker.page.url})
    with worker.page.context.expect_page() as opened:
        worker.page.locator("[data-over] a").click()
    beside = opened.value
    account = worker.house.account("social_worker", "rodnik")
    beside.locator("input[name=username]").fill(account["username"])
    beside.locator("input[name=password]").fill(account["password"])
    beside.locator("form[action='/sign-in/'] button[type=submit]").click()
    beside.locator("input[name=confirm_code]").fill(worker.house.code(account["username"]))
    beside.locator("form[action='/sign-in/second/'] button[type=submit]").click()
    beside.wait_for_url("**/me/back/")
    worker.page.locator("#idle").wait_for(state="hidden")

    assert field.input_value() == "Typed before the time was over"
    worker.page.locator("main form button[type=submit]").last.click()
    worker.page.wait_for_load_state()
    assert worker.page.locator("nav.side").count() == 1  # answered as somebody signed in, not as a stranger
    assert "Not saved yet" not in worker.page.content()
    assert barriers == []


def token_of(somebody: Person) -> str:
    return str(somebody.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value"))
