"""Cases as tables of the standard: field names and values of HTCDS 2.0, one row for each person, case, event, plan, consent.

Where the standard is coarser than we are, its value stands in its own column and our codes beside it in a column that
begins with `x_pana_`: whoever knows only the standard can leave those out, and reading back loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.models import Organisation
from casework.cases.models import Case
from casework.contact.rules import Channel, may_contact
from casework.people.numbers import normal_number
from casework.vocabulary.htcds import list_for_htcds, to_htcds

SEP = ";"
GENDERS = {"female": "Feminine", "male": "Masculine", "transgender_other": "NonConforming"}
NAMES = ("prs_FirstName", "prs_MiddleName", "prs_SecondName", "prs_Birthdate", "prs_IdentityNumber", "prs_MobilePhone")
Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """One file of the export."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]


ORGANISATION = ("org_Name", "org_Type", "org_ShippingCountry", "org_ShippingState")
PERSON = (
    "x_pana_PersonCode", *NAMES, "prs_Gender", "x_pana_Sex", "x_pana_BirthYear", "prs_PrimaryLanguage", "prs_Citizenship",
    "x_pana_Stateless",
)  # fmt: skip
VICTIM = (
    "x_pana_CaseCode", "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "vic_RelationshipToTrafficker",
    "vic_AgeWhenTrafficked", "vic_MethodOfRecruitment", "vic_MethodsOfControl", "vic_TypeOfExploitation",
    "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation", "x_pana_Relationship", "x_pana_Recruitment", "x_pana_Means",
    "x_pana_Types", "x_pana_Sectors", "x_pana_SexualForms", "x_pana_Status", "x_pana_DecidingBody", "x_pana_Track", "x_pana_DecidedOn",
)  # fmt: skip
CASE = (
    "x_pana_CaseCode", "x_pana_PersonCode", "cas_Status", "x_pana_State", "cas_ReasonForCaseClosure", "cas_IncomingReferralDate",
    "x_pana_ReferringKind", "x_pana_RequestedOn", "x_pana_RegisteredOn", "x_pana_ClosedOn", "x_pana_Region", "x_pana_AgeAtRegistration",
)  # fmt: skip
REFERRAL = ("x_pana_CaseCode", "cas_ReferredOrganisation", "cas_ReasonForOutgoingReferral", "cas_OutgoingReferralDate", "x_pana_Reason")
EVENT = (
    "x_pana_CaseCode", "hte_Type", "hte_Country", "hte_State", "hte_Date", "x_pana_Part", "x_pana_FromCountry", "x_pana_FromRegion", "x_pana_FromOnly",
)  # fmt: skip
PLAN = ("x_pana_CaseCode", "spl_Type", "spl_ActualEndDate", "x_pana_Service", "x_pana_Quantity")
CONSENT = ("x_pana_CaseCode", "con_Consent", "x_pana_Recipient", "x_pana_Purpose", "x_pana_GivenOn", "x_pana_ExpiresOn")


def organisation_table(organisation: Organisation) -> Table:
    """Whose cases these are."""
    told = _write(org_Name=organisation.name, org_Type="NGO", org_ShippingCountry="KZ", org_ShippingState=organisation.region)
    return Table("organisation", ORGANISATION, [told])


def list_tables(cases: Iterable[Case], *, with_names: bool, told: Collection[UUID] = ()) -> list[Table]:
    """Everything of these cases that the standard has a place for, without the people `told` before.

    Names stay empty unless two people agreed to them.
    """
    held = list(cases)
    people = {case.person_id: case.person for case in held if case.person_id not in told}
    return [
        Table("person", PERSON, [_person(person, with_names) for person in people.values()]),
        Table("victim", VICTIM, [_victim(case) for case in held]),
        Table("case", CASE, [_case(case) for case in held]),
        Table("referral", REFERRAL, [row for case in held for row in (*(_referral(case, one) for one in _sent(case)), *_along(case, "referral"))]),
        Table("historic_trafficking_event", EVENT, [row for case in held for row in _events(case)]),
        Table("support_plan", PLAN, [_plan(case, one) for case in held for one in case.services.all()]),
        Table("consent", CONSENT, [row for case in held for row in (*(_consent(case, one) for one in case.consents.all()), *_along(case, "consent"))]),
    ]


def _person(person: Any, with_names: bool) -> Row:
    row = _write(
        x_pana_PersonCode=person.code, prs_Gender=GENDERS.get(person.sex, "NonSpecifiedUnknown"), x_pana_Sex=person.sex,
        x_pana_BirthYear=person.birth_year, prs_PrimaryLanguage=to_htcds("language", person.language),
        prs_Citizenship=SEP.join(person.citizenships), x_pana_Stateless="true" if person.is_stateless else "false",
    )  # fmt: skip
    identity = getattr(person, "identity", None) if with_names else None
    if identity is not None:
        row |= _write(
            prs_FirstName=identity.given_name, prs_MiddleName=identity.patronymic, prs_SecondName=identity.surname,
            prs_Birthdate=identity.birth_date, prs_IdentityNumber=identity.iin, prs_MobilePhone="" if may_contact(person, Channel.PHONE).is_refused else _phone(identity.phone),
        )  # fmt: skip
    return row


def _phone(typed: str) -> str:
    """As E.164 without its sign, which the standard leaves open and a spreadsheet takes for a formula; as typed when it is no number."""
    digits = normal_number(typed)
    return digits if 2 <= len(digits) <= 15 else typed


def _victim(case: Case) -> Row:
    episodes = list(case.exploitations.all())
    newest = next(iter(case.status_decisions.all()), None)

    def told(name: str) -> list[str]:
        return list(dict.fromkeys(code for one in episodes for code in getattr(one, name)))

    return _write(
        x_pana_CaseCode=case.code,
        vic_TraffickingStatus=to_htcds("victim_status", newest.status) if newest else None,
        vic_TraffickingStatusDecisionMakingOrg=to_htcds("deciding_body", newest.deciding_body) if newest else None,
        vic_RelationshipToTrafficker=next(iter(list_for_htcds("recruiter_relationship", told("recruiters"))), None),
        vic_AgeWhenTrafficked=case.age_first_exploited,
        vic_MethodOfRecruitment=SEP.join(list_for_htcds("recruitment_method", told("recruitment"))),
        vic_MethodsOfControl=SEP.join(list_for_htcds("means_of_control", told("means"))),
        vic_TypeOfExploitation=SEP.join(list_for_htcds("exploitation_type", told("types"))),
        vic_ForcedLabourIndustry=next(iter(list_for_htcds("labour_sector", told("sectors"))), None),
        vic_TypeOfSexExploitation=SEP.join(list_for_htcds("sexual_form", told("sexual_forms"))),
        x_pana_Relationship=SEP.join(told("recruiters")), x_pana_Recruitment=SEP.join(told("recruitment")),
        x_pana_Means=SEP.join(told("means")), x_pana_Types=SEP.join(told("types")), x_pana_Sectors=SEP.join(told("sectors")),
        x_pana_SexualForms=SEP.join(told("sexual_forms")),
        **_decided(newest),
    )  # fmt: skip


def _decided(newest: Any) -> dict[str, Any]:
    if newest is None:
        return {}
    return {
        "x_pana_Status": newest.status, "x_pana_DecidingBody": newest.deciding_body, "x_pana_Track": newest.track, "x_pana_DecidedOn": newest.decided_on,
    }  # fmt: skip


def _case(case: Case) -> Row:
    incoming = case.source not in {"", "unknown", "self"}
    return _write(
        x_pana_CaseCode=case.code, x_pana_PersonCode=case.person.code, cas_Status=to_htcds("case_status", case.state),
        x_pana_State=case.state, cas_ReasonForCaseClosure=case.closure_reason,
        cas_IncomingReferralDate=case.requested_on if incoming else None, x_pana_ReferringKind=case.source,
        x_pana_RequestedOn=case.requested_on, x_pana_RegisteredOn=case.registered_on, x_pana_ClosedOn=case.closed_on, x_pana_Region=case.region,
        x_pana_AgeAtRegistration=case.age_at_registration,
    )  # fmt: skip


def _sent(case: Case) -> list[Any]:
    """Referrals that went out, in the order in which they did."""
    return sorted((one for one in case.referrals.all() if one.sent_at), key=lambda one: (one.sent_at, one.pk))


def _referral(case: Case, one: Any) -> Row:
    return _write(
        x_pana_CaseCode=case.code, cas_ReferredOrganisation=one.recipient.name, x_pana_Reason=one.reason,
        cas_ReasonForOutgoingReferral=to_htcds("referral_reason", one.reason), cas_OutgoingReferralDate=timezone.localdate(one.sent_at),
    )  # fmt: skip


def _events(case: Case) -> Iterator[Row]:
    """Legs of the road, and each episode of exploitation where and when it began."""
    for leg in case.route.all():
        country, region = (leg.to_country, leg.to_region) if leg.to_country else (leg.from_country, leg.from_region)
        yield _write(
            x_pana_CaseCode=case.code, hte_Type=to_htcds("leg_kind", leg.kind), hte_Country=country, hte_State=region, x_pana_Part=leg.kind,
            x_pana_FromCountry=leg.from_country, x_pana_FromRegion=leg.from_region, x_pana_FromOnly="" if leg.to_country else "true",
        )
    for episode in case.exploitations.all():
        yield _write(
            x_pana_CaseCode=case.code, hte_Type="Exploitation", hte_Country=episode.country, hte_State=episode.region,
            hte_Date=episode.started_on, x_pana_Part=episode.main_type,
        )  # fmt: skip


def _plan(case: Case, one: Any) -> Row:
    return _write(
        x_pana_CaseCode=case.code, spl_Type=to_htcds("service_type", one.type), spl_ActualEndDate=one.given_on,
        x_pana_Service=one.service or one.type, x_pana_Quantity=one.quantity,
    )  # fmt: skip


def _consent(case: Case, one: Any) -> Row:
    return _write(
        x_pana_CaseCode=case.code, con_Consent="true" if one.state == "given" else "false", x_pana_Recipient=one.recipient.name if one.recipient else one.recipient_kind,
        x_pana_Purpose=one.purpose, x_pana_GivenOn=one.given_on, x_pana_ExpiresOn=one.expires_on,
    )  # fmt: skip


def _along(case: Case, table: str) -> list[Row]:
    """What came with the case from another house goes on as it came, under the code the case has here."""
    return [one.cells | {"x_pana_CaseCode": case.code} for one in case.came_along.all() if one.table == table]


def _write(**values: Any) -> Row:
    return {name: "" if value is None else str(value) for name, value in values.items()}
