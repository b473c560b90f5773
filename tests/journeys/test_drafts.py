"""The browser is killed in the middle of a long form: what was typed is offered again, and sending it leaves nothing behind."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import Person

pytestmark = pytest.mark.xdist_group("browser")
WORDS = "Ойдан шығарылған сөз, которое никто не отправил"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_was_typed_survives_the_browser(person: Callable[..., Person], language: str) -> None:
    worker = person(language).sign_in("case_manager")
    worker.open("/cases/")
    address = worker.page.locator("main table a.code, main table a[href^='/cases/']").first.get_attribute("href")
    case = re.match(r"/cases/[0-9a-f-]{36}/", address or "")
    assert case is not None
    form = f"{case.group()}exploitation/new/"
    worker.open(form)
    with worker.page.expect_response("**/drafts/keep/"):
        worker.page.locator("textarea[name=story]").press_sequentially(WORDS)
    worker.page.locator("[data-line]:not(:empty)").wait_for()
    context = worker.page.context
    again = context.new_page()
    worker.page.close(run_before_unload=False)  # killed: no event of leaving is waited for

    again.goto(worker.house.address + form)
    again.locator("[data-take-up]").click()
    again.wait_for_function("words => document.querySelector('textarea[name=story]').value === words", arg=WORDS)
    worker.page = again
    assert worker.barriers() == []
    again.locator("input[name=types]").first.check()
    with again.expect_response("**/drafts/keep/"):
        again.locator("textarea[name=story]").press_sequentially("!")
    again.locator("main form button[type=submit]").last.click()
    again.wait_for_url(lambda url: not url.endswith(form))
    again.goto(worker.house.address + form)
    assert again.locator("[data-offer]").count() == 0
