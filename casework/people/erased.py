"""Somebody who was erased: their rows stay for the counts, nothing is written about them any more."""

from __future__ import annotations

from casework.people.models import Person


class PersonErased(Exception):
    """This person was erased. Nothing about them is written or opened again."""


def refuse_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise PersonErased
