"""Texts are collected from code and templates, merged without loss, and compiled without gettext."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import polib
import pytest

from config.catalogues import PLURALS, Message, catalogue_path, compile_all, extract, faults, merge

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext

def speak(count):
    _("Save")
    ngettext("%(count)d case", "%(count)d cases", count)
    pgettext("month", "May")
    _("two "
      "parts")
    not_marked("Never")
"""
PAGE = """
{% load i18n %}
    <p title="{% translate "Close" %}">don't stop (at this
  {% blocktranslate trimmed with name=person %}
     Dear {{ name }},
     you have 100% of it
  {% endblocktranslate %}
      {% blocktranslate trimmed count n=beds context "free" %}
        {{ n }} bed
      {% plural %}
        {{ n }} beds
      {% endblocktranslate %}
  {{ value|default:_("none") }} {% include "x.html" with label=_("Label") %}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "access" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "access" / "speech.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "access" / "migrations" / "0001.py").write_text('_("Frozen")', encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_every_marked_text_is_found_and_nothing_else(tree: Path) -> None:
    found = {key: message.plural for key, message in extract(tree).items()}
    assert found == {
        ("", "Save"): "",
        ("", "%(count)d case"): "%(count)d cases",
        ("month", "May"): "",
        ("", "two parts"): "",
        ("", "Close"): "",
        ("", "Dear %(name)s, you have 100%% of it"): "",
        ("free", "%(n)s bed"): "%(n)s beds",
        ("", "none"): "",
        ("", "Label"): "",
    }


def test_translations_stay_and_what_is_gone_is_put_aside(tmp_path: Path) -> None:
    save = {("", "Save"): Message("Save", files={"a.py"})}
    merge("ru", save, tmp_path)
    catalogue = polib.pofile(str(catalogue_path("ru", tmp_path)))
    catalogue.find("Save").msgstr = "Сохранить"
    catalogue.save()
    merge("ru", {("", "Cancel"): Message("Cancel", files={"a.py"})}, tmp_path)
    kept = polib.pofile(str(catalogue_path("ru", tmp_path)))
    assert [(entry.msgid, entry.obsolete) for entry in kept] == [("Cancel", False), ("Save", True)]
    merge("ru", save, tmp_path)
    assert polib.pofile(str(catalogue_path("ru", tmp_path))).find("Save").msgstr == "Сохранить"


def test_merging_twice_changes_no_byte_and_names_no_line(tree: Path) -> None:
    found = extract(tree)
    merge("kk", found, tree / "locale")
    first = catalogue_path("kk", tree / "locale").read_bytes()
    (tree / "access" / "speech.py").write_text("\n\n\n" + CODE, encoding="utf-8")
    merge("kk", extract(tree), tree / "locale")
    assert catalogue_path("kk", tree / "locale").read_bytes() == first
    assert b"#: access/speech.py\n" in first
    assert b"fuzzy" not in first


def test_what_is_missing_or_loses_a_placeholder_is_named(tmp_path: Path) -> None:
    found = {("", text): Message(text) for text in ("Save", "Dear %(name)s", "Cancel")}
    merge("ru", found, tmp_path)
    catalogue = polib.pofile(str(catalogue_path("ru", tmp_path)))
    catalogue.find("Save").msgstr = "Сохранить"
    catalogue.find("Dear %(name)s").msgstr = "Уважаемая"
    catalogue.save()
    assert faults("ru", found, tmp_path) == [
        "ru: not translated: Cancel",
        "ru: placeholders differ: Dear %(name)s",
    ]


def test_compiled_catalogues_speak_with_the_right_plural(tmp_path: Path) -> None:
    found = {("", "%(n)s bed"): Message("%(n)s bed", plural="%(n)s beds")}
    merge("ru", found, tmp_path)
    catalogue = polib.pofile(str(catalogue_path("ru", tmp_path)))
    catalogue.find("%(n)s bed").msgstr_plural = {0: "%(n)s койка", 1: "%(n)s койки", 2: "%(n)s коек"}
    catalogue.save()
    assert compile_all(tmp_path) == [tmp_path / "ru" / "LC_MESSAGES" / "django.mo"]
    assert compile_all(tmp_path) == [], "nothing is compiled twice"
    with (tmp_path / "ru" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        speech = gettext.GNUTranslations(compiled)
    said = [speech.ngettext("%(n)s bed", "%(n)s beds", n) % {"n": n} for n in (1, 2, 5, 11, 21, 112)]
    assert said == ["1 койка", "2 койки", "5 коек", "11 коек", "21 койка", "112 коек"]
    later = catalogue_path("ru", tmp_path).stat().st_mtime + 5
    os.utime(catalogue_path("ru", tmp_path), (later, later))
    assert len(compile_all(tmp_path)) == 1


def test_kazakh_plural_is_the_one_django_declares() -> None:
    import django

    theirs = polib.pofile(str(Path(django.__file__).parent / "conf" / "locale" / "kk" / "LC_MESSAGES" / "django.po"))
    assert theirs.metadata["Plural-Forms"] == PLURALS["kk"]
