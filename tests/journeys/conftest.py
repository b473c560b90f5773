"""One running house and one browser for all journeys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.house import House, clean_environment
from tests.journeys.people import Person

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = Path(tmp_path_factory.mktemp("house")) / "var"
    running = House(var=var, environment=clean_environment(var)).start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where there is one, Playwright's own elsewhere."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), headless=True, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def person(house: House, browser: Browser) -> Iterator[Callable[..., Person]]:
    """`person("ru").sign_in("operator")`: somebody sits down; whoever saw an error on the console fails the test."""
    present: list[Person] = []

    def sit_down(language: str = "ru", **how: Any) -> Person:
        present.append(Person(house, browser, language, **how))
        return present[-1]

    yield sit_down
    errors = [error for somebody in present for error in somebody.errors]
    for somebody in present:
        somebody.leave()
    assert errors == []
