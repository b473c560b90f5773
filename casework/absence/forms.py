"""Who stands in, from when until when, and on which cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import ActorForm, DateInput
from access.models import User
from casework.absence.models import LONGEST_DAYS
from casework.cases.models import Assignment
from casework.forms import CaseworkForm, MemberField, case_workers

ALL, CHOSEN = "all", "chosen"


class AbsentForm(ActorForm):
    """Who is away; for those who may say so for a colleague."""

    absent = MemberField(label=gettext_lazy("Who is away"), queryset=User.objects.none())

    def scope(self) -> None:
        self.fields["absent"].queryset = case_workers(self.actor.organisation_id).distinct()  # type: ignore[attr-defined]


class AbsenceForm(CaseworkForm):
    """All cases, or those that are ticked."""

    stand_in = MemberField(label=gettext_lazy("Who stands in"), queryset=User.objects.none())
    first = forms.DateField(label=gettext_lazy("From this day"), widget=DateInput(), initial=timezone.localdate)
    last = forms.DateField(label=gettext_lazy("Until, this day included"), widget=DateInput())
    which = forms.ChoiceField(
        label=gettext_lazy("On which cases"), widget=forms.RadioSelect, initial=ALL,
        choices=[(ALL, gettext_lazy("All, also those that come in the meantime")), (CHOSEN, gettext_lazy("Only those ticked below"))],
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(label=gettext_lazy("Cases"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, absent: User, rows: list[Assignment], **kwargs: Any) -> None:
        self.absent, self.rows = absent, rows
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["stand_in"].queryset = case_workers(self.actor.organisation_id).exclude(pk=self.absent.pk).distinct()  # type: ignore[attr-defined]
        self.fields["which"].help_text = _("Restricted cases go along only when whoever works on them ticks them.")
        self.offer("chosen", [(str(row.case_id), said(row)) for row in self.rows])
        if not self.rows:
            del self.fields["chosen"], self.fields["which"]

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if first < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return first

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day comes before the first one."))
        elif first and last and last > first + timedelta(days=LONGEST_DAYS):
            self.add_error("last", _("A year at most. Hand the cases over when somebody is away for longer."))
        if cleaned.get("which") == CHOSEN and not cleaned.get("chosen") and "chosen" not in self.errors:
            self.add_error("chosen", _("Tick at least one case."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("stand_in", "first", "last")}

    @property
    def cases(self) -> list[str] | None:
        """What was ticked; nothing when it is about all."""
        return self.cleaned_data["chosen"] if self.cleaned_data.get("which") == CHOSEN else None


def said(row: Any) -> str:
    """A case in one line."""
    parts = [row.case.code, row.case.get_state_display()]
    if row.is_lead:
        parts.append(_("leads the case"))
    if row.case.is_restricted:
        parts.append(_("restricted"))
    return " · ".join(str(part) for part in parts)
