"""Draws synthetic cases: reproducible by seed, skewed as the sources say, plausible over months and regions."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from config.demo import pools
from config.demo.pools import Weighted

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass
class DrawnCase:
    """One invented case, before it becomes rows."""

    organisation: str
    id: UUID
    person_id: UUID
    code: str
    person_code: str
    surname: str
    given_name: str
    sex: str
    citizenship: str
    age: int
    age_first: int
    birth_year: int
    requested_on: date
    closed_on: date | None
    closure_reason: str
    region: str
    source: str
    types: list[str]
    sectors: list[str]
    means: list[str]
    recruitment: str
    recruiter: str
    promise: str
    confirmed: bool
    services: list[tuple[str, str, date]] = field(default_factory=list)
    wants_bed: bool = False
    nights: int = 0
    phone: str = ""

    @property
    def state(self) -> str:
        if self.closed_on:
            return "closed"
        return "open"


def draw_cases(*, number: int, months: int, seed: int, until: date) -> Iterator[DrawnCase]:
    """`number` cases requested over the `months` up to and including the month of `until`, oldest first."""
    random = Random(seed)
    days, codes = _spread(random, number, months, until), Codes(random)
    for day in days:
        yield draw_case(random, day, until, codes)


class Codes:
    """Codes that are not given twice: among 100,000 people chance alone gives one twice now and then."""

    def __init__(self, random: Random) -> None:
        self.random, self.given = random, set[str]()

    def __call__(self, prefix: str) -> str:
        while (code := f"{prefix}-" + "".join(self.random.choices(SIGNS, k=7))) in self.given:
            pass
        self.given.add(code)
        return code


def _spread(random: Random, number: int, months: int, until: date) -> list[date]:
    """Days of request: more in spring and autumn, when people are hired, and slowly growing over the years."""
    firsts = [_month_back(until, back) for back in range(months - 1, -1, -1)]
    weights = [(1.0 + 0.25 * (first.month in {4, 5, 9, 10})) * (1 + index / (3 * months)) for index, first in enumerate(firsts)]
    chosen = random.choices(firsts, weights, k=number)
    days = []
    for first in chosen:
        length = calendar.monthrange(first.year, first.month)[1]
        last = min(length, until.day) if (first.year, first.month) == (until.year, until.month) else length
        days.append(first.replace(day=random.randint(1, last)))
    return sorted(days)


def _month_back(day: date, back: int) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def pick(random: Random, pool: Weighted) -> str:
    return random.choices(pool[0], pool[1])[0]


def draw_case(random: Random, day: date, until: date, codes: Codes) -> DrawnCase:
    organisation = "rodnik" if random.random() < 0.6 else "sana-sezim"
    sex = pick(random, pools.SEX)
    age = _age(random, sex)
    main = pick(random, pools.TYPE_MALE if sex == "male" else pools.TYPE_FEMALE)
    closed_on = _closing(random, day, until)
    case = DrawnCase(
        organisation=organisation,
        id=_uuid(random),
        person_id=_uuid(random),
        code=codes("C"),
        person_code=codes("P"),
        surname=random.choice(pools.SURNAMES_MALE if sex == "male" else pools.SURNAMES),
        given_name=random.choice(pools.GIVEN_MALE if sex == "male" else pools.GIVEN_FEMALE),
        sex=sex,
        citizenship=pick(random, pools.CITIZENSHIP),
        age=age,
        age_first=max(5, age - random.choices((0, 1, 2, 4, 7), (50, 25, 12, 8, 5))[0]),
        birth_year=day.year - age,
        requested_on=day,
        closed_on=closed_on,
        closure_reason=pick(random, pools.CLOSURE) if closed_on else "",
        region=pick(random, pools.REGIONS[organisation]),
        source=pick(random, pools.SOURCE),
        types=sorted({main, *(["debt_bondage"] if random.random() < 0.08 else [])}, key=lambda code: code != main),
        sectors=[pick(random, pools.SECTOR)] if main == "forced_labour" else [],
        means=sorted(random.sample(pools.MEANS, k=random.randint(1, 4))),
        recruitment=random.choice(pools.RECRUITMENT),
        recruiter=random.choice(pools.RECRUITERS),
        promise=random.choice(pools.PROMISES),
        confirmed=random.random() < 0.8,
        wants_bed=random.random() < 0.55,
        nights=max(1, int(random.expovariate(1 / 40))),
        phone=f"+7700{random.randint(0, 9_999_999):07d}" if random.random() < 0.6 else "",
    )
    case.services = _services(random, case, until)
    return case


def _age(random: Random, sex: str) -> int:
    if random.random() < 0.09:
        return random.randint(9, 17)
    low, mode, high = (18, 33, 64) if sex == "male" else (18, 24, 56)
    return int(random.triangular(low, high, mode))


def _closing(random: Random, day: date, until: date) -> date | None:
    closed = day + timedelta(days=int(random.gauss(150, 60)))
    return max(closed, day) if closed < until else None


def _services(random: Random, case: DrawnCase, until: date) -> list[tuple[str, str, date]]:
    last = min(case.closed_on or until, case.requested_on + timedelta(days=120))
    span = max(0, (last - case.requested_on).days)
    chosen = random.sample(pools.SERVICES, k=random.choices((0, 1, 2, 3, 4), (4, 22, 34, 26, 14))[0])
    return [(kind, service, case.requested_on + timedelta(days=random.randint(0, span))) for kind, service in chosen]


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
