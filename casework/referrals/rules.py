"""Decisions about consent: who may answer for whom, what a consent covers, and at which moment it is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from casework.cases.rules import age_on, is_child
from casework.people.models import Identity
from casework.referrals.models import PASSING, Consent, ConsentState, GivenBy

if TYPE_CHECKING:
    from access.models import Organisation
    from casework.cases.models import Case

POLICE = ("police", "migration_police", "anti_trafficking_unit")


def age_of(case: Case, born: date | None, on: date) -> int | None:
    """By the day of birth where it is known, else by the year, else by the age at registration."""
    if born is not None:
        return age_on(born, on)
    if case.person.birth_year:
        return on.year - int(case.person.birth_year)
    if case.age_at_registration is None:
        return None
    return int(case.age_at_registration) + age_on(case.registered_on, on)


def age_now(case: Case) -> tuple[date | None, int | None]:
    """Day of birth and age today, as far as they are known."""
    identity = Identity.objects.filter(person_id=case.person_id).first()
    text = str(identity.birth_date) if identity is not None else ""
    born = date.fromisoformat(text) if text else None
    return born, age_of(case, born, timezone.localdate())


def may_answer(age: int | None, state: str, given_by: str, ground: str) -> bool:
    """A child may refuse alone, never agree alone. For an adult somebody else answers only by decision of a court."""
    if is_child(age):
        return state == ConsentState.REFUSED or given_by != GivenBy.PERSON
    if given_by == GivenBy.BEST_INTEREST:
        return age is None
    return given_by == GivenBy.PERSON or age is None or ground == "court"


def covers(consent: Consent, case: Case, recipient: Organisation, age: int | None, on: date) -> bool:
    """Whether this consent lets something go to this recipient on this day."""
    if consent.case_id != case.pk or consent.purpose not in PASSING or not consent.is_live(on):
        return False
    if consent.purpose == "police" and kind_of(recipient) not in POLICE:
        return False
    if not may_answer(age, ConsentState.GIVEN, consent.given_by, consent.guardian_ground):
        return False
    if consent.recipient_id is not None:
        return bool(consent.recipient_id == recipient.pk)
    return consent.recipient_kind == kind_of(recipient)


def kind_of(organisation: Organisation) -> str:
    """What kind of partner this is, for a consent to a kind of recipient."""
    return str(organisation.partner_type or ("ngo" if organisation.kind == "ngo" else ""))


def closing_moment(last_day: date) -> datetime:
    """The midnight that ends the last day, on the clock of the installation."""
    return datetime.combine(last_day + timedelta(days=1), time(), timezone.get_current_timezone())
