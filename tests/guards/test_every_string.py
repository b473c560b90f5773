"""Every text people can see exists in Russian and Kazakh, with its placeholders and plural forms."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from config.catalogues import extract, faults, merge

LANGUAGES = ("ru", "kk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    found = extract()

    assert len(found) > 300
    assert faults(language, found) == [], "Run `python manage.py catalogues` and translate what is new."


def test_a_planted_untranslated_string_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('from django.utils.translation import gettext\nx = gettext("Untranslated words")\n')
    found = extract(tmp_path, (".",))
    merge("ru", found, tmp_path / "locale")

    assert [key for key in found if "Untranslated words" in str(key)]
    assert faults("ru", found, tmp_path / "locale") != []


def test_a_planted_lost_placeholder_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('from django.utils.translation import gettext\nx = gettext("%(n)s beds")\n')
    found = extract(tmp_path, (".",))
    catalogue = merge("ru", found, tmp_path / "locale")
    entry: polib.POEntry = catalogue[0]
    entry.msgstr = "мест"
    catalogue.save(str(tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po"))

    assert faults("ru", found, tmp_path / "locale") != []
