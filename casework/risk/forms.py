"""The form of a risk assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.models import Case
from casework.forms import CaseworkForm
from casework.risk.models import Danger, RiskAssessment
from casework.risk.rules import PLANNED, falls, latest_review

LONGEST = 8000


def words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 4}))


class RiskForm(CaseworkForm):
    """How great the danger is, from what, what is done about it, and when it is looked at again."""

    model = RiskAssessment
    names = ("level", "assessed_on", "review_on")
    dangers = forms.MultipleChoiceField(
        label=gettext_lazy("Dangers"), choices=Danger.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    what_threatens = words(gettext_lazy("What threatens"), gettext_lazy("From whom, where and when. Kept encrypted."))
    safety_plan = words(
        gettext_lazy("Safety plan"),
        gettext_lazy("What the person does, what we do, whom to call. Needed when the level is high or critical. Kept encrypted."),
    )
    why_lower = words(gettext_lazy("Why the level falls"), gettext_lazy("Needed when the level is lower than before. Kept encrypted."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        self.newest = case.risk_assessments.first()
        kwargs["initial"] = self._carried_on() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def _carried_on(self) -> dict[str, Any]:
        """What was known stands in the form already; the level and the day of the review are decided anew."""
        known = {"assessed_on": timezone.localdate()}
        if self.newest is None:
            return known
        return known | {name: getattr(self.newest, name) for name in ("dangers", "what_threatens", "safety_plan")}

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("What threatens"), Div("dangers", css_class="boxes"), "what_threatens"),
            Fieldset(_("Level of risk"), "level", "why_lower"),
            Fieldset(_("What is done about it"), "safety_plan", Div("assessed_on", "review_on", css_class="form-columns")),
            "form_key",
        )

    def clean_assessed_on(self) -> date:
        day: date = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if self.newest is not None and day < self.newest.assessed_on:
            newest = date_format(self.newest.assessed_on, "SHORT_DATE_FORMAT")
            raise forms.ValidationError(_("The newest assessment is of %(day)s. Give that day or a later one.") % {"day": newest})
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if level := cleaned.get("level"):
            self._check_words(level, cleaned)
            if cleaned.get("assessed_on") and cleaned.get("review_on"):
                self._check_review(level, cleaned["assessed_on"], cleaned["review_on"])
        return cleaned

    def _check_words(self, level: str, cleaned: dict[str, Any]) -> None:
        if level != "low" and "dangers" not in self.errors and not (cleaned.get("dangers") or cleaned.get("what_threatens")):
            self.add_error("dangers", _("Choose at least one danger, or write what threatens."))
        if level in PLANNED and not cleaned.get("safety_plan") and "safety_plan" not in self.errors:
            self.add_error("safety_plan", _("A high or critical risk needs a safety plan."))
        if falls(self.case.risk, level) and not cleaned.get("why_lower") and "why_lower" not in self.errors:
            before = self.case.get_risk_display()  # type: ignore[attr-defined]  # Django adds it
            self.add_error("why_lower", _("The level was: %(level)s. Say why it falls.") % {"level": before})

    def _check_review(self, level: str, assessed_on: date, review_on: date) -> None:
        latest = latest_review(level, assessed_on)
        if review_on <= assessed_on:
            self.add_error("review_on", _("The review comes after the assessment."))
        elif review_on > latest:
            day = date_format(latest, "SHORT_DATE_FORMAT")
            self.add_error("review_on", _("At this level the review is on %(day)s at the latest.") % {"day": day})
