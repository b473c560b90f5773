"""Who needs a bed, why they should come first, and why they got none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from casework.cases.models import Case
from casework.cases.reaching import case_by_code
from shelters.holds.forms import BedSearchForm
from shelters.log.forms import words
from shelters.unmet.models import TurnAwayReason, Urgency, WaitingEnd

WANTED = ("sex", "age_band", "needs", "region")


class WaitingForm(BedSearchForm):
    urgency = forms.MultipleChoiceField(
        label=_("Reasons to come first"), required=False, choices=Urgency.choices, widget=forms.CheckboxSelectMultiple
    )
    case_code = forms.CharField(label=_("Case code"), required=False, max_length=12)
    words = words(_("How they are reached"), _("Kept encrypted; goes when they do not wait any more."), required=False, rows=2)

    def clean_case_code(self) -> Case | None:
        code = str(self.cleaned_data["case_code"]).strip()
        case = case_by_code(self.actor, code) if code else None
        if code and case is None:
            raise forms.ValidationError(_("There is no open case with this code."))
        return case

    @property
    def facts(self) -> dict[str, Any]:
        given = self.values
        return {name: given[name] for name in (*WANTED, "first_day")} | {
            "urgency": self.cleaned_data["urgency"], "case": self.cleaned_data["case_code"], "words": self.cleaned_data["words"],
        }  # fmt: skip


class TurnAwayForm(BedSearchForm):
    reason = forms.ChoiceField(label=_("Why they got no bed"), choices=TurnAwayReason.choices, widget=forms.RadioSelect)

    def scope(self) -> None:
        super().scope()
        del self.fields["first_day"]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.values[name] for name in WANTED} | {"reason": self.cleaned_data["reason"]}


class WaitingEndForm(ActorForm):
    how = forms.ChoiceField(label=_("What came of it"), choices=WaitingEnd.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Why they got no bed"), required=False, choices=[("", "—"), *TurnAwayReason.choices], help_text=_("Only when turned away.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == WaitingEnd.TURNED_AWAY and not cleaned.get("reason"):
            self.add_error("reason", _("Say why: it is counted."))
        return cleaned
