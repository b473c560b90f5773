"""The roles of an organisation: a name, a sentence, and what the role may do. To give a role a right, edit one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.permissions import Permission as P


class Role(StrEnum):
    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    CASE_MANAGER = "case_manager"
    PSYCHOLOGIST = "psychologist"
    LAWYER = "lawyer"
    MEDIC = "medic"
    SOCIAL_WORKER = "social_worker"
    SHELTER_WORKER = "shelter_worker"
    SHELTER_MANAGER = "shelter_manager"
    DIRECTOR = "director"
    MONITORING_OFFICER = "monitoring_officer"
    DONOR = "donor"
    PARTNER = "partner"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return str(DESCRIPTIONS[self].name)

    @property
    def sentence(self) -> str:
        return str(DESCRIPTIONS[self].sentence)

    @property
    def permissions(self) -> frozenset[P]:
        return DESCRIPTIONS[self].permissions


@dataclass(frozen=True)
class Description:
    name: str | Promise
    sentence: str | Promise
    permissions: frozenset[P]


def _role(name: str | Promise, sentence: str | Promise, *permissions: P) -> Description:
    return Description(name, sentence, frozenset(permissions))


_CALLS = (P.TEAM_TASK, P.CALL_LOG, P.CALL_VIEW, P.BED_HOLD, P.CASE_OPEN, P.DIRECTORY_VIEW)
_SPECIALIST = (
    P.TEAM_TASK, P.CASE_VIEW, P.EMERGENCY_OPEN, P.PERSON_IDENTITY_VIEW, P.SUSPECT_VIEW, P.SERVICE_ADD, P.NOTE_WRITE, P.DIRECTORY_VIEW,
)  # fmt: skip
_CASE = (
    *_SPECIALIST,
    P.CASE_OPEN,
    P.CASE_EDIT,
    P.CASE_CLOSE,
    P.APPROVAL_DECIDE,
    P.PERSON_EDIT,
    P.PERSON_MERGE,
    P.PERSON_HEALTH_VIEW,
    P.SUSPECT_EDIT,
    P.CONSENT_RECORD,
    P.REFERRAL_SEND,
    P.REFERRAL_RECEIVE,
    P.DIRECTORY_EDIT,
    P.BED_HOLD,
    P.ACTIVITY_VIEW,
    P.ACTIVITY_EDIT,
)
_HOUSE = (P.TEAM_TASK, P.BOARD_VIEW, P.HOUSE_VIEW, P.STAY_MANAGE, P.SHELTER_ADDRESS_VIEW, P.INCIDENT_VIEW)

DESCRIPTIONS: dict[Role, Description] = {
    Role.OPERATOR: _role(_("Hotline operator"), _("Logs calls, screens callers and holds beds; never sees a shelter's address."), *_CALLS),
    Role.SHIFT_LEAD: _role(_("Hotline shift lead"), _("Runs the shift: open calls, call-backs due and calls to review."), *_CALLS, P.CALL_REVIEW, P.DIRECTORY_EDIT),
    Role.CASE_MANAGER: _role(_("Case manager"), _("Works on the cases assigned to them: plan, services, consent and referrals."), *_CASE),
    Role.PSYCHOLOGIST: _role(_("Psychologist"), _("Sees assigned cases and keeps notes that only they and their supervisor read."), *_SPECIALIST, P.PERSON_HEALTH_VIEW),
    Role.LAWYER: _role(_("Lawyer"), _("Sees assigned cases and follows the prosecution workstream."), *_SPECIALIST, P.CASE_EDIT, P.SUSPECT_EDIT, P.LEGAL_REQUEST),
    Role.MEDIC: _role(_("Medic"), _("Sees assigned cases and records health services."), *_SPECIALIST, P.PERSON_HEALTH_VIEW),
    Role.SOCIAL_WORKER: _role(_("Social worker"), _("Sees assigned cases and records services."), *_SPECIALIST, P.PERSON_HEALTH_VIEW, P.ACTIVITY_VIEW, P.ACTIVITY_EDIT),
    Role.SHELTER_WORKER: _role(_("Shelter worker"), _("Sees who sleeps in the house tonight and what they need; not their story."), *_HOUSE),
    Role.SHELTER_MANAGER: _role(_("Shelter manager"), _("Decides on beds and admissions and runs the house."), *_HOUSE, P.HOLD_DECIDE, P.SHELTER_MANAGE, P.RESIDENT_CONFLICT, P.INCIDENT_MANAGE),
    Role.DIRECTOR: _role(
        _("Director"),
        _("Sees all cases of the organisation, gives roles, approves and publishes reports."),
        *_CASE, P.LEGAL_HOLD, P.CASE_VIEW_ALL, P.CONFLICT_SETTLE, P.CASE_ASSIGN, P.CASE_IMPORT, P.CASE_EXPORT, P.EMERGENCY_REVIEW, P.LEGAL_REQUEST, P.MEMBER_VIEW, P.MEMBER_MANAGE, P.AUDIT_VIEW, P.SETTINGS_MANAGE,
        P.BOARD_VIEW, P.INCIDENT_VIEW, P.INCIDENT_MANAGE, P.CALL_VIEW, P.CALL_REVIEW, P.FIGURES_VIEW, P.REPORT_VIEW, P.REPORT_APPROVE, P.PROGRAMME_MANAGE, P.FUNDING_MANAGE,
    ),
    Role.MONITORING_OFFICER: _role(
        _("Monitoring officer"),
        _("Works with figures only, without names, and prepares the monthly report."),
        P.TEAM_TASK, P.FIGURES_VIEW, P.REPORT_VIEW, P.REPORT_PREPARE, P.PROGRAMME_MANAGE, P.FUNDING_MANAGE, P.ACTIVITY_VIEW, P.ACTIVITY_EDIT,
    ),
    Role.DONOR: _role(_("Donor"), _("Reads the published reports of the programmes they fund."), P.REPORT_READ),
    Role.PARTNER: _role(_("Partner agency"), _("Answers the referrals sent to it and sees only what the person agreed to share."), P.REFERRAL_RECEIVE),
    Role.AUDITOR: _role(_("Auditor"), _("Sees who did what and when, but no case content."), P.AUDIT_VIEW, P.MEMBER_VIEW),
    Role.ADMINISTRATOR: _role(
        _("System administrator"),
        _("Manages accounts, settings and word lists; sees no case content."),
        P.TEAM_TASK, P.MEMBER_VIEW, P.MEMBER_MANAGE, P.SETTINGS_MANAGE, P.SYNONYM_MANAGE, P.HEALTH_VIEW,
    ),
}


# What a person gets only from somebody who has it: all cases, who works on them, the audit, what is published.
RESERVED = frozenset({P.CASE_VIEW_ALL, P.CASE_ASSIGN, P.AUDIT_VIEW, P.REPORT_APPROVE})


def may_give(permissions: frozenset[P], role: Role) -> bool:
    """Whether somebody with these permissions may give this role, or take it away.

    The director gives every role. The system administrator, who must not see cases, gives every role but the
    director's and the auditor's: otherwise a second account would be enough to read everything.
    """
    return not (role.permissions & RESERVED) - permissions


def permissions_of(roles: Iterable[str]) -> frozenset[P]:
    """All that these roles together may do; unknown role names give nothing."""
    known = (Role(role) for role in roles if role in Role._value2member_map_)
    return frozenset(permission for role in known for permission in role.permissions)
