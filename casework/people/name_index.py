"""The names of an organisation, ready to be ranked: folded words, in the memory of this process, for a quarter of an hour.

Opening a hundred thousand names takes a second, ranking them a few milliseconds. So what was opened is kept a while, as
folded words ("балабаева" and "Balabayeva" are one) that point at the ids of people; nothing of it is written anywhere.
What changed since is read before every search. It holds the whole organisation; who may see whom is decided afterwards.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, FloatField, Sum
from django.db.models.functions import Extract
from django.utils import timezone
from rapidfuzz import fuzz, process

from access.context import acting
from access.crypto.memory import Memory
from access.crypto.people import keys_of
from access.crypto.sealing import CannotOpen, unseal_with
from casework.names import match_key
from casework.people.models import Identity

PARTS = ("surname", "given_name", "patronymic", "aliases")
KEPT_SECONDS, REBUILT_SECONDS = 15 * 60, 4 * 60 * 60
MOST_PEOPLE, MOST_ORGANISATIONS = 250_000, 8
AT_ONCE = 2000
OVERLAP = timedelta(minutes=10)  # a row is dated when it is written and seen when its transaction ends
LIKE_INITIAL = 85.0

_kept: Memory[UUID, NameIndex] = Memory(most=MOST_ORGANISATIONS, seconds=KEPT_SECONDS)
_one_at_a_time = threading.Lock()
Row = tuple[UUID, UUID, datetime, Any, Any, Any, Any]


class NameIndex:
    """Folded words of an organisation's people. Never printed."""

    def __init__(self, organisation_id: UUID) -> None:
        self.organisation_id = organisation_id
        self.built = time.monotonic()
        self.words: dict[str, int] = {}
        self.people: dict[UUID, tuple[int, ...]] = {}
        self.dated: dict[UUID, datetime] = {}
        self.newest = timezone.now() - OVERLAP
        self.seen: dict[str, Any] = {}
        self.is_partial = False
        self._arrays: Any = None

    def __repr__(self) -> str:
        return "<NameIndex>"

    def learn(self, person_id: UUID, dated: datetime, known: Iterable[str]) -> None:
        """Put a person's words in place of what was known; without words the person is forgotten."""
        words = tuple(dict.fromkeys(self.words.setdefault(word, len(self.words)) for word in known))
        self.dated[person_id] = dated
        if words != self.people.get(person_id, ()):
            self._arrays = None
            if words:
                self.people[person_id] = words
            else:
                self.people.pop(person_id, None)

    def rank(self, looked_for: list[str], *, cutoff: float, most: int, among: set[UUID] | None = None) -> list[UUID]:
        """The people whose names meet the words best, best first: each word by its likest, longer ones counting more."""
        if not looked_for or not self.people:
            return []
        ids, flat, starts, sheet = self._laid_out()
        weight = sum(map(len, looked_for))
        total = np.zeros(len(ids), dtype=np.float32)
        for word in looked_for:
            total += len(word) * np.maximum.reduceat(sheet.likeness(word)[flat], starts)
        scores = total / weight
        good = np.flatnonzero(scores >= cutoff)
        order = good[np.argsort(-scores[good], kind="stable")]
        chosen = (ids[position] for position in order)
        return [pk for pk, _ in zip((pk for pk in chosen if among is None or pk in among), range(most), strict=False)]

    def _laid_out(self) -> Any:
        if self._arrays is None:
            lengths = np.fromiter((len(words) for words in self.people.values()), dtype=np.int64, count=len(self.people))
            flat = np.fromiter((word for words in self.people.values() for word in words), dtype=np.int32, count=int(lengths.sum()))
            starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
            self._arrays = list(self.people), flat, starts, Sheet(list(self.words))
        return self._arrays


class Sheet:
    """All words of an index side by side."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.initials = np.array([ord(word[0]) for word in words])
        self.is_initial = np.array([len(word) == 1 for word in words])

    def likeness(self, word: str) -> Any:
        """0 to 100 for every word; a single letter stands for any name that begins with it."""
        begins = np.where(self.initials == ord(word[0]), np.float32(LIKE_INITIAL), np.float32(0))
        if len(word) == 1:
            return begins
        alike = process.cdist([word], self.words, scorer=fuzz.ratio, dtype=np.float32)[0]
        return np.where(self.is_initial, begins, alike)


def names_of(organisation_id: UUID) -> NameIndex:
    """The index of an organisation, up to date with what has been written."""
    with _one_at_a_time, acting(organisation_id=organisation_id):
        index = _kept.get(organisation_id)
        if index is None or time.monotonic() - index.built > REBUILT_SECONDS:
            index = NameIndex(organisation_id)
            _read(index, Identity.objects.order_by("-named_at")[:MOST_PEOPLE])
            index.is_partial = len(index.dated) >= MOST_PEOPLE
        else:
            _read_changes(index)
        _kept.put(organisation_id, index)
        return index


def _read_changes(index: NameIndex) -> None:
    """What was written since, once each. After a large import the sum tells at a glance that nothing is new."""
    changed = Identity.objects.filter(organisation_id=index.organisation_id, named_at__gt=index.newest - OVERLAP)
    seen = changed.aggregate(number=Count("pk"), moments=Sum(Extract("named_at", "epoch", output_field=FloatField())))
    if seen == index.seen:
        return
    unknown = [pk for pk, dated in changed.values_list("person_id", "named_at") if index.dated.get(pk) != dated]
    if unknown:
        _read(index, Identity.objects.filter(person_id__in=unknown))
    index.seen = seen if not unknown else {}


def _read(index: NameIndex, rows: Any) -> None:
    chosen = rows.filter(organisation_id=index.organisation_id) if not rows.query.is_sliced else rows
    batch: list[Row] = []
    for row in chosen.values_list("pk", "person_id", "named_at", *PARTS).iterator(AT_ONCE):
        batch.append(row)
        if len(batch) == AT_ONCE:
            _take(index, batch)
            batch = []
    _take(index, batch)


def _take(index: NameIndex, batch: list[Row]) -> None:
    keys = keys_of(index.organisation_id, [row[1] for row in batch])
    for pk, person_id, dated, *parts in batch:
        index.learn(person_id, dated, _folded(index.organisation_id, pk, parts, keys))
    index.newest = max([index.newest, *(row[2] for row in batch)])


def _folded(organisation_id: UUID, pk: UUID, parts: list[Any], keys: dict[UUID, bytes]) -> list[str]:
    """The folded words of one person; nobody is found by what cannot be opened."""
    found: list[str] = []
    for name, sealed in zip(PARTS, parts, strict=True):
        try:
            if sealed:
                place = f"casework_identity.{name}.{pk}"
                found += _fold(unseal_with(keys, bytes(sealed), organisation_id=organisation_id, place=place))
        except CannotOpen:
            continue
    return found


@lru_cache(maxsize=50_000)
def _fold(text: str) -> tuple[str, ...]:
    """Folding costs more than opening, and most names are had by several people."""
    return tuple(match_key(text).split())


def forget_names(organisation_id: UUID | None = None) -> None:
    """Drop what this process remembers of names."""
    _fold.cache_clear()
    if organisation_id is None:
        _kept.clear()
    else:
        _kept.drop(organisation_id)
