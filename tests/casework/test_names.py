"""Names taken apart, and the key under which spellings of one name meet. Every name here is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.names import PersonName, match_key, split_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ромашкова Ива", PersonName("Ромашкова", "Ива")),
        ("  Ромашкова,  Ива ", PersonName("Ромашкова", "Ива")),
        ("Ромашкова Ива Тополевна", PersonName("Ромашкова", "Ива", "Тополевна")),
        ("Ива Тополевна Ромашка", PersonName("Ромашка", "Ива", "Тополевна")),
        ("Ива Ромашкова", PersonName("Ромашкова", "Ива")),
        ("Жусанов Терек Қайың ұлы", PersonName("Жусанов", "Терек", "Қайың ұлы")),
        ("Жусан Қызғалдақ Теректіқызы", PersonName("Жусан", "Қызғалдақ", "Теректіқызы")),
        ("Қызғалдақ Теректіқызы", PersonName("", "Қызғалдақ", "Теректіқызы")),
        ("Lolaev Anor Olma o'g'li", PersonName("Lolaev", "Anor", "Olma o'g'li")),
        ("Tulip Fern", PersonName("Tulip", "Fern")),
        ("Иволга", PersonName("", "Иволга")),
        ("", PersonName()),
    ],
)
def test_a_name_is_split_as_registers_write_it(text: str, expected: PersonName) -> None:
    assert split_name(text) == expected


@pytest.mark.parametrize(
    ("text", "surname", "initials"),
    [
        ("Х.М.", "", "Х.М."),
        ("Х. М.", "", "Х.М."),
        ("E.Sh.M.", "", "E.Sh.M."),
        ("Ромашкова И.Т.", "Ромашкова", "И.Т."),
        ("И. Т. Ромашкова", "Ромашкова", "И.Т."),
    ],
)
def test_initials_stay_initials(text: str, surname: str, initials: str) -> None:
    assert split_name(text) == PersonName(surname=surname, initials=initials)


def test_a_name_is_never_printed() -> None:
    assert repr(split_name("Ромашкова Ива")) == "PersonName()"


@pytest.mark.parametrize(
    "spellings",
    [
        "Балабаева Balabaeva Balabayeva",
        "Байсакова Baysakova Baisakova Bajsakova",
        "Жусупова Zhusupova Jusupova Jousoupova",
        "Юсупов Yusupov Iusupov",
        "Зульфия Zulfiya Zulfiia Zul'fiya Zulfia",
        "Хашимова Khashimova Hashimova Xashimova",
        "Хасанова Khassanova Khasanova",
        "Ержан Yerzhan Erzhan Erjan",
        "Аяжан Ayazhan Aiazhan Ayajan",
        "Цой Tsoi Tsoy Coj",
        "Шахноза Shakhnoza Shahnoza",
        "Құдайбергенов Кудайбергенова Qudaybergenov Kudaibergenov",
        "Жақсылықова Zhaqsylyqova Zhaksylykova",
        "Тәжібаева Тажибаев Tazhibaeva Tajibayeva",
        "Ўткир O'tkir Oʻtkir",
    ],
)
def test_spellings_of_one_name_meet(spellings: str) -> None:
    assert len({match_key(spelling) for spelling in spellings.split()}) == 1


def test_different_names_stay_apart() -> None:
    names = ["Ромашкова", "Берёзина", "Тополев", "Клюквина", "Жусанова", "Ахметова", "Асанова"]
    assert len({match_key(name) for name in names}) == len(names)


def test_the_order_of_the_words_does_not_matter() -> None:
    assert match_key("Ива Ромашкова") == match_key("РОМАШКОВА  ива")


@given(st.text(max_size=40))
def test_a_key_is_made_of_any_text_and_is_the_same_in_capitals(text: str) -> None:
    key = match_key(text)
    assert key == key.strip()
    assert match_key(text) == key


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшыэюяәғқңөұүһі", min_size=1, max_size=20))
def test_a_cyrillic_name_becomes_plain_latin(word: str) -> None:
    assert match_key(word).isascii()


@given(st.text(max_size=60))
def test_splitting_never_fails(text: str) -> None:
    split_name(text)
