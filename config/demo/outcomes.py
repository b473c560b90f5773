"""What became of people whose case is closed: steps with police and court, the right to stay, and how they were a month later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from access.models import Organisation
from casework.cases.rules import add_months
from casework.models import FollowUp, RightToStay, Step, Workstream
from config.demo.draw import DrawnCase

OUTCOMES: tuple[type[Model], ...] = (Workstream, Step, RightToStay, FollowUp)
STEPS = (("complaint_to_police", 5, 0.55), ("statement", 9, 0.5), ("case_registered", 20, 0.35), ("civil_claim", 40, 0.12), ("fund_claim", 55, 0.08))
"""Code, days after the request, and of how many it is done."""


class OutcomeMaker:
    """Makes outcomes as rows for COPY, beside the cases of a batch. Draws for itself, so that the cases stay what they were."""

    def __init__(self, organisations: dict[str, Organisation], leads: dict[str, UUID], random: Random, until: date) -> None:
        self.organisations, self.leads, self.random, self.until = organisations, leads, random, until
        self.rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in OUTCOMES}

    def add(self, case: DrawnCase) -> None:
        if case.closed_on is None or not case.confirmed:
            return
        self._steps(case, case.closed_on)
        if case.citizenship != "KZ" and self.random.random() < 0.4:
            day = case.requested_on + timedelta(days=self.random.randint(3, 20))
            if day <= case.closed_on:
                self._put(case, RightToStay, day, person_id=case.person_id, ground="temporary_stay_victim", began_on=day, ends_on=add_months(day, 6), notes=b"", version=1)
        asked = add_months(case.closed_on, 1) + timedelta(days=self.random.randint(0, 40))
        if asked <= self.until and self.random.random() < 0.6:
            self._put(
                case, FollowUp, asked, case_id=case.id, since=case.closed_on, months=1, attempt=1, contacted_on=asked, result="reached",
                housing="family", occupation="looking", safety="safe", again="none", needs_help=False, decision="", words=b"",
                by_id=self.leads[case.organisation],
            )  # fmt: skip

    def _steps(self, case: DrawnCase, closed: date) -> None:
        days = ((code, case.requested_on + timedelta(days=after)) for code, after, share in STEPS if self.random.random() < share)
        done = [(code, day) for code, day in days if day <= closed]
        if not done:
            return
        stream = self._put(case, Workstream, case.requested_on, case_id=case.id, kind="prosecution", started_on=case.requested_on)
        for position, (code, day) in enumerate(done):
            self._put(case, Step, day, case_id=case.id, workstream_id=stream, code=code, position=position, state="done", owner_id=None, due_on=None, done_on=day)

    def _put(self, case: DrawnCase, model: type[Model], day: date, **values: Any) -> UUID:
        pk = UUID(int=self.random.getrandbits(128), version=4)
        made = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=7)
        self.rows[model].append({"id": pk, "organisation_id": self.organisations[case.organisation].pk, "created_at": made, **values})
        return pk
