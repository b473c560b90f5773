"""The timeline of a case: other rooms push what happened; nothing is read from above."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from casework.cases.models import Case, TimelineEntry

KINDS = {
    "case_opened": _("Case opened"),
    "case_moved": _("State changed"),
    "assigned": _("Work assigned"),
    "unassigned": _("Taken off the case"),
    "handed_over": _("Handed over to a colleague"),
    "stand_in_named": _("A stand-in named"),
    "stand_in_ended": _("Standing in ended early"),
    "restricted": _("Restricted to those who work on it"),
    "unrestricted": _("Restriction lifted"),
    "emergency_opened": _("Opened in an emergency"),
    "copy_handed_over": _("A copy of the file was handed over"),
    "call": _("Call to the hotline"),
    "bed_held": _("Bed held"),
    "arrived": _("Arrived in the shelter"),
    "moved_bed": _("Moved to another bed"),
    "left": _("Left the shelter"),
    "consent_given": _("Consent given"),
    "consent_refused": _("Consent refused"),
    "consent_withdrawn": _("Consent withdrawn"),
    "exception_asked": _("Sharing without consent asked for"),
    "exception_agreed": _("Sharing without consent agreed to"),
    "exploitation": _("Exploitation recorded"),
    "route": _("Route recorded"),
    "suspect_named": _("Suspect recorded"),
    "suspect_changed": _("What is known of a suspect corrected"),
    "conflict_settled": _("A shared suspect was looked into"),
    "status_decided": _("Victim status decided"),
    "workstream_started": _("Workstream started"),
    "step_changed": _("Step changed"),
    "contact_agreed": _("Safe contact agreed"),
    "paper": _("Document of the person"),
    "right_to_stay": _("Right to stay recorded"),
    "relative": _("Somebody of the family"),
    "files_merged": _("Two files of the person became one"),
    "files_apart": _("The files of two people were taken apart"),
    "health": _("Health needs written down"),
    "risk_assessed": _("Risk assessed"),
    "needs_assessed": _("Needs assessed"),
    "plan_changed": _("Plan of help changed"),
    "plan_approved": _("Plan of help approved"),
    "goal_moved": _("What became of a goal"),
    "goal_action_moved": _("What became of an action"),
    "letter": _("Letter written"),
    "follow_up": _("Follow-up"),
    "task_added": _("Task or date written down"),
    "task_settled": _("Task or date settled"),
    "service": _("Service given"),
    "funding_changed": _("Who pays was changed"),
    "note": _("Note written"),
    "file": _("File added"),
    "file_removed": _("File removed"),
    "referral_sent": _("Referral sent"),
    "referral_answered": _("Referral answered"),
    "referral_closed": _("Referral ended"),
    "from_referral": _("Opened from a referral"),
    "imported": _("Taken from a spreadsheet"),
}


def add_entry(
    *,
    case: Case,
    by: Actor,
    kind: str,
    codes: dict[str, Any] | None = None,
    source_id: UUID | None = None,
    at: datetime | None = None,
) -> TimelineEntry:
    """Put something that happened on the timeline of a case. Part of the action that did it."""
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of timeline entry: {kind}")
    return TimelineEntry.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        codes=codes or {},
        source_id=source_id,
        by_id=by.user_id,
        at=at or timezone.now(),
    )
