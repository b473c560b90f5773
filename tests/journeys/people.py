"""Somebody at a browser: signs in, follows the menu, fills forms by their labels, and looks with axe at every page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.house import ROOT, House

SHOTS = ROOT / "tests" / "shots"
AXE = Axe()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def words(language: str) -> dict[str, str]:
    """English -> the words on the page in a language."""
    if language == "en":
        return {}
    catalogue = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in catalogue if entry.msgstr}


@dataclass
class Person:
    """One browser window of one person, in one language and theme."""

    house: House
    browser: Browser
    language: str
    theme: str = "light"
    width: int = 1280
    errors: list[str] = field(default_factory=list)
    username: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        self.catalogue = words(self.language)
        self.address = self.house.address
        context = self.browser.new_context(
            viewport={"width": self.width, "height": 900}, color_scheme="dark" if self.theme == "dark" else "light",
            locale=self.language, accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(15000)
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.errors.append(f"{self.page.url} {m.text}") if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(f"{self.page.url} {e}"))
        self.page.on("request", self._note_foreign)

    def _note_foreign(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.errors.append(f"foreign request {request.url}")

    def say(self, english: str) -> str:
        """The words this person reads for an English text."""
        return self.catalogue.get(english, english)

    def by_name(self) -> Person:
        """Enter the house by its name instead of its number: passkeys belong to names."""
        self.address = self.house.address.replace("127.0.0.1", "localhost")
        return self

    def open(self, path: str) -> Person:
        self.page.goto(self.address + path)
        return self

    def sign_in(self, role: str, organisation: str = "rodnik") -> Person:
        account = self.house.account(role, organisation)
        self.username = account["username"]
        self.open("/sign-in/")
        self.page.locator(f"button[name=language][value={self.language}]").click()
        self.page.locator("input[name=username]").fill(account["username"])
        self.page.locator("input[name=password]").fill(account["password"])
        self.page.locator("form[action='/sign-in/'] button[type=submit]").click()
        self.page.wait_for_url("**/sign-in/second/")
        self.page.locator("input[name=confirm_code]").fill(self.house.code(account["username"]))
        self.page.locator("form[action='/sign-in/second/'] button[type=submit]").click()
        self.page.wait_for_url("**/today/")
        self._choose_language()
        return self

    def confirm(self) -> Person:
        """Where the page asks again who sits here: the next code of the app."""
        if self.page.locator("form.proof").count():
            self.page.locator("input[name=confirm_code]").fill(self.house.code(self.username))
            self.page.locator("form.proof button[type=submit]").click()
            self.page.wait_for_load_state()
        return self

    def _choose_language(self) -> None:
        self.open("/me/")
        self.page.locator("select[name=language]").select_option(self.language)
        self.page.locator("select[name=theme]").select_option(self.theme)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state()
        self.open("/today/")

    def fill(self, name: str, value: str) -> Person:
        self.page.locator(f"main [name={name}]:visible").first.fill(value)
        return self

    def choose(self, name: str, value: str) -> Person:
        self.page.locator(f"main select[name={name}]").first.select_option(value)
        return self

    def tick(self, name: str, *values: str) -> Person:
        for value in values:
            self.page.locator(f"main input[name={name}][value='{value}']").first.check()
        return self

    def press(self, english: str) -> Person:
        """Press a button or follow a link by its words."""
        text = re.compile(rf"^\s*{re.escape(self.say(english))}\s*$")
        target = self.page.locator("main").get_by_role("button", name=text).or_(self.page.locator("main").get_by_role("link", name=text))
        target.first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def shoot(self, name: str) -> Person:
        """Keep a picture of the page for people to look at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}-{self.language}-{self.theme}-{self.width}.png"
        self.page.screenshot(path=str(path), full_page=True)
        return self

    def barriers(self) -> list[str]:
        """What axe finds on this page."""
        found = AXE.run(self.page, options=RULES).response["violations"]
        return [f"{self.page.url} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]

    def leave(self) -> None:
        self.page.context.close()


def menu_of(person: Person) -> list[str]:
    links = person.page.locator("nav.side ul a")
    return [str(links.nth(i).get_attribute("href")) for i in range(links.count())]


def picture_names() -> list[Path]:
    return sorted(SHOTS.glob("*.png"))
