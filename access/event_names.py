"""What the audit's events are called in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.events import Event as E

EVENT_NAMES: dict[str, str | Promise] = {
    E.SIGNED_IN: _("Signed in"),
    E.SIGN_IN_FAILED: _("Sign-in refused"),
    E.SIGNED_OUT: _("Signed out"),
    E.ORGANISATION_SWITCHED: _("Switched organisation"),
    E.LANGUAGE_CHOSEN: _("Changed own settings"),
    E.MEMBER_INVITED: _("Added a member"),
    E.MEMBER_CHANGED: _("Changed a member's roles"),
    E.MEMBER_REMOVED: _("Removed a member"),
    E.PASSWORD_CHANGED: _("Changed own password"),
    E.ORGANISATION_CHANGED: _("Changed the organisation"),
    E.APPROVAL_ASKED: _("Asked for a second person's approval"),
    E.APPROVAL_GIVEN: _("Approved"),
    E.APPROVAL_REFUSED: _("Refused a request"),
    E.APPROVAL_WITHDRAWN: _("Withdrew a request"),
    E.APPROVAL_USED: _("Used an approval"),
    E.DENIED: _("Was refused a page"),
    E.VIEWED: _("Looked at"),
    E.SEARCHED: _("Searched"),
    E.PERSON_ADDED: _("Added a person"),
    E.PERSON_CHANGED: _("Changed a person"),
    E.CASE_OPENED: _("Opened a case"),
    E.CASE_CHANGED: _("Changed a case"),
    E.CASE_ASSIGNED: _("Assigned a case"),
    E.CASE_MOVED: _("Moved a case on"),
    E.CASE_CLOSED: _("Closed a case"),
    E.CASE_REOPENED: _("Reopened a case"),
    E.CASE_RESTRICTED: _("Restricted a case"),
    E.CASE_UNRESTRICTED: _("Lifted the restriction of a case"),
    E.EMERGENCY_OPENED: _("Opened a case in an emergency"),
    E.EMERGENCY_ENDED: _("Gave a case back"),
    E.EMERGENCY_REVIEWED: _("Reviewed an emergency opening"),
    E.STATUS_DECIDED: _("Recorded a decision on the victim status"),
    E.EXPLOITATION_RECORDED: _("Recorded exploitation"),
    E.ROUTE_RECORDED: _("Recorded the route"),
    E.WORKSTREAM_STARTED: _("Started a workstream"),
    E.STEP_CHANGED: _("Changed a step"),
    E.SERVICE_ADDED: _("Recorded a service"),
    E.NOTE_WRITTEN: _("Wrote a note"),
    E.CONSENT_RECORDED: _("Recorded a consent"),
    E.CONSENT_WITHDRAWN: _("Recorded the withdrawal of a consent"),
    E.REFERRAL_DRAFTED: _("Drafted a referral"),
    E.REFERRAL_SENT: _("Sent a referral"),
    E.REFERRAL_ACCEPTED: _("Accepted a referral"),
    E.REFERRAL_DECLINED: _("Declined a referral"),
    E.REFERRAL_WITHDRAWN: _("Withdrew a referral"),
    E.REFERRAL_COMPLETED: _("Completed a referral"),
    E.ACTIVITY_RECORDED: _("Recorded an activity"),
    E.ACTIVITY_CHANGED: _("Changed an activity"),
    E.CASES_IMPORTED: _("Imported cases"),
    E.SYNONYM_ADDED: _("Taught the import a word"),
    E.SYNONYM_REMOVED: _("Removed a word of the import"),
    E.LEGAL_REQUESTED: _("Recorded a legal request"),
    E.LEGAL_WEIGHED: _("Proposed what to hand over"),
    E.LEGAL_REFUSED: _("Refused a legal request"),
    E.LEGAL_REOPENED: _("Weighs a legal request again"),
    E.LEGAL_TOLD: _("Told the person what was handed over"),
    E.CASE_EXPORTED: _("Took a copy of a file"),
    E.LEGAL_RECORDED: _("Recorded a legal matter"),
    E.SHELTER_CHANGED: _("Changed a shelter"),
    E.BED_CHANGED: _("Changed a bed"),
    E.BED_HELD: _("Held a bed"),
    E.HOLD_ACCEPTED: _("Accepted a hold"),
    E.HOLD_DECLINED: _("Declined a hold"),
    E.HOLD_RELEASED: _("Released a hold"),
    E.STAY_STARTED: _("Recorded an arrival"),
    E.STAY_MOVED: _("Changed a stay"),
    E.STAY_ENDED: _("Recorded a departure"),
    E.HOUSE_LOGGED: _("Noted what the house must know"),
    E.CALL_STARTED: _("Began a call"),
    E.CALL_SAVED: _("Saved a call"),
    E.CALL_CLOSED: _("Closed a call"),
    E.CALL_HANDED_OVER: _("Handed a call over"),
    E.CALLBACK_PROMISED: _("Promised to call back"),
    E.CALLBACK_TRIED: _("Called back"),
    E.PROGRAMME_CHANGED: _("Changed a programme"),
    E.REPORT_REQUESTED: _("Asked for a report"),
    E.REPORT_BUILT: _("Built a report"),
    E.REPORT_NARRATED: _("Wrote the text of a report"),
    E.REPORT_SUBMITTED: _("Submitted a report"),
    E.REPORT_RETURNED: _("Returned a report"),
    E.REPORT_PUBLISHED: _("Published a report"),
    E.REPORT_WITHDRAWN: _("Withdrew a report"),
    E.REPORT_DOWNLOADED: _("Downloaded a report"),
    E.FIGURES_QUERIED: _("Queried figures"),
    E.DONOR_ADDED: _("Added a donor"),
}


def name_of(action: str) -> str:
    """The words for an event; its code for one that an older release wrote."""
    return str(EVENT_NAMES.get(action, action))


KIND_NAMES: dict[str, str | Promise] = {
    "access.user": _("an account"),
    "access.approval": _("a request for approval"),
    "casework.case": _("the case"),
    "casework.person": _("the person"),
    "casework.identity": _("name and contacts"),
    "casework.note": _("a note"),
    "casework.exploitation": _("what happened"),
    "casework.referral": _("a referral"),
    "casework.consent": _("a consent"),
    "casework.sharedpackage": _("what was shared"),
    "casework.service": _("a service"),
    "casework.attachment": _("a file"),
    "casework.emergencyopening": _("an emergency opening"),
    "casework.legalrequest": _("a legal request"),
    "hotline.call": _("a call"),
    "shelters.stay": _("a stay"),
    "shelters.shelteraddress": _("a shelter's address"),
}


def kind_of(label: str) -> str:
    """What kind of row an event is about; its technical name where nobody reads it as a rule."""
    return str(KIND_NAMES.get(label, label.rpartition(".")[2]))
