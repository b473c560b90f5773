"""What Django itself says to people is Kazakh on a Kazakh page, and dates look as they do here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format, get_format, number_format
from django.utils.timesince import timesince

from config.catalogues import DJANGO_LOCALE_DIR, PLACEHOLDER, PLURALS, catalogue_path

DJANGO = Path(django.__file__).parent
CATALOGUES = ("conf", "contrib/auth", "contrib/humanize", "contrib/postgres")
SEEN_BY_PEOPLE = (
    "contrib/auth/password_validation.py",
    "contrib/auth/forms.py",
    "contrib/humanize/templatetags/",
    "contrib/postgres/forms/",
    "contrib/postgres/validators.py",
    "core/paginator.py",
    "core/validators.py",
    "db/models/",
    "forms/",
    "template/defaultfilters.py",
    "utils/dateformat.py",
    "utils/dates.py",
    "utils/ipv6.py",
    "utils/text.py",
    "utils/timesince.py",
)
Key = tuple[str, str]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def is_seen(entry: polib.POEntry) -> bool:
    return any(place.startswith(SEEN_BY_PEOPLE) for place, _line in entry.occurrences)


def seen_entries() -> Iterator[polib.POEntry]:
    for name in CATALOGUES:
        yield from filter(is_seen, polib.pofile(str(DJANGO / name / "locale" / "en" / "LC_MESSAGES" / "django.po")))


def translated(path: Path) -> dict[Key, polib.POEntry]:
    return {key_of(entry): entry for entry in polib.pofile(str(path)).translated_entries()}


def test_every_text_of_django_that_people_see_has_a_kazakh_translation() -> None:
    known = translated(catalogue_path("kk", DJANGO_LOCALE_DIR))
    for name in CATALOGUES:
        known |= translated(DJANGO / name / "locale" / "kk" / "LC_MESSAGES" / "django.po")
    seen = list(seen_entries())

    assert len(seen) > 250, "The places to look in have moved."
    assert [entry.msgid for entry in seen if key_of(entry) not in known] == []


def test_our_translations_of_django_keep_its_placeholders_and_plurals() -> None:
    ours = polib.pofile(str(catalogue_path("kk", DJANGO_LOCALE_DIR)))
    theirs = {key_of(entry): entry for entry in seen_entries()}
    assert ours.metadata["Plural-Forms"] == PLURALS["kk"]
    assert [entry.msgid for entry in ours if not entry.translated() or entry.obsolete] == []
    for entry in ours:
        english = theirs.get(key_of(entry), entry)
        allowed = set(PLACEHOLDER.findall(english.msgid + english.msgid_plural))
        assert entry.msgid_plural == english.msgid_plural
        if entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr_plural[1])) == allowed, entry.msgid
        else:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == allowed, entry.msgid


def test_a_form_complains_in_kazakh() -> None:
    with translation.override("kk"):
        with pytest.raises(ValidationError) as empty:
            forms.CharField().clean("")
        with pytest.raises(ValidationError) as long:
            forms.CharField(max_length=3).clean("Айгүл")
        with pytest.raises(ValidationError) as short:
            MinimumLengthValidator(12).validate("құпия")
        assert empty.value.messages == ["Бұл өрісті толтырыңыз."]
        assert long.value.messages == ["3 таңбадан аспауы керек (қазір 5)."]
        assert short.value.messages == ["Құпиясөз тым қысқа. Кемінде 12 таңба болуы керек."]


def test_time_passed_is_told_in_kazakh() -> None:
    with translation.override("kk"):
        told = timesince(datetime(2026, 1, 1), datetime(2026, 1, 4))  # noqa: DTZ001
    assert told == "3\xa0күн"


@pytest.mark.parametrize(
    ("language", "short", "moment", "long", "decimal"),
    [
        ("kk", "22.11.2026", "22.11.2026 09:05", "2026 ж. 22 қараша", "1234,5"),
        ("ru", "22.11.2026", "22.11.2026 09:05", "22 ноября 2026 г.", "1234,5"),
        ("en", "22 Nov 2026", "22 Nov 2026, 09:05", "22 November 2026", "1234.5"),
    ],
)
def test_dates_and_numbers_look_as_people_here_write_them(
    language: str, short: str, moment: str, long: str, decimal: str
) -> None:
    at = datetime(2026, 11, 22, 9, 5)  # noqa: DTZ001
    with translation.override(language):
        assert date_format(at.date(), "SHORT_DATE_FORMAT") == short
        assert date_format(at, "SHORT_DATETIME_FORMAT") == moment
        assert date_format(at.date()) == long
        assert number_format(1234.5) == decimal
        assert number_format(1234567, use_l10n=True, force_grouping=True).count(get_format("THOUSAND_SEPARATOR")) == 2
        assert get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("typed", ["2026-11-22", "22.11.2026"])
def test_a_day_may_be_typed_in_either_order(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2026, 11, 22)
        assert forms.DateTimeField().clean(f"{typed} 09:05").replace(tzinfo=None) == datetime(2026, 11, 22, 9, 5)  # noqa: DTZ001


def test_no_two_days_of_the_week_share_a_short_name() -> None:
    with translation.override("kk"):
        names = [date_format(date(2026, 11, 16 + day), "D") for day in range(7)]
    assert names == ["Дс", "Сс", "Ср", "Бс", "Жм", "Сб", "Жс"]
