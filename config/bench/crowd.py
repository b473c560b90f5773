"""Invented people for measuring what may be published: frozen counts of some years, without a database.

Shares of sex, citizenship, region and type are those of the demo; age is a tenth children, the others mostly 18 to 45.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from config.demo import pools
from reports.datasets import AXES, PLACES, TYPES, list_forms
from reports.disclosure.ladders import CITIZENSHIP_CODES
from reports.periods import list_months
from reports.tables import PersonRow, RawTable

AGE = pools.weighted(under_18=9, **{"18_30": 38, "31_45": 34, "46_plus": 16, "unknown": 3})
FIRST_YEAR = 2023
REGISTERED = "PROT_REGISTERED"
ASSISTED = "PROT_ASSIST_ALL"
Alike = tuple[str, tuple[str, ...], frozenset[tuple[str, str]]]


def draw_crowd(cases: int, years: int, seed: int, *, nationwide: bool = False) -> RawTable:
    """So many new cases a year; each is registered once and helped in that month and perhaps in later ones.

    Who is helped into the next year counts there as another row, as in the frozen months.
    """
    random = Random(seed)
    months = list_months(f"{FIRST_YEAR}-01", f"{FIRST_YEAR + years - 1}-12")
    alike: Counter[Alike] = Counter()
    for _ in range(cases * years):
        _add_person(random, months, alike, nationwide=nationwide)
    people = tuple(PersonRow(*key, count) for key, count in sorted(alike.items(), key=repr))
    return RawTable(list_forms(), AXES, PLACES, months, people)


def _add_person(random: Random, months: tuple[str, ...], alike: Counter[Alike], *, nationwide: bool) -> None:
    sex = _pick(random, pools.SEX)
    country = _pick(random, pools.CITIZENSHIP)
    kind = TYPES.get(_pick(random, pools.TYPE_MALE if sex == "male" else pools.TYPE_FEMALE), "other")
    attributes = (sex, _pick(random, AGE), country if country in CITIZENSHIP_CODES else "other", kind)
    place = random.choice(PLACES[:-1]) if nationwide else _pick(random, pools.REGIONS["rodnik"])
    first = random.randrange(len(months))
    stay = min(1 + int(random.expovariate(1 / 1.5)), 6)
    seen = months[first : first + stay]
    for year in sorted({month[:4] for month in seen}):
        presence = {(ASSISTED, month) for month in seen if month[:4] == year}
        presence |= {(REGISTERED, months[first])} if months[first][:4] == year else set()
        alike[place, attributes, frozenset(presence)] += 1


def _pick(random: Random, pool: pools.Weighted) -> str:
    return random.choices(pool[0], pool[1])[0]
