"""The form of one attempt to ask somebody how they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.followups.models import FollowUp
from casework.followups.rules import needs_decision
from casework.forms import CaseworkForm

TOLD = ("housing", "occupation", "safety", "again")


class FollowUpForm(CaseworkForm):
    """What came of it; how the person is, if they were reached; how to go on, if somebody has to decide."""

    model = FollowUp
    names = ("contacted_on", "result", *TOLD, "needs_help", "decision")
    words = forms.CharField(
        label=gettext_lazy("In words"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3}), help_text=gettext_lazy("Kept encrypted.")
    )

    def __init__(self, *args: Any, ended: date, attempt: int, **kwargs: Any) -> None:
        self.ended, self.attempt = ended, attempt
        kwargs["initial"] = {"contacted_on": timezone.localdate()}
        super().__init__(*args, **kwargs)

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("The contact"), Div("contacted_on", "result", css_class="form-columns")),
            Fieldset(_("How the person is, if they were reached"), Div(*TOLD, css_class="form-columns"), "needs_help"),
            Fieldset(_("How to go on, after three attempts or when it is not safe"), "decision"),
            "words", "form_key",
        )  # fmt: skip

    def clean_contacted_on(self) -> date:
        day: date = self.cleaned_data["contacted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.ended:
            raise forms.ValidationError(_("Help had not ended yet on that day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        result = cleaned.get("result")
        if result == "reached":
            for name in TOLD:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose one; “not known” is an answer too."))
        if result and needs_decision(result, self.attempt) and not cleaned.get("decision") and "decision" not in self.errors:
            self.add_error("decision", _("Decide how to go on."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Who was not reached told nothing; a decision is kept where one was needed."""
        facts = super().facts()
        if facts["result"] != "reached":
            facts |= dict.fromkeys(TOLD, "") | {"needs_help": False}
        if not needs_decision(facts["result"], self.attempt):
            facts["decision"] = ""
        return facts
