"""Recording what was done to the person, by which road, and who decided that it was trafficking."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.cases.facts import Exploitation, RouteLeg, VictimStatusDecision
from casework.forms import CaseworkForm
from casework.vocabulary import VOCABULARIES

EPISODE = (
    "types", "main_type", "sexual_forms", "sectors", "means", "recruitment", "recruiters", "promises",
    "country", "region", "started_on", "ended_on", "story",
)  # fmt: skip
LEG = ("kind", "from_country", "from_region", "to_country", "to_region", "border", "documents_lost")
DECISION = ("track", "status", "deciding_body", "decided_on", "grounds")


class ExploitationForm(CaseworkForm):
    """One episode. Every list takes several answers."""

    model = Exploitation
    names = EPISODE

    def scope(self) -> None:
        super().scope()
        self.fields["types"].required = True
        self.fields["main_type"].initial = ""
        self.fields["main_type"].help_text = _("Under which type a report counts this person. Left open, the first one ticked.")
        self.fields["story"] = forms.CharField(
            label=_("In the person's words"), required=False, max_length=20000, widget=forms.Textarea({"rows": 5}),
            help_text=_("Kept encrypted. Ask only what is needed."),
        )  # fmt: skip

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("Kind"), _boxes("types"), "main_type", _boxes("sexual_forms"), _boxes("sectors")),
            Fieldset(_("How the person was held"), _boxes("means")),
            Fieldset(_("How it began"), _boxes("recruitment"), _boxes("recruiters"), _boxes("promises")),
            Fieldset(_("Where and when"), Div("country", "region", "started_on", "ended_on", css_class="form-columns")),
            "story", "form_key",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        began, ended, types = cleaned.get("started_on"), cleaned.get("ended_on"), cleaned.get("types") or []
        if began and ended and ended < began:
            self.add_error("ended_on", _("The end cannot come before the beginning."))
        if cleaned.get("main_type") and types and cleaned["main_type"] not in types:
            self.add_error("main_type", _("Choose one of the types ticked above."))
        return cleaned

    def clean_main_type(self) -> str:
        """"Not known" as a main type beside known types means that nobody chose."""
        chosen = str(self.cleaned_data["main_type"])
        return "" if chosen == "unknown" and "unknown" not in (self.cleaned_data.get("types") or []) else chosen


class RouteLegForm(CaseworkForm):
    """The next leg of the road."""

    model = RouteLeg
    names = LEG

    def lay_out(self) -> None:
        self.helper.layout = Layout("kind", Div(*LEG[1:6], css_class="form-columns"), "documents_lost", "form_key")


class DecisionForm(CaseworkForm):
    """A body decided on a day. Once recorded it stays; a later decision stands above it."""

    model = VictimStatusDecision
    names = DECISION

    def scope(self) -> None:
        super().scope()
        self.fields["decided_on"].initial = timezone.localdate
        self.fields["grounds"] = forms.MultipleChoiceField(
            label=_("Grounds"), required=False, widget=forms.CheckboxSelectMultiple, choices=VOCABULARIES["means_of_control"].choices,
            help_text=_("What the decision rests on, as far as it is known."),
        )  # fmt: skip

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Div("track", "status", "deciding_body", "decided_on", css_class="form-columns"), _boxes("grounds"), "form_key"
        )

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


def _boxes(name: str) -> Div:
    """A list of boxes in as many columns as fit."""
    return Div(name, css_class="boxes")
