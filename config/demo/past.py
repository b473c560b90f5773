"""The rest of the invented past: calls, referrals with the consent they rest on, and activities."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from access.models import Organisation
from casework.models import Activity, Consent, Referral, ReferralStateChange
from config.demo.codes import Codes
from config.demo.draw import DrawnCase, pick
from config.demo.pools import weighted
from hotline.models import Call

INFORMATION = weighted(migration_abroad_advice=52, work_abroad=20, documents_registration=12, wage_arrears=8, legal_question=8)
CALLER = weighted(potential_victim=40, relative_friend=25, victim=12, other=10, witness_public=8, student=5)
LANGUAGES = weighted(ru=52, kk=28, uz=14, ky=4, tg=2)
NON_CALL = weighted(silent=40, wrong_number=30, hang_up=20, prank=10)
ACTIVITIES = (
    ("prevention", "lecture_school", "schoolchildren", 25, 60), ("prevention", "lecture_university", "students", 20, 90),
    ("prevention", "street_outreach", "general_public", 40, 300), ("prevention", "market_raid_leaflets", "migrants", 30, 200),
    ("prevention", "media_article", "", 0, 0), ("prevention", "tv_radio", "", 0, 0), ("prevention", "leaflet_print", "", 0, 0),
    ("partnership", "commission_meeting", "", 0, 0), ("partnership", "seminar_roundtable", "", 10, 40),
    ("prosecution", "training_specialists", "police", 12, 35),
)  # fmt: skip
PAST: tuple[type[Model], ...] = (Call, Consent, Referral, ReferralStateChange, Activity)
REASONS = weighted(medical=26, legal_criminal=24, documents_consular=20, psychological=14, employment_training=10, shelter_place=6)


class PastMaker:
    """Makes calls, referrals and activities as rows for COPY, beside the cases of a batch."""

    def __init__(self, organisations: dict[str, Organisation], operators: dict[str, UUID], random: Random) -> None:
        self.organisations, self.operators, self.random = organisations, operators, random
        self.rows: dict[type[Model], list[dict[str, Any]]] = {model: [] for model in PAST}
        self.codes = Codes(random)
        self.months: set[tuple[str, int, int]] = set()

    def add(self, case: DrawnCase) -> None:
        organisation = self.organisations[case.organisation]
        for _ in range(self.random.choices((0, 1, 2, 3), (25, 40, 25, 10))[0]):
            self._call(organisation, case, about_case=False)
        if case.source == "hotline":
            self._call(organisation, case, about_case=True)
        if self.random.random() < 0.22:
            self._referral(organisation, case)
        month = (case.organisation, case.requested_on.year, case.requested_on.month)
        if month not in self.months:
            self.months.add(month)
            self._activities(organisation, case.requested_on.replace(day=1))

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _call(self, organisation: Organisation, case: DrawnCase, *, about_case: bool) -> None:
        began = datetime.combine(case.requested_on, datetime.min.time(), UTC) + timedelta(minutes=self.random.randint(0, 1439))
        silent = not about_case and self.random.random() < 0.2
        kind = pick(self.random, NON_CALL) if silent else ("help" if about_case else "information")
        outcome = "" if silent else ("case_opened" if about_case else self.random.choice(("information_given", "consultation_lawyer", "referred_police")))
        self.rows[Call].append(
            {
                "id": self._id(), "organisation_id": organisation.pk, "created_at": began, "code": self.codes.take("T"),
                "operator_id": self.operators[organisation.code], "channel": "phone", "started_at": began,
                "closed_at": began + timedelta(minutes=1 if silent else self.random.randint(3, 40)), "outcome_class": kind,
                "outcome": outcome, "anonymity": "anonymous", "caller_kind": "" if silent else pick(self.random, CALLER),
                "about_self": None, "number_hash": None, "number": b"", "caller_name": b"", "can_talk": None,
                "danger_now": False, "topics": [] if silent else [pick(self.random, INFORMATION)], "region": case.region,
                "language": "" if silent else pick(self.random, LANGUAGES), "sex": case.sex if about_case else "unknown",
                "age": case.age if about_case else None, "acts": [], "means": [], "purposes": [], "notes": b"",
                "call_back_by": None, "called_back_at": None, "hold_id": None, "no_bed_reason": "",
                "case_id": case.id if about_case else None, "version": 1,
            }
        )  # fmt: skip

    def _referral(self, organisation: Organisation, case: DrawnCase) -> None:
        partner = self.organisations["police-almaty" if self.random.random() < 0.55 else "clinic-shymkent"]
        day = case.requested_on + timedelta(days=self.random.randint(0, 20))
        sent, consent, referral = _noon(day), self._id(), self._id()
        common = {"organisation_id": organisation.pk, "created_at": sent}
        self.rows[Consent].append(
            {
                "id": consent, **common, "case_id": case.id, "recipient_id": partner.pk, "purpose": "referral",
                "field_groups": ["name", "services"], "state": "given", "language": "ru", "given_on": day,
                "expires_on": day + timedelta(days=180), "withdrawn_on": None, "by_id": None,
                "recipient_kind": "", "given_by": "person", "guardian_ground": "", "child_opinion": "", "guardian": b"", "best_interest": b"",
                "interpreter": b"", "witness": b"", "form_id": None,
            }
        )  # fmt: skip
        self.rows[Referral].append(
            {
                "id": referral, **common, "case_id": case.id, "consent_id": consent, "recipient_id": partner.pk,
                "code": self.codes.take("R"), "state": "completed", "reason": pick(self.random, REASONS), "needs": [],
                "urgency": "week", "sex": case.sex, "age_band": "", "language": "", "call_back": "", "sent_at": sent,
                "answered_at": sent + timedelta(days=2), "completed_at": sent + timedelta(days=20), "decline_reason": "",
                "outcome": "done", "provided": [], "exception_id": None, "end_read_at": None,
            }
        )  # fmt: skip
        self.rows[ReferralStateChange].append(
            {"id": self._id(), **common, "referral_id": referral, "recipient_id": partner.pk, "state": "sent", "by_id": None, "at": sent}
        )

    def _activities(self, organisation: Organisation, first: date) -> None:
        for stream, kind, audience, low, high in self.random.sample(ACTIVITIES, k=self.random.randint(4, 7)):
            people = self.random.randint(low, high) if high else 0
            women = int(people * self.random.uniform(0.4, 0.7))
            materials = self.random.randint(50, 400) if kind in {"leaflet_print", "street_outreach", "market_raid_leaflets"} else 0
            self.rows[Activity].append(
                {
                    "id": self._id(), "organisation_id": organisation.pk, "created_at": _noon(first), "stream": stream,
                    "kind": kind, "held_on": first + timedelta(days=self.random.randint(0, 27)), "region": organisation.region,
                    "audience": audience, "women": women, "men": people - women,
                    "children": people if kind == "lecture_school" else 0, "materials": materials, "items": 1, "topic": "",
                    "partner": "", "funder": "foundation", "cost": None, "version": 1,
                }
            )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=7)
