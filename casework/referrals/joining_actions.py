"""The recipient of a referral begins a case of its own with what the person agreed to share."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.permissions import Permission
from casework.cases.fact_actions import record_exploitation
from casework.cases.joint_actions import open_case_for_new_person
from casework.cases.models import Case
from casework.cases.rules import age_on
from casework.cases.timeline import add_entry
from casework.contact.sharing import words_for_new_case
from casework.referrals.actions import start_referral
from casework.referrals.models import Referral, ReferralState
from casework.referrals.opening import Groups, case_from, opened_package
from casework.referrals.presenters import LABELS, papers_in_words

PARTNER_TYPES = {"ngo": "ngo"}


@audited(Event.CASE_OPENED)
def open_case_from_referral(*, by: Actor, referral: Referral, form_key: UUID | None = None) -> Case:
    """Open a case of one's own from an accepted referral; a second press gives the same case."""
    known = case_from(by, referral.pk)
    if known is not None:
        return known
    groups = opened_package(by, referral)
    born = _birth_date(groups)
    case = open_case_for_new_person(
        by=by, person_facts=_person(referral, groups, born), identity=_identity(groups), facts=_case(referral, groups, born),
        lead=by.user if by.may(Permission.CASE_VIEW) else None, form_key=form_key,
    )  # fmt: skip
    if groups.get("exploitation", {}).get("exploitation_type"):
        record_exploitation(by=by, case=case, facts=_exploitation(groups["exploitation"]))
    add_entry(case=case, by=by, kind="from_referral", codes={"referral_reason": referral.reason}, source_id=referral.pk)
    if referral.state == ReferralState.ACCEPTED:
        start_referral(by=by, referral=referral)
    return case


def _birth_date(groups: Groups) -> date | None:
    text = groups.get("name", {}).get("birth_date", "")
    return date.fromisoformat(text) if text else None


def _person(referral: Referral, groups: Groups, born: date | None) -> dict[str, Any]:
    never = bool(groups.get("contact", {}).get("never_contact"))
    return {"sex": referral.sex, "language": referral.language, "birth_year": born.year if born else None, "never_contact": never}


def _identity(groups: Groups) -> dict[str, Any]:
    name, contact, documents = (groups.get(group, {}) for group in ("name", "contact", "documents"))
    return {
        **{field: name.get(field, "") for field in ("surname", "given_name", "patronymic", "birth_date")},
        "phone": contact.get("phone", ""),
        "contact_rules": words_for_new_case(contact, LABELS),
        "iin": documents.get("iin", ""),
        "documents": "\n".join(part for part in (documents.get("documents", ""), papers_in_words(documents.get("papers", []))) if part),
    }


def _case(referral: Referral, groups: Groups, born: date | None) -> dict[str, Any]:
    sender = referral.organisation
    return {
        "source": sender.partner_type or PARTNER_TYPES.get(sender.kind, "other"),
        "legal_status": groups.get("legal", {}).get("legal_status", ""),
        "age_at_registration": age_on(born, timezone.localdate()) if born else None,
    }


def _exploitation(shared: dict[str, Any]) -> dict[str, Any]:
    countries = shared.get("country") or [""]
    return {
        "types": shared.get("exploitation_type", []),
        "means": shared.get("means_of_control", []),
        "country": countries[0] if len(countries) == 1 else "",
    }
