"""Turns drawn cases into rows for COPY: the same columns an action would write, at the speed of a bulk load."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from psycopg.types.json import Jsonb
from psycopg.types.range import Range

from access.crypto.keys import provider
from access.crypto.people import hold, wrap
from access.crypto.sealing import seal
from access.models import Organisation, PersonKey
from casework.models import (
    Assignment,
    Case,
    CaseStateChange,
    Exploitation,
    Identity,
    Person,
    RouteLeg,
    Service,
    TimelineEntry,
    VictimStatusDecision,
)
from casework.people.numbers import hash_number, normal_number
from config.demo.draw import DrawnCase
from config.demo.houses import Occupancy
from config.demo.pools import LANGUAGE
from shelters.models import Booking, Stay

ORDER: tuple[type[models.Model], ...] = (
    Person, PersonKey, Identity, Case, CaseStateChange, Assignment, Exploitation, RouteLeg, VictimStatusDecision, Service, Stay, Booking,
    TimelineEntry,
)  # fmt: skip
LEADS_EACH = 60
COST = {"sss_legal": 12_000, "sss_medical": 8_500}
"""What a service costs in tenge, where the state pays it."""
Rows = dict[type[models.Model], list[dict[str, Any]]]


class RowMaker:
    """Makes the rows of a batch of cases. Holds who leads how many cases and which beds are taken."""

    def __init__(self, organisations: dict[str, Organisation], leads: dict[str, UUID], random: Random, until: date) -> None:
        self.organisations, self.leads, self.random, self.until = organisations, leads, random, until
        self.occupancy = Occupancy.read()
        self.loaded = timezone.now()
        self.led: dict[str, int] = defaultdict(int)
        self.rows: Rows = defaultdict(list)

    def add(self, case: DrawnCase) -> None:
        organisation = self.organisations[case.organisation]
        self.common: dict[str, Any] = {"organisation_id": organisation.pk, "created_at": at_noon(case.requested_on)}
        self._person(case)
        self._case(case)
        self._facts(case)
        self._work(case)
        if case.wants_bed:
            self._stay(case)

    def flush(self) -> int:
        """Copy what has gathered into the tables; the number of rows."""
        count = 0
        for model in ORDER:
            rows = self.rows.pop(model, [])
            if rows:
                copy_rows(model, rows)
                count += len(rows)
        return count

    def _put(self, model: type[models.Model], **values: Any) -> UUID:
        pk: UUID = values.pop("id", None) or UUID(int=self.random.getrandbits(128), version=4)
        self.rows[model].append({"id": pk, **self.common, **values})
        return pk

    def _person(self, case: DrawnCase) -> None:
        self._put(
            Person, id=case.person_id, code=case.person_code, sex=case.sex, birth_year=case.birth_year,
            citizenships=[case.citizenship], is_stateless=False, language=LANGUAGE.get(case.citizenship, ""),
            needs_interpreter=False, never_contact=False, version=1,
        )  # fmt: skip
        organisation_id: UUID = self.common["organisation_id"]
        self._key(case.person_id, organisation_id)
        pk = UUID(int=self.random.getrandbits(128), version=4)
        sealed = {
            name: sealed_value(Identity, name, pk, organisation_id, value, case.person_id)
            for name, value in (("surname", case.surname), ("given_name", case.given_name), ("phone", case.phone))
        }
        empty = dict.fromkeys(("patronymic", "aliases", "birth_date", "iin", "documents", "contact_rules"), b"")
        number = hash_number(organisation_id, "phone", normal_number(case.phone)) if case.phone else None
        self._put(Identity, id=pk, person_id=case.person_id, **sealed, **empty, iin_hash=None, phone_hash=number, named_at=min(at_noon(case.requested_on), self.loaded))

    def _key(self, person_id: UUID, organisation_id: UUID) -> None:
        """A key of their own, which the values sealed below need before the row is in its table."""
        key, epoch = secrets.token_bytes(32), provider.current_epoch(organisation_id)
        wrapped = wrap(key, organisation_id=organisation_id, person_id=person_id, epoch=epoch)
        self._put(PersonKey, id=person_id, epoch=epoch, wrapped=wrapped, destroyed_at=None)
        hold(organisation_id, person_id, key)

    def _case(self, case: DrawnCase) -> None:
        self._put(
            Case, id=case.id, person_id=case.person_id, code=case.code, journal_number="", state=case.state,
            requested_on=case.requested_on, registered_on=case.requested_on, closed_on=case.closed_on,
            closure_reason=case.closure_reason, source=case.source, region=case.region, age_at_registration=case.age,
            age_first_exploited=case.age_first, legal_status="", risk=self.random.choice(("low", "medium", "high")),
            shelter_name="", sheltered_from=None, sheltered_until=None, is_restricted=False, import_key=None, version=1,
        )  # fmt: skip
        opened = at_noon(case.requested_on)
        self._put(CaseStateChange, case_id=case.id, state="open", reason="", by_id=None, at=opened)
        self._put(TimelineEntry, case_id=case.id, at=opened, kind="case_opened", codes=Jsonb({}), source_id=None, by_id=None)
        if case.closed_on:
            closed = at_noon(case.closed_on)
            self._put(CaseStateChange, case_id=case.id, state="closed", reason=case.closure_reason, by_id=None, at=closed)
        elif self.led[case.organisation] < LEADS_EACH:
            self.led[case.organisation] += 1
            lead = self.leads[case.organisation]
            self._put(Assignment, case_id=case.id, user_id=lead, is_lead=True, started_on=case.requested_on, ended_on=None)

    def _facts(self, case: DrawnCase) -> None:
        self._put(
            Exploitation, case_id=case.id, types=case.types, main_type=case.types[0],
            sexual_forms=["prostitution"] if case.types[0] == "sexual" else [], sectors=case.sectors, means=case.means,
            recruitment=[case.recruitment], recruiters=[case.recruiter], promises=[case.promise], country="KZ",
            region=case.region, started_on=None, ended_on=None, story=b"",
        )  # fmt: skip
        self._put(
            RouteLeg, case_id=case.id, position=1, kind="recruitment", from_country=case.citizenship, from_region="",
            to_country="KZ", to_region=case.region, border="", documents_lost=False,
        )  # fmt: skip
        status = "confirmed" if case.confirmed else "possible"
        self._put(
            VictimStatusDecision, case_id=case.id, track="ngo", status=status, deciding_body="ngo",
            decided_on=case.requested_on, grounds=[], by_id=None,
        )  # fmt: skip

    def _work(self, case: DrawnCase) -> None:
        for kind, service, day in case.services:
            self._put(
                Service, case_id=case.id, type=kind, service=service, provider="own_ngo", funder="state_social_order" if kind in COST else "foundation",
                given_on=day, quantity=1, cost=COST.get(kind), given_by_id=None,
            )  # fmt: skip

    def _stay(self, case: DrawnCase) -> None:
        arrived = case.requested_on
        bed = self.occupancy.take(case.organisation, case.sex, arrived, case.nights)
        if bed is None:
            return
        left = arrived + timedelta(days=case.nights)
        open_end = left > self.until and self.occupancy.may_stay_open(bed)
        left = min(left, self.until)
        self.occupancy.free_from[bed.pk] = date.max if open_end else left
        stay = self._put(
            Stay, shelter_id=bed.shelter_id, case_id=case.id, arrived_on=arrived, expected_until=arrived + timedelta(days=180),
            left_on=None if open_end else left, leave_reason="" if open_end else "goals_met", destination="", needs=b"",
            dangers=b"", version=1,
        )  # fmt: skip
        self._put(
            Booking, bed_id=bed.pk, requester_id=bed.organisation_id, requested_by_id=None, stay_id=stay, code=f"H-{case.code[2:]}",
            state="occupied" if open_end else "ended", during=Range(arrived, None if open_end else left, "[)"), expires_at=None,
            sex=case.sex, age_band="", needs=[], decline_reason="", decided_at=at_noon(arrived),
        )  # fmt: skip
        self._put(
            TimelineEntry, case_id=case.id, at=at_noon(arrived), kind="arrived", codes=Jsonb({}), source_id=stay, by_id=None
        )  # fmt: skip


def sealed_value(model: type[models.Model], field: str, pk: UUID, organisation_id: UUID, value: str, person_id: UUID) -> bytes:
    """The same bytes the encrypted field would write."""
    place = f"{model._meta.db_table}.{field}.{pk}"
    return seal(value, organisation_id=organisation_id, place=place, person_id=person_id) if value else b""


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(7), UTC)


def copy_rows(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows into the table of a model; each row names the same columns, the others get what a new row has."""
    rows = list(rows)
    others = _usual(model, rows[0].keys())
    columns = [*rows[0], *others]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"copy {model._meta.db_table} ({quoted}) from stdin") as copy:
        for row in rows:
            copy.write_row([(others | row)[column] for column in columns])


def _usual(model: type[models.Model], told: Collection[str]) -> dict[str, Any]:
    """The defaults of the columns that no row speaks of: a database knows none of them."""
    left = [field for field in model._meta.concrete_fields if field.column not in told and not field.null and field.has_default()]
    return {str(field.column): field.get_default() for field in left}

