"""The menu: one line per place, shown to those who may go there. URL names only, so no room is imported."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.actors import Actor
from access.permissions import Permission as P


@dataclass(frozen=True)
class Place:
    label: str | Promise
    url_name: str
    permissions: tuple[P, ...] = ()
    prefix: str = ""


PLACES: tuple[Place, ...] = (
    Place(_("Today"), "home", (), "/today/"),
    Place(_("New call"), "call-new", (P.CALL_LOG,), "/calls/new/"),
    Place(_("Hotline now"), "hotline-now", (P.CALL_REVIEW,), "/calls/now/"),
    Place(_("Calls"), "call-list", (P.CALL_VIEW,), "/calls/"),
    Place(_("Shift"), "shift-list", (P.CALL_LOG, P.CALL_REVIEW), "/shifts/"),
    Place(_("Beds"), "bed-search", (P.BED_HOLD,), "/beds/"),
    Place(_("Occupancy"), "board", (P.BOARD_VIEW,), "/board/"),
    Place(_("House"), "house-list", (P.HOUSE_VIEW,), "/house/"),
    Place(_("Incidents"), "incident-list", (P.INCIDENT_VIEW,), "/house/incidents/"),
    Place(_("Shelters"), "shelter-list", (P.BOARD_VIEW, P.SHELTER_MANAGE), "/shelters/"),
    Place(_("Residents to keep apart"), "resident-conflicts", (P.RESIDENT_CONFLICT,), "/residents/"),
    Place(_("Cases"), "case-list", (P.CASE_VIEW, P.CASE_VIEW_ALL), "/cases/"),
    Place(_("Calendar"), "calendar", (P.TEAM_TASK,), "/calendar/"),
    Place(_("Tasks"), "task-list", (P.TEAM_TASK,), "/tasks/"),
    Place(_("Stand-ins"), "absence-list", (P.CASE_VIEW,), "/absences/"),
    Place(_("Suspects"), "suspect-list", (P.SUSPECT_VIEW,), "/suspects/"),
    Place(_("Shared suspects"), "conflict-list", (P.CONFLICT_SETTLE,), "/conflicts/"),
    Place(_("Emergency"), "emergency-new", (P.EMERGENCY_OPEN,), "/emergency/"),
    Place(_("Referrals sent"), "referral-list", (P.REFERRAL_SEND,), "/referrals/"),
    Place(_("Referrals received"), "referral-inbox", (P.REFERRAL_RECEIVE,), "/inbox/"),
    Place(_("Shared without consent"), "exception-list", (P.EMERGENCY_REVIEW,), "/without-consent/"),
    Place(_("Partners and services"), "partner-list", (P.DIRECTORY_VIEW,), "/partners/"),
    Place(_("Activities"), "activity-list", (P.ACTIVITY_VIEW,), "/activities/"),
    Place(_("Grants"), "grant-list", (P.FUNDING_MANAGE, P.ACTIVITY_VIEW), "/grants/"),
    Place(_("Figures"), "figures", (P.FIGURES_VIEW,), "/figures/"),
    Place(_("Reports"), "report-list", (P.REPORT_VIEW,), "/reports/"),
    Place(_("Figures of others"), "context-list", (P.REPORT_VIEW,), "/context/"),
    Place(_("Published reports"), "publication-list", (P.REPORT_READ,), "/publications/"),
    Place(_("Over time"), "over-time", (P.REPORT_READ, P.REPORT_VIEW), "/publications/over-time/"),
    Place(_("Programmes"), "programme-list", (P.PROGRAMME_MANAGE,), "/programmes/"),
    Place(_("Import"), "import-new", (P.CASE_IMPORT,), "/import/"),
    Place(_("Export"), "export-list", (P.CASE_EXPORT,), "/exports/"),
    Place(_("Legal requests"), "legal-list", (P.LEGAL_REQUEST,), "/legal/"),
    Place(_("Second person"), "approval-list", (P.APPROVAL_DECIDE,), "/approvals/"),
    Place(_("Members"), "member-list", (P.MEMBER_VIEW,), "/members/"),
    Place(_("How long things are kept"), "keeping-periods", (P.SETTINGS_MANAGE,), "/settings/keeping/"),
    Place(_("Questions about needs"), "needs-questions", (P.SETTINGS_MANAGE,), "/settings/needs/"),
    Place(_("Words of letters"), "letter-templates", (P.SETTINGS_MANAGE,), "/settings/letters/"),
    Place(_("Word lists"), "synonym-list", (P.SYNONYM_MANAGE,), "/words/"),
    Place(_("Audit"), "audit-list", (P.AUDIT_VIEW,), "/audit/"),
    Place(pgettext_lazy("of the installation", "Health"), "installation", (P.HEALTH_VIEW,), "/installation/"),
)


def places_for(actor: Actor | None) -> list[Place]:
    """The places this actor may go to, in the order of the menu."""
    if actor is None:
        return []
    return [place for place in PLACES if not place.permissions or any(actor.may(p) for p in place.permissions)]
