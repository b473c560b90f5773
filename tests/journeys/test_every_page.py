"""Every role follows every link from its menu on. Each kind of page is looked at in every language, with light and dark
and three widths in turn: it opens, says what it is, speaks the reader's language, fits, weighs little and bars nobody."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from access.roles import Role
from tests.journeys.people import AXE, RULES, SHOTS, Person

pytestmark = pytest.mark.xdist_group("browser")
LANGUAGES = ("ru", "kk", "en")
HOME = {Role.DONOR: "fund-aurora", Role.PARTNER: "police-almaty"}
NEIGHBOURS = {
    Role.SHIFT_LEAD,
    Role.SHELTER_WORKER,
    Role.DIRECTOR,
    Role.SOCIAL_WORKER,
}  # the second organisation's people
AT_MOST, COLD, WARM, REQUESTS = 80, 60_000, 15_000, 6
THEMES, WIDTHS = ("light", "dark"), (360, 768, 1280)
OPTIONS = RULES | {"resultTypes": ["violations"], "preload": False}
COLOURS_SEEN = OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}  # in this theme, in another language
ALIKE = {
    "exclude": [["tbody tr:nth-child(n+5)"], [".board li:nth-child(n+5)"], [".timeline li:nth-child(n+5)"]]
}  # rows like those above
LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"manage\.py [a-z_]+(?: --[a-z-]+)?|[\w’'-]+(?:,? [\w’'-]+){0,3} \(demo\)|\b[A-Z]{1,2}-[A-Z0-9]{5,}\b|\b[A-Za-z0-9-]*\d[A-Za-z0-9-]*\b|\b[a-z_-]+(?:\.[a-z_-]+)+\b"
)
ALLOWED = {
    "Pana", "PDF", "PIN", "JPEG", "PNG", "WebP", "Word", "Django", "PostgreSQL", "Python",
    "XLSX", "CSV", "JSON", "SMS", "WhatsApp", "Telegram", "Viber", "Instagram", "Excel", "Rodnik", "Sana", "Sezim", "Ctrl", "Enter",
    "SIM", "English", "Chrome", "Linux", "xlsx", "csv", "demo", "Aurora", "Meridian", "aurora", "shymkent",
}  # fmt: skip
# What a person reads: no code, no field value, no text that says its own language.
READ = """() => { const copy = document.body.cloneNode(true);
  copy.querySelectorAll('script, style, code, textarea, .code, [lang], .topbar-organisation, .person-name, .open-name').forEach(e => e.remove());
  const texts = []; const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { texts.push(walk.currentNode.textContent); }
  copy.querySelectorAll('[aria-label], [placeholder], [title], [data-failed]').forEach(e => {
    for (const name of ['aria-label', 'placeholder', 'title', 'data-failed']) { if (e.hasAttribute(name)) { texts.push(e.getAttribute(name)); } } });
  return texts.map(t => t.trim()).filter(Boolean).concat([document.title]).join('\\n'); }"""


class Contents(HTMLParser):
    """The links, the parts a browser loads, and the headings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: set[str] = set()
        self.language, self.title, self.headings, self._inside = "", "", 0, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.headings += tag == "h1"
        if tag == "html":
            self.language = has.get("lang", "")
        elif tag == "a" and "href" in has:
            self.links.append(has["href"])
        elif tag == "script" and "src" in has:
            self.parts.add(has["src"])
        elif tag == "link" and has.get("rel") == "stylesheet":
            self.parts.add(has["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data


@dataclass
class Atlas:
    """Which kinds of page were looked at in which language, by all roles together."""

    looked: set[tuple[str, str]] = field(default_factory=set)
    weights: dict[str, int] = field(default_factory=dict)
    heaviest: dict[str, int] = field(default_factory=lambda: {"cold": 0, "warm": 0, "requests": 0})
    colours: set[tuple[str, str]] = field(default_factory=set)

    def way(self, name: str, language: str) -> tuple[str, int]:
        """Theme and width of a look: over the three languages a kind of page is seen in both themes and all widths."""
        place, turn = sum(map(ord, name)), LANGUAGES.index(language)
        return THEMES[(place + turn) % 2], WIDTHS[(place // 2 + turn) % 3]

    def rules(self, name: str, theme: str) -> dict[str, Any]:
        """What axe looks for; colours once in each theme, for they take most of its time."""
        new = (name, theme) not in self.colours
        self.colours.add((name, theme))
        return OPTIONS if new else COLOURS_SEEN


@pytest.fixture(scope="module")
def atlas() -> Iterator[Atlas]:
    made = Atlas()
    yield made
    kinds = len({name for name, _ in made.looked})
    logging.getLogger(__name__).warning(
        "%s kinds of page, %s looks, at most %s", kinds, len(made.looked), made.heaviest
    )


@cache
def name_of(path: str) -> str:
    """The name of the address, or "" where no page is."""
    try:
        return str(resolve(path).url_name)
    except Resolver404:
        return ""


def weigh(somebody: Person, atlas: Atlas, url: str) -> int:
    """The bytes of a static file as they travel; each is asked for once."""
    if url not in atlas.weights:
        atlas.weights[url] = int(somebody.page.request.get(somebody.house.address + url).headers["content-length"])
    return atlas.weights[url]


def heavy(somebody: Person, atlas: Atlas, contents: Contents, document: int) -> list[str]:
    found = {
        "cold": document + sum(weigh(somebody, atlas, part) for part in contents.parts),
        "warm": document,
        "requests": 1 + len(contents.parts),
    }
    for kind, number in found.items():
        atlas.heaviest[kind] = max(atlas.heaviest[kind], number)
    limits = {"cold": COLD, "warm": WARM, "requests": REQUESTS}
    return [f"{kind} {number}" for kind, number in found.items() if number > limits[kind]]


def links_of(contents: Contents, path: str) -> tuple[list[str], list[str]]:
    """The pages a page leads to, and the links that lead nowhere."""
    onward, broken = [], []
    for link in contents.links:
        parts = urlsplit(link)
        if parts.scheme in {"tel", "mailto"} or (not parts.path and (parts.query or parts.fragment)):
            continue
        name = name_of(parts.path) if not parts.netloc else ""
        if not name:
            broken.append(f"{path}: the link {link} leads nowhere")
        onward.append(link)
    return onward, broken


def read_page(somebody: Person, atlas: Atlas, path: str) -> tuple[list[str], list[str], bool]:
    """One page by its bytes: where it leads, what is wrong, and whether it is a page at all (and no file)."""
    answer = somebody.page.request.get(somebody.house.address + path)
    if answer.status != 200:
        return [], [f"{path} answers {answer.status}"], False
    if "text/html" not in answer.headers["content-type"]:
        return [], [], False
    contents = Contents(answer.text())
    onward, wrong = links_of(contents, path)
    if contents.headings != 1 or contents.language != somebody.language or not contents.title.split("·")[0].strip():
        wrong.append(f"{path}: {contents.headings} h1, lang {contents.language!r}, title {contents.title!r}")
    wrong += [
        f"{path}: too heavy, {what}" for what in heavy(somebody, atlas, contents, int(answer.headers["content-length"]))
    ]
    return onward, wrong, True


def walk(somebody: Person, atlas: Atlas) -> tuple[dict[str, str], list[str]]:
    """Every kind of page within reach of a role, each with one address; and what was wrong on the way."""
    seen: set[str] = set()
    pages: dict[str, str] = {}
    wrong: list[str] = []
    ahead = ["/today/"]
    while ahead and len(seen) < AT_MOST:
        path = ahead.pop(0).split("#")[0]
        name = name_of(urlsplit(path).path)
        if not name or name in seen:
            continue
        seen.add(name)
        onward, found, is_page = read_page(somebody, atlas, path)
        ahead += onward
        wrong += found
        if is_page:
            pages[name] = path
    return pages, wrong


def speak(somebody: Person, language: str) -> None:
    """Switch the language in the menu beside one's name."""
    if somebody.language != language:
        somebody.page.locator("summary", has_text="(demo)").last.click()
        somebody.page.locator(f".language-switch button[value={language}]").click()
        somebody.page.wait_for_load_state()
        somebody.language = language


def leftovers(somebody: Person) -> list[str]:
    """Latin words on a page that should be Russian or Kazakh."""
    if somebody.language == "en":
        return []
    read = NAMES.sub(" ", str(somebody.page.evaluate(READ)))
    return sorted({word for word in LATIN.findall(read) if word not in ALLOWED})


def look(somebody: Person, atlas: Atlas, name: str, path: str) -> list[str]:
    """One page in the browser."""
    theme, width = atlas.way(name, somebody.language)
    page: Any = somebody.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    answer = page.goto(somebody.house.address + path)
    where = f"{name} ({somebody.language}, {theme}, {width})"
    if answer is None or answer.status != 200:
        return [f"{where} does not open"]
    found = AXE.run(page, context=ALIKE, options=atlas.rules(name, theme)).response["violations"]
    wrong = [f"{where} has barrier {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wrong += [f"{where} is {overflow} px too wide"] if overflow > 0 else []
    words = leftovers(somebody)
    wrong += [f"{where} is not translated: {', '.join(words)}"] if words else []
    if wrong:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SHOTS / f"wrong-{name}-{somebody.language}-{theme}-{width}.png"), full_page=True)
    return wrong


@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_a_role_leads_to_a_sound_page(role: Role, person: Callable[..., Person], atlas: Atlas) -> None:
    first = LANGUAGES[list(Role).index(role) % len(LANGUAGES)]
    somebody = person(first, theme="auto")
    somebody.sign_in(role.value, HOME.get(role, "sana-sezim" if role in NEIGHBOURS else "rodnik"))
    somebody.open("/confirm/").confirm()  # so that pages which ask again show themselves
    pages, wrong = walk(somebody, atlas)
    for language in sorted(LANGUAGES, key=lambda one: one != first):
        unseen = {name: path for name, path in pages.items() if (name, language) not in atlas.looked}
        if unseen:
            speak(somebody, language)
        for name, path in unseen.items():
            atlas.looked.add((name, language))
            wrong += look(somebody, atlas, name, path)

    assert len(pages) >= 3
    assert wrong == [], "\n".join(wrong)
