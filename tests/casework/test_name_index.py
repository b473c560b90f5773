"""Names are ranked over the whole organisation, and only those one may see are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from access.context import acting_as
from casework.names import match_key
from casework.people.actions import change_person
from casework.people.models import DocumentNumber
from casework.people.name_index import NameIndex, forget_names, names_of
from casework.people.numbers import document_numbers
from casework.people.search import find_people
from tests.world_casework import new_case

words = st.lists(st.text("abcdeғ", min_size=1, max_size=6), min_size=1, max_size=4)


def plainly(looked_for: list[str], known: list[str]) -> float:
    """The same measure, word by word."""

    def alike(word: str, other: str) -> float:
        if len(word) == 1 or len(other) == 1:
            return 85.0 if word[0] == other[0] else 0.0
        return fuzz.ratio(word, other)

    weight = sum(len(word) for word in looked_for)
    return sum(len(word) * max(alike(word, other) for other in known) for word in looked_for) / weight


def index_of(people: list[list[str]]) -> tuple[NameIndex, dict[UUID, list[str]]]:
    index, known = NameIndex(uuid4()), {uuid4(): names for names in people}
    for pk, names in known.items():
        index.learn(pk, timezone.now(), names)
    return index, known


@settings(max_examples=60, deadline=None)
@given(words, st.lists(words, min_size=1, max_size=6))
def test_the_index_ranks_as_one_would_by_hand(looked_for: list[str], people: list[list[str]]) -> None:
    index, known = index_of(people)
    found = index.rank(looked_for, cutoff=60, most=99)
    clear = {pk for pk, names in known.items() if plainly(looked_for, names) > 60.01}
    unclear = {pk for pk, names in known.items() if plainly(looked_for, names) > 59.99}

    assert clear <= set(found) <= unclear
    assert [round(plainly(looked_for, known[pk]), 2) for pk in found] == sorted(
        (round(plainly(looked_for, known[pk]), 2) for pk in found), reverse=True
    )


@given(words)
def test_the_same_words_are_wholly_alike(names: list[str]) -> None:
    index, known = index_of([names])

    assert index.rank([name for name in names if len(name) > 1], cutoff=99.9, most=9) == (list(known) if any(len(n) > 1 for n in names) else [])


def test_who_has_a_new_name_is_found_by_it_and_no_more_by_the_old() -> None:
    index, known = index_of([["balabaeva"], ["akhmetova"]])
    first = next(iter(known))
    index.learn(first, timezone.now(), ["zhumabaeva"])

    assert index.rank(["balabaeva"], cutoff=90, most=9) == []
    assert index.rank(["zhumabaeva"], cutoff=90, most=9) == [first]
    index.learn(first, timezone.now(), [])
    assert index.rank(["zhumabaeva"], cutoff=90, most=9) == []


@pytest.fixture
def director(world: Any, db: None) -> Iterator[Any]:
    forget_names()
    with acting_as(world.actor("director")):
        yield world.actor("director")
    forget_names()


def found_by(actor: Any, term: str) -> list[Any]:
    return [match.person for match in find_people(by=actor, term=term).matches]


def test_a_name_is_found_in_any_spelling_at_once_and_after_a_change(world: Any, director: Any) -> None:
    case = new_case(director, surname="Кенжеғалиева", given_name="Айсұлу", patronymic="")

    assert found_by(director, "kenzhegalieva aisulu") == [case.person]
    change_person(by=director, person=case.person, facts={}, identity={"surname": "Тұрсынбекова"})
    assert found_by(director, "kenzhegalieva aisulu") == []
    assert found_by(director, "Tursynbekova Aisulu") == [case.person]


def test_the_index_holds_more_than_one_is_shown(world: Any, director: Any) -> None:
    """A colleague who is not on the case does not find its person, whoever filled the index."""
    case = new_case(director, surname="Қожахметова", given_name="", patronymic="")
    assert found_by(director, "Kozhakhmetova") == [case.person]
    with acting_as(world.actor("lawyer")):
        assert found_by(world.actor("lawyer"), "Kozhakhmetova") == []
    assert case.person_id in names_of(director.organisation_id).people


def test_the_index_says_nothing_of_itself(world: Any, director: Any) -> None:
    assert "zzyz" not in repr(names_of(director.organisation_id))
    assert match_key("Zzyzzova") in names_of(director.organisation_id).words


@pytest.mark.parametrize("term", ["ZZ0099887", "zz 0099887", "0099887", "ZZ № 0099887", "ZZ-00-99-887"])
def test_a_document_is_found_by_its_number_however_it_is_written(world: Any, director: Any, term: str) -> None:
    case = new_case(director)

    assert case.person in found_by(director, term)


def test_a_document_that_was_taken_out_is_found_no_more(world: Any, director: Any) -> None:
    case = new_case(director)
    change_person(by=director, person=case.person, facts={}, identity={"documents": "ID card 4455667"})

    assert case.person not in found_by(director, "ZZ0099887")
    assert case.person in found_by(director, "4455667")
    assert DocumentNumber.objects.filter(person=case.person).count() == 2


def test_numbers_of_documents() -> None:
    assert document_numbers("Паспорт АВ 1234567, ID 998877665") == {"AB1234567", "1234567", "998877665", "ID998877665"}
    assert document_numbers("born 1994, two children") == set()
