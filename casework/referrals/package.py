"""What a recipient gets to read after accepting: exactly the groups the person agreed to, as they were at sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.cases.models import Case
from casework.contact.rules import Channel, may_contact
from casework.contact.sharing import plan_for_partner
from casework.papers.models import IdentityDocument
from casework.referrals.models import FieldGroup

Content = dict[str, dict[str, Any]]


def package_content(case: Case, groups: list[str]) -> Content:
    """Group code -> field code -> value. Vocabulary values stay codes, so the reader sees them in their own language."""
    return {group: READERS[FieldGroup(group)](case) for group in groups}


def _name(case: Case) -> dict[str, Any]:
    identity = case.person.identity
    return {
        "surname": identity.surname,
        "given_name": identity.given_name,
        "patronymic": identity.patronymic,
        "birth_date": identity.birth_date,
    }


def _contact(case: Case) -> dict[str, Any]:
    identity = case.person.identity
    plan = getattr(case.person, "safe_contact", None)
    told = plan_for_partner(plan) if plan is not None else {}
    if case.person.never_contact:
        return {"never_contact": True, **told}
    refused = may_contact(case.person, Channel.PHONE).is_refused
    phone: dict[str, Any] = {"no_calls": True} if refused else {"phone": identity.phone}
    return {**phone, "contact_rules": identity.contact_rules, **told}


def _documents(case: Case) -> dict[str, Any]:
    identity = case.person.identity
    papers = [{"document_kind": one.kind, "document_status": one.status, "number": one.number} for one in IdentityDocument.objects.filter(person_id=case.person_id)]
    return {"iin": identity.iin, "documents": identity.documents, **({"papers": papers} if papers else {})}


def _exploitation(case: Case) -> dict[str, Any]:
    episodes = case.exploitations.all()
    return {
        "exploitation_type": sorted({code for episode in episodes for code in episode.types}),
        "means_of_control": sorted({code for episode in episodes for code in episode.means}),
        "country": sorted({episode.country for episode in episodes if episode.country}),
    }


def _health(case: Case) -> dict[str, Any]:
    medical = case.services.filter(type="sss_medical")
    return {"service": sorted({service.service for service in medical if service.service})}


def _legal(case: Case) -> dict[str, Any]:
    decisions = [{"track": d.track, "victim_status": d.status, "on": d.decided_on.isoformat()} for d in case.status_decisions.all()]
    return {"legal_status": case.legal_status, "decisions": decisions}


def _services(case: Case) -> dict[str, Any]:
    return {"service_type": sorted({service.type for service in case.services.all()})}


READERS: dict[FieldGroup, Callable[[Case], dict[str, Any]]] = {
    FieldGroup.NAME: _name,
    FieldGroup.CONTACT: _contact,
    FieldGroup.DOCUMENTS: _documents,
    FieldGroup.EXPLOITATION: _exploitation,
    FieldGroup.HEALTH: _health,
    FieldGroup.LEGAL: _legal,
    FieldGroup.SERVICES: _services,
}
