"""When a colleague saved first: both versions side by side, and nothing of either is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.forms import VersionedForm


@dataclass(frozen=True)
class Difference:
    """One field in which the two versions differ."""

    label: str
    theirs: str
    mine: str


def differences(form: forms.Form, theirs: dict[str, Any]) -> list[Difference]:
    """The fields in which what was typed differs from what a colleague saved."""
    mine = form.cleaned_data
    pairs = ((name, form.fields[name]) for name in theirs if name in form.fields and name in mine and name != "version")
    return [
        Difference(str(field.label or name), shown(field, theirs[name]), shown(field, mine[name]))
        for name, field in pairs
        if shown(field, theirs[name]) != shown(field, mine[name])
    ]


def reopen_on(form: VersionedForm, version: int) -> VersionedForm:
    """The same form with everything typed, now resting on the colleague's version: saving again is a decision."""
    typed: Any = form.data
    data = typed.copy()
    data["version"] = str(version)
    form.data = data
    return form


def shown(field: forms.Field, value: Any) -> str:
    """A value as the form would show it."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, models.Model):
        return str(getattr(value, "display_name", value))
    labels = dict(_flat(getattr(field, "choices", ())))
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(str(labels.get(item, item)) for item in value) or "—"
    return str(labels.get(value, value))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
