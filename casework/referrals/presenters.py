"""Referrals and packages as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.cases.facts import Track
from casework.contact.sharing import in_words
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import (
    PASSING,
    TAKEN_BACK,
    Consent,
    ConsentState,
    FieldGroup,
    Outcome,
    Referral,
    ReferralState,
)
from casework.referrals.workflow import Side, may_move, targets
from casework.vocabulary import VOCABULARIES

CONSENT_WITH_CASE = Consent.objects.select_related("case__person", "recipient")
EXCEPTION_WITH_PEOPLE = ConsentException.objects.select_related("case__person", "recipient", "asked_by", "approved_by", "reviewed_by")
TONES = {
    "draft": "plain", "sent": "info", "received": "info", "accepted": "good", "waiting_list": "warn", "declined": "bad",
    "in_progress": "good", "completed": "good", "no_answer": "warn", "withdrawn": "plain", "revoked": "bad",
}  # fmt: skip
URGENCY_TONES = {"now": "bad", "today": "warn", "week": "info", "planned": "plain"}
LABELS: dict[str, str | Promise] = {
    "surname": _("Surname"),
    "given_name": _("Given name"),
    "patronymic": _("Patronymic"),
    "birth_date": _("Date of birth"),
    "phone": _("Telephone"),
    "contact_rules": _("How to contact safely"),
    "never_contact": _("Never call or write"),
    "no_calls": _("Telephone left out: the person did not agree to calls"),
    "contact_ways": _("Ways the person agreed to"),
    "contact_days": _("Days"),
    "contact_hours": _("Hours"),
    "contact_silence": _("Leave no message"),
    "introduce_as": _("Who to say is calling"),
    "who_may_know": _("Who may know that we help"),
    "messenger": _("Messenger and number"),
    "email": _("E-mail"),
    "letter": _("Address for letters"),
    "through": _("Through whom"),
    "language": _("Language of the call"),
    "iin": _("IIN"),
    "documents": _("Documents"),
    "papers": _("Documents and where they are"),
    "exploitation_type": _("Types of exploitation"),
    "means_of_control": _("Means of control"),
    "country": _("Countries of exploitation"),
    "service": _("Medical help received"),
    "legal_status": _("Legal status"),
    "decisions": _("Decisions on victim status"),
    "service_type": _("Help received so far"),
}


@dataclass(frozen=True)
class Section:
    """One group of what the person agreed to share."""

    label: str | Promise
    rows: list[tuple[str | Promise, str]]


def sections(content: dict[str, dict[str, Any]]) -> list[Section]:
    """A package in the reader's language: groups in the order in which the person was asked."""
    order = [group for group in FieldGroup.values if group in content]
    return [
        Section(FieldGroup(group).label, [(LABELS.get(name, name), _value(name, value)) for name, value in content[group].items()])
        for group in order
    ]


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], False):
        return gettext("Not recorded")
    if value is True:
        return gettext("Yes")
    if name == "birth_date":
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if name == "papers":
        return papers_in_words(value)
    if name == "decisions":
        return "; ".join(_decision(decision) for decision in value)
    if (term := in_words(name, value)) is not None:
        return term
    if name in VOCABULARIES:
        return ", ".join(VOCABULARIES[name].labels([value] if isinstance(value, str) else value))
    return str(value)


def papers_in_words(papers: list[dict[str, str]]) -> str:
    """Kind, number and where each is."""
    kinds, states = VOCABULARIES["document_kind"], VOCABULARIES["document_status"]
    return "; ".join(
        " ".join(part for part in (kinds.label(one["document_kind"]), one["number"], f"({states.label(one['document_status'])})") if part)
        for one in papers
    )


def _decision(decision: dict[str, str]) -> str:
    return gettext("%(status)s (%(track)s, %(day)s)") % {
        "status": VOCABULARIES["victim_status"].label(decision["victim_status"]),
        "track": Track(decision["track"]).label,
        "day": date_format(date.fromisoformat(decision["on"]), "SHORT_DATE_FORMAT"),
    }


def mark_referrals(referrals: Iterable[Any]) -> list[Any]:
    """Colours and days without answer."""
    marked = list(referrals)
    for referral in marked:
        referral.tone = TONES[referral.state]
        referral.urgency_tone = URGENCY_TONES[referral.urgency]
        referral.outcome_label = Outcome(referral.outcome).label if referral.outcome else ""
        referral.is_taken_back = referral.state in TAKEN_BACK and referral.sent_at is not None
        waits = referral.state in (ReferralState.SENT, ReferralState.RECEIVED) and referral.sent_at
        referral.days_waiting = (timezone.now() - referral.sent_at).days if waits else None
    return marked


def mark_consents(consents: Iterable[Any]) -> list[Any]:
    """Whether each stands today, and in which words."""
    marked = list(consents)
    for consent in marked:
        consent.is_standing = consent.is_live(timezone.localdate())
        consent.lets_pass = consent.is_standing and consent.purpose in PASSING
        consent.has_run_out = consent.state == ConsentState.GIVEN and not consent.is_standing
        tones = {ConsentState.GIVEN: "good" if consent.is_standing else "warn", ConsentState.REFUSED: "bad"}
        consent.tone = tones.get(consent.state, "plain")
        consent.groups = [FieldGroup(group).label for group in consent.field_groups]
    return marked


def mark_exceptions(exceptions: Iterable[Any]) -> list[Any]:
    """Whether each lets something be sent today, and in which words."""
    marked = list(exceptions)
    for exception in marked:
        exception.is_standing = exception.is_live(timezone.localdate())
        exception.groups = [FieldGroup(group).label for group in exception.field_groups]
        exception.word, exception.tone = _standing(exception)
    return marked


def _standing(exception: Any) -> tuple[str, str]:
    if exception.approved_at is None:
        return gettext("Waiting for a second person"), "warn"
    if exception.reviewed_at is None:
        return gettext("To be looked at by the director"), "warn"
    return str(exception.get_review_display()), "good" if exception.review == "justified" else "bad"


def answers(referral: Referral) -> dict[str, bool]:
    """What the recipient may do now, for the buttons."""
    possible = targets(referral.state, Side.RECIPIENT)
    names = {"receive": "received", "start": "in_progress", "accept": "accepted", "wait": "waiting_list", "decline": "declined", "complete": "completed"}
    return {name: state in possible for name, state in names.items()}


def may_give_up(referral: Referral) -> bool:
    return may_move(referral.state, ReferralState.NO_ANSWER, Side.SENDER)


def may_withdraw(referral: Referral) -> bool:
    return may_move(referral.state, ReferralState.WITHDRAWN, Side.SENDER)
