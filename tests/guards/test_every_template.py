"""Every template compiles, is used, and holds nothing that the content security policy would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from tests.guards.source import ROOT, python_files

FOLDER = ROOT / "templates"
PATHS = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.html"))
BY_DJANGO = {"404.html", "403.html", "500.html", "403_csrf.html"}
BANNED = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a foreign address": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
    "the safe filter": re.compile(r"\|\s*safe\b|autoescape off"),
}


def offences(text: str) -> Iterator[str]:
    without_tags = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    for name, pattern in BANNED.items():
        if pattern.search(text if "safe" in name else without_tags):
            yield name


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_it_compiles_and_holds_nothing_inline(path: Path) -> None:
    get_template(str(path))

    assert list(offences((FOLDER / path).read_text(encoding="utf-8"))) == []


def test_every_template_is_used() -> None:
    sources = "\n".join(
        [p.read_text(encoding="utf-8") for p in python_files()]
        + [p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.html")]
    )
    unused = [str(path) for path in PATHS if str(path) not in BY_DJANGO and str(path) not in sources]

    assert unused == []


def static_files(text: str) -> set[str]:
    return set(re.findall(r"""\{%\s*static\s+['"]([^'"]+)['"]""", text))


def test_every_static_file_a_template_names_is_there() -> None:
    named = {name for path in FOLDER.rglob("*.html") for name in static_files(path.read_text(encoding="utf-8"))}

    assert {name for name in named if finders.find(name) is None} == set()
    assert len(named) >= 5
    assert static_files("{% static 'js/planted.js' %}") == {"js/planted.js"}
    assert finders.find("js/planted.js") is None


def test_pages_have_a_title_and_lists_have_scopes() -> None:
    pages = [path for path in PATHS if not str(path).startswith("_") and path.name not in {"base.html"}]
    texts = {path: (FOLDER / path).read_text(encoding="utf-8") for path in pages}
    untitled = [
        str(path) for path, text in texts.items()
        if "{% extends" in text and "block title" not in text and "block form_title" not in text
    ]  # fmt: skip
    headless = [str(path) for path, text in texts.items() if re.search(r"<th(?![^>]*scope)[\s>]", text)]

    assert untitled == []
    assert headless == []


def test_planted_offenders_are_found() -> None:
    bad = ["<script>x()</script>", "<style>a{}</style>", '<p style="x">', '<a onclick="x()">', '<img src="//x.y/z">', "{{ x|safe }}"]

    assert [len(list(offences(text))) for text in bad] == [1] * 6
    assert list(offences('<script src="{% static \'js/pana.js\' %}" defer></script><p class="x">')) == []
