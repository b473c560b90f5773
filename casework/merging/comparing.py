"""Two files side by side, field by field, and the values that are taken from one into the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.actors import Actor
from access.permissions import Permission
from casework.contact.models import SafeContact
from casework.health.models import HealthSheet, Speech
from casework.people.actions import FACTS, IDENTITY
from casework.people.models import Identity, Person

SHEETS: dict[str, tuple[type[Any], str | Promise]] = {
    "safe_contact": (SafeContact, gettext_lazy("Safe contact")),
    "health_sheet": (HealthSheet, gettext_lazy("Health")),
    "speech": (Speech, gettext_lazy("Languages and interpreter")),
}
BESIDE = ("id", "organisation", "created_at", "person", "version")
NEVER_CHOSEN = ("never_contact",)  # the careful answer of the two holds
ADDED = ("aliases",)  # the name that is not kept stays among the other names


@dataclass(frozen=True)
class Line:
    """One field of two files: what each says, for people."""

    name: str
    label: str
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        """Two sheets are two, whatever day they were written on."""
        return self.kept != self.other or self.name in SHEETS

    @property
    def is_choice(self) -> bool:
        """An only sheet goes over as it is: there is nothing to choose."""
        if self.name in SHEETS:
            return bool(self.kept and self.other)
        return self.differs and self.name not in (*NEVER_CHOSEN, *ADDED)

    @property
    def begins_with_other(self) -> bool:
        """What the kept file does not know is taken from the other, unless somebody says otherwise."""
        return self.is_choice and not self.kept and bool(self.other)


def compare(by: Actor, kept: Person, other: Person) -> list[Line]:
    """Every field of both, those first by which somebody is known."""
    lines = _identity_lines(by, kept, other) if by.may(Permission.PERSON_IDENTITY_VIEW) else []
    facts = [_line(name, _label(Person, name), kept, other, _said) for name in FACTS]
    return [*lines, *facts, *_sheet_lines(by, kept, other)]


def _identity_lines(by: Actor, kept: Person, other: Person) -> list[Line]:
    seen = {row.person_id: row for row in Identity.objects.visible_to(by).filter(person__in=(kept, other))}
    one, two = seen.get(kept.pk, Identity()), seen.get(other.pk, Identity())
    return [_line(name, _label(Identity, name), one, two, _said) for name in IDENTITY]


def _sheet_lines(by: Actor, kept: Person, other: Person) -> list[Line]:
    """A sheet is taken whole; whether there is one is all that is said of it here."""
    lines = []
    for name, (model, label) in SHEETS.items():
        if model is HealthSheet and not by.may(Permission.PERSON_HEALTH_VIEW):
            continue
        rows = model.objects.filter(person__in=(kept, other)).values_list("person_id", "created_at__date")
        there = {pk: date_format(day, "SHORT_DATE_FORMAT") for pk, day in rows}
        lines.append(Line(name, str(label), _written(there, kept), _written(there, other)))
    return lines


def _written(there: dict[Any, str], person: Person) -> str:
    return _("written down on %(day)s") % {"day": there[person.pk]} if person.pk in there else ""


def _line(name: str, label: str, one: Any, two: Any, said: Callable[[Any, str], str]) -> Line:
    return Line(name, label, said(one, name), said(two, name))


def _label(model: type[Any], name: str) -> str:
    text = str(model._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def _said(row: Any, name: str) -> str:
    """A value as people read it."""
    value, shown = getattr(row, name), getattr(row, f"get_{name}_display", None)
    if value in (None, "", [], "unknown"):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    words = shown() if shown is not None else value
    return ", ".join(map(str, words)) if isinstance(words, list) else str(words)


def may_take(by: Actor) -> set[str]:
    """The fields somebody may choose between."""
    names = set(FACTS) | {"safe_contact", "speech"}
    names |= set(IDENTITY) if by.may(Permission.PERSON_IDENTITY_VIEW) else set()
    names |= {"health_sheet"} if by.may(Permission.PERSON_HEALTH_VIEW) else set()
    return names - set(NEVER_CHOSEN) - set(ADDED)


def content_of(sheet: Any) -> dict[str, Any]:
    """What a sheet says, without whose it is."""
    return {field.name: getattr(sheet, field.name) for field in sheet._meta.concrete_fields if field.name not in BESIDE}
