"""What is asked about an alert, a medicine, and giving it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, DateInput
from shelters.health.due import Due
from shelters.health.models import AlertKind, DoseOutcome
from shelters.health.rules import MOST, NotATime, read_times
from shelters.log.forms import words

NOT_FACTS = {"form_key"}


class HealthForm(ActorForm):
    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_FACTS}


class AlertForm(HealthForm):
    kind = forms.ChoiceField(label=_("What kind"), choices=AlertKind.choices, widget=forms.RadioSelect)
    words = words(_("What to do or avoid"), _("For everybody in the house. No diagnosis: that stays with the medic. Kept encrypted."), rows=2)


class MedicineForm(HealthForm):
    name = forms.CharField(label=_("Medicine"), max_length=120, help_text=_("Kept encrypted."))
    dose = forms.CharField(label=_("How much"), max_length=120)
    times = forms.CharField(
        label=_("Times of day"), required=False, max_length=120, help_text=_("For example 8:00, 20:00. Empty: taken as needed.")
    )
    first_day = forms.DateField(label=_("From"), widget=DateInput())
    last_day = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def clean_times(self) -> list[time]:
        try:
            times = read_times(self.cleaned_data["times"])
        except NotATime:
            raise forms.ValidationError(_("Write times as 8:00, 20:00.")) from None
        if len(times) > MOST:
            raise forms.ValidationError(_("At most twelve times a day."))
        return times

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", _("This is before the first day."))
        return cleaned


class DoseForm(ActorForm):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=DoseOutcome.choices, widget=forms.RadioSelect)
    slot = forms.ChoiceField(label=_("Due"), choices=(), required=False)
    words = words(_("Remark"), _("Kept encrypted."), required=False, rows=2)

    def __init__(self, *args: Any, due: list[Due], **kwargs: Any) -> None:
        self.due = {each.slot: each for each in due if each.at is not None}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        choices = [(slot, f"{each.at:%d.%m %H:%M}") for slot, each in self.due.items()]
        self.offer("slot", [("", _("As needed, outside the times")), *choices])

    @property
    def facts(self) -> dict[str, Any]:
        chosen = self.due.get(self.cleaned_data["slot"])
        given = self.cleaned_data
        return {"outcome": given["outcome"], "due_at": chosen.at if chosen else None, "words": given["words"], "form_key": given["form_key"]}
