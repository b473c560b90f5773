"""Somebody is found though the name is heard, typed or transliterated otherwise: planted misspellings against a crowd."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from access.context import acting_as
from casework.names import match_key
from casework.people.name_index import NameIndex, forget_names
from casework.people.search import CLOSE_ENOUGH, find_people
from tests.world_casework import new_case

WITHIN = 10
ENOUGH = 0.95
# Invented people: the parts are usual names, the wholes are nobody.
PEOPLE = (
    "Балабаева Айгүл Серікқызы", "Хасанова Шахноза Рустамовна", "Құдайбергенов Нұрлан Ғалымұлы", "Жақсылықова Әсем Бауыржанқызы",
    "Тәжібаева Гүлнар Өмірзаққызы", "Юсупов Бахтиёр Олимович", "Эргашева Дилором Ўткировна", "Кенжеғалиева Айсұлу Ерланқызы",
    "Мырзахметов Ержан Қайратұлы", "Жүнісова Перизат Дәуренқызы", "Цой Камила Андреевна", "Рахимжанова Зульфия Маратовна",
    "Абдуллаев Фарход Шухратович", "Төлегенова Індира Болатқызы", "Сұлтанғазина Ұлжан Һамитқызы", "Шайхисламова Гульнара Ильдаровна",
    "Ибрагимжонова Нигора Бахромовна", "Омарғалиев Ғабит Төлеуұлы", "Досымбекова Мадина Ықыласқызы", "Щербакова Наталья Юрьевна",
    "Холматова Матлуба Тохировна", "Қожахметова Әйгерім Нұржанқызы", "Турдыбаева Чолпон Эсенбековна", "Бекмұхамедов Олжас Еркінұлы",
    "Ниязова Огулгерек Атаевна", "Чынгызбаев Айбек Таалайбекович", "Сапарғалиева Күләш Әбдірахманқызы", "Джумаева Мехринисо Саидовна",
    "Өтегенов Жандос Үсенұлы", "Яхьяева Ойдин Жамшидовна", "Қабдолова Жұлдыз Мұратқызы", "Пулатова Феруза Эркиновна",
)  # fmt: skip
KAZAKH = str.maketrans("ӘҒҚҢӨҰҮҺІәғқңөұүһі", "АГКНОУУХИагкноуухи")
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіў"
PASSPORT = dict(zip(CYRILLIC, ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "a", "g", "k", "n", "o", "u", "u", "h", "i", "u"], strict=True))
HOME = dict(zip(CYRILLIC, ["a", "b", "v", "g", "d", "ye", "j", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "ch", "sh", "sch", "", "y", "'", "e", "iu", "ia", "ae", "gh", "q", "ng", "o", "u", "u", "h", "i", "o'"], strict=True))
LATIN_2021 = dict(zip(CYRILLIC, ["a", "b", "v", "g", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "ş", "ş", "", "y", "", "e", "iu", "ia", "ä", "ğ", "q", "ñ", "ö", "ū", "ü", "h", "ı", "u"], strict=True))


def written(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(sign, sign) for sign in text.lower().replace("ё", "е")).title()


def slips(name: str, draw: Random) -> Iterator[tuple[str, str]]:
    """How one name comes to be typed."""
    surname, given, patronymic = name.split()
    place = draw.randrange(1, len(surname) - 1) if len(surname) > 3 else 1
    yield "without Kazakh letters", name.translate(KAZAKH)
    yield "as in a passport", written(name, PASSPORT)
    yield "as one writes at home", written(f"{surname} {given}", HOME)
    yield "in the Latin letters of 2021", written(f"{surname} {given}", LATIN_2021)
    yield "swapped", f"{given} {surname}"
    yield "with initials", f"{surname} {given[0]}. {patronymic[0]}."
    yield "patronymic in the other language", f"{surname} {given} {_other_patronymic(patronymic)}"
    if len(surname) > 5:
        yield "a letter forgotten", f"{surname[:place]}{surname[place + 1:]} {given}"
        yield "two letters swapped", f"{surname[:place]}{surname[place + 1]}{surname[place]}{surname[place + 2:]} {given}"
        yield "a letter doubled, in Latin", written(f"{surname[:place]}{surname[place]}{surname[place:]} {given}", PASSPORT)
        yield "married or not", f"{surname.removesuffix('а')} {given}" if surname.endswith("а") else f"{surname}а {given}"


def _other_patronymic(patronymic: str) -> str:
    for ending, other in (("қызы", "овна"), ("ұлы", "ович"), ("овна", "қызы"), ("евна", "қызы"), ("ович", "ұлы"), ("евич", "ұлы")):
        if patronymic.endswith(ending):
            return patronymic.removesuffix(ending) + other
    return patronymic


PLANTED = [(name, how, typed) for number, name in enumerate(PEOPLE) for how, typed in slips(name, Random(number))]


def crowd(number: int) -> Iterator[str]:
    """Others with names of the same kind, so that being found means something."""
    draw = Random("crowd")
    stems = ("Ахмет", "Сейт", "Нур", "Бай", "Жан", "Темир", "Алим", "Карим", "Рахим", "Дос", "Кадыр", "Исма", "Турсын", "Мурат", "Сапар", "Юлдаш", "Хаким", "Абд")
    middles = ("", "бек", "жан", "мурат", "гали", "улл", "хан", "бай")
    given = ("Айгүл", "Гульнара", "Дилором", "Зарина", "Камила", "Нигора", "Әсем", "Мадина", "Ержан", "Рустам", "Нұрлан", "Тимур", "Олим", "Фарход", "Айбек")
    for _ in range(number):
        stem, middle, end = draw.choice(stems), draw.choice(middles), draw.choice(("ов", "ова", "ев", "ева", "ин", "ина"))
        yield f"{stem}{middle}{end} {draw.choice(given)} {draw.choice(stems)}{draw.choice(('қызы', 'ұлы', 'ович', 'овна'))}"


@pytest.fixture(scope="module")
def index() -> tuple[NameIndex, dict[str, UUID]]:
    made, known = NameIndex(uuid4()), {}
    for name in (*PEOPLE, *crowd(20_000)):
        pk = uuid4()
        known.setdefault(name, pk)
        made.learn(pk, timezone.now(), match_key(name).split())
    return made, known


def test_nearly_every_planted_misspelling_is_among_the_first_ten(index: Any) -> None:
    names, known = index
    missed = [
        (how, typed)
        for name, how, typed in PLANTED
        if known[name] not in names.rank(match_key(typed).split(), cutoff=CLOSE_ENOUGH, most=WITHIN)
    ]

    assert len(PLANTED) >= 200
    assert len(missed) <= (1 - ENOUGH) * len(PLANTED), missed
    worst = {how: sum(1 for slip, _ in missed if slip == how) for _, how, _ in PLANTED}
    assert max(worst.values()) <= len(PEOPLE) * 0.25, worst  # no way of writing a name is lost as a whole


@pytest.mark.django_db
def test_the_same_through_the_search_itself(world: Any) -> None:
    forget_names()
    director = world.actor("director")
    with acting_as(director):
        made = {}
        for name in PEOPLE[:12]:
            surname, given, patronymic = name.split()
            made[name] = new_case(director, surname=surname, given_name=given, patronymic=patronymic, phone="", documents="").person
        tried = [(name, how, typed) for name, how, typed in PLANTED if name in made]
        missed = [
            (how, typed) for name, how, typed in tried
            if made[name] not in [match.person for match in find_people(by=director, term=typed).matches][:WITHIN]
        ]  # fmt: skip
    forget_names()
    assert len(missed) <= (1 - ENOUGH) * len(tried), missed
