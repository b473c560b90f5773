"""What may stand in curly brackets in a letter: a fixed list, each with what the person must have agreed to. No expressions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.permissions import Permission
from access.roles import Role
from casework.cases.models import Case
from casework.contact.rules import Channel, may_contact
from casework.referrals.models import FieldGroup
from casework.vocabulary import VOCABULARIES

NOTHING = "—"
IN_BRACKETS = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Draft:
    """What a letter is about, before it is one."""

    case: Case
    by: Actor
    recipient: str
    words: str
    reference: str


@dataclass(frozen=True)
class Place:
    """One thing a letter may say. `group` is what the person must have agreed to share for it."""

    label: str | Promise
    read: Callable[[Draft], str]
    group: str = ""


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _roles(draft: Draft) -> str:
    return ", ".join(str(Role(role).label) for role in sorted(draft.by.roles))


def _documents(draft: Draft) -> str:
    identity = draft.case.person.identity
    return "; ".join(part for part in (identity.documents, identity.iin) if part)


def _phone(draft: Draft) -> str:
    """Given on only where the person may be called at all."""
    refused = may_contact(draft.case.person, Channel.PHONE).is_refused
    return "" if refused else str(draft.case.person.identity.phone)


def _services(draft: Draft) -> str:
    codes = set(draft.case.services.values_list("type", flat=True))
    return "; ".join(VOCABULARIES["service_type"].labels(codes & set(VOCABULARIES["service_type"].codes)))


def _stay(draft: Draft) -> str:
    """The days between arriving and leaving, as the timeline knows them; without a place."""
    moves = draft.case.timeline.filter(kind__in=("arrived", "left")).order_by("at").values_list("kind", "at")
    days = [(kind, timezone.localdate(at)) for kind, at in moves]
    first = next((day for kind, day in days if kind == "arrived"), None)
    last = days[-1][1] if days and days[-1][0] == "left" else None
    return f"{_day(first)} – {_day(last) if last else '…'}" if first else ""


def _known(vocabulary: str, code: str) -> str:
    return VOCABULARIES[vocabulary].label(code) if code else ""


PLACES: dict[str, Place] = {
    "organisation": Place(_("Our organisation"), lambda draft: draft.by.organisation.name),
    "today": Place(_("Day of the letter"), lambda _draft: _day(timezone.localdate())),
    "number": Place(_("Number of the letter"), lambda draft: draft.reference),
    "recipient": Place(_("Who receives it"), lambda draft: draft.recipient),
    "author": Place(_("Who writes it"), lambda draft: draft.by.user.display_name if draft.by.user else ""),
    "role": Place(_("Role of who writes it"), _roles),
    "case": Place(_("Code of the case"), lambda draft: draft.case.code),
    "requested": Place(_("Day on which help was asked for"), lambda draft: _day(draft.case.requested_on)),
    "words": Place(_("What is written for this letter"), lambda draft: draft.words),
    "name": Place(_("Name of the person"), lambda draft: draft.case.person.identity.full_name, FieldGroup.NAME),
    "born": Place(_("Date of birth"), lambda draft: str(draft.case.person.identity.birth_date), FieldGroup.NAME),
    "documents": Place(_("Documents and IIN"), _documents, FieldGroup.DOCUMENTS),
    "phone": Place(_("Phone"), _phone, FieldGroup.CONTACT),
    "legal_status": Place(_("Legal status"), lambda draft: _known("legal_status", draft.case.legal_status), FieldGroup.LEGAL),
    "services": Place(_("Help given"), _services, FieldGroup.SERVICES),
    "stay": Place(_("Days of the stay"), _stay, FieldGroup.SERVICES),
}


def places_in(text: str) -> list[str]:
    """The names in brackets, known or not, once each."""
    return list(dict.fromkeys(IN_BRACKETS.findall(text)))


def unknown_in(text: str) -> list[str]:
    return [name for name in places_in(text) if name not in PLACES]


def groups_in(text: str) -> list[str]:
    """What the person must have agreed to, for this text to go to somebody else."""
    groups = {PLACES[name].group for name in places_in(text) if name in PLACES}
    return [group for group in FieldGroup.values if group in groups]


def may_read(by: Actor, text: str) -> bool:
    """Whoever may not read a name writes no letter with one."""
    identifying = {FieldGroup.NAME, FieldGroup.CONTACT, FieldGroup.DOCUMENTS} & set(groups_in(text))
    return not identifying or by.may(Permission.PERSON_IDENTITY_VIEW)


def filled(text: str, draft: Draft, language: str) -> str:
    """Each name in brackets once replaced by its value; what comes out is not looked at again."""
    with translation.override(language):
        values = {name: PLACES[name].read(draft) or NOTHING for name in places_in(text) if name in PLACES}
    return IN_BRACKETS.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def sample(text: str) -> str:
    """With the names of the places instead of anybody's data."""
    labels: dict[str, Any] = {name: place.label for name, place in PLACES.items()}
    return IN_BRACKETS.sub(lambda found: f"[{labels.get(found.group(1), found.group(1))}]", text)
