"""Opening, correcting, assigning, moving and closing a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import DateInput
from access.permissions import Permission
from casework.cases.actions import EDITABLE
from casework.cases.models import CLOSED_STATES, Case
from casework.cases.rules import age_on
from casework.cases.workflow import MOVES
from casework.forms import CaseworkForm, MemberField, VersionedForm, case_workers, form_field
from casework.people.forms import PersonFields, layout_of_person
from casework.vocabulary import VOCABULARIES

CASE_LAYOUT = (
    "requested_on", "source", "region", "risk", "age_at_registration", "age_first_exploited", "legal_status", "journal_number",
)  # fmt: skip


class CaseFields(CaseworkForm):
    """The facts of a case with the checks the database also makes."""

    model = Case
    names = EDITABLE

    def clean_requested_on(self) -> date:
        return _not_later(self.cleaned_data["requested_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        now, first = cleaned.get("age_at_registration"), cleaned.get("age_first_exploited")
        for name, age in (("age_at_registration", now), ("age_first_exploited", first)):
            if age is not None and age > 120:
                self.add_error(name, _("Give an age that is possible."))
        if now is not None and first is not None and first > now:
            self.add_error("age_first_exploited", _("This cannot be more than the age at registration."))
        return cleaned


class CaseForm(CaseFields, VersionedForm):
    """Correct the facts of a case. The level of an assessed risk is not typed here: the newest assessment says it."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        if self.case.risk_assessments.exists():
            self.fields["risk"].disabled = True
            self.fields["risk"].help_text = _("The newest risk assessment says it. Assess anew to change it.")

    def lay_out(self) -> None:
        self.helper.layout = Layout(Div(*CASE_LAYOUT, css_class="form-columns"), "form_key", "version")


class CaseForPersonForm(CaseFields):
    """A further case for somebody who is already known."""

    lead = MemberField(label=_("Who leads the case"), queryset=None, required=False)

    def scope(self) -> None:
        super().scope()
        self.fields["requested_on"].initial = timezone.localdate
        self.offer_leads()

    def offer_leads(self) -> None:
        if self.actor.may(Permission.CASE_ASSIGN):
            self.fields["lead"].queryset = case_workers(self.actor.organisation_id)  # type: ignore[attr-defined]
        else:
            del self.fields["lead"]

    def chosen_lead(self) -> Any:
        """Directors choose; whoever works on cases leads what they open; a case from elsewhere waits for the director."""
        if "lead" in self.fields:
            return self.cleaned_data["lead"]
        return self.actor.user if self.actor.may(Permission.CASE_VIEW) else None

    def case_facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITABLE}

    def case_layout(self) -> Fieldset:
        return Fieldset(_("About the case"), Div(*CASE_LAYOUT, *(["lead"] if "lead" in self.fields else []), css_class="form-columns"))

    def lay_out(self) -> None:
        self.helper.layout = Layout(self.case_layout(), "form_key")


class NewCaseForm(PersonFields, CaseForPersonForm):
    """Somebody new: who they are, what is known of them, and their first case."""

    is_new = forms.BooleanField(label=_("None of these: this is somebody new"), required=False)

    def scope(self) -> None:
        CaseForPersonForm.scope(self)
        self.add_person_fields()

    def lay_out(self) -> None:
        self.helper.layout = Layout(*layout_of_person(self.may_write_identity), self.case_layout(), "form_key")

    def case_facts(self) -> dict[str, Any]:
        facts = super().case_facts()
        born, day = self.cleaned_data.get("birth_date"), facts["requested_on"]
        if facts["age_at_registration"] is None and born and born <= day:
            facts["age_at_registration"] = age_on(born, day)
        return facts


class AssignForm(CaseworkForm):
    """Who works on the case."""

    user = MemberField(label=_("Colleague"), queryset=None)
    is_lead = forms.BooleanField(label=_("Leads the case"), required=False)

    def scope(self) -> None:
        self.fields["user"].queryset = case_workers(self.actor.organisation_id)  # type: ignore[attr-defined]


class MoveForm(CaseworkForm):
    """The next state, among those that may follow."""

    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        labels = VOCABULARIES["case_status"]
        self.fields["state"].choices = [(code, labels.label(code)) for code in open_targets(self.case.state)]  # type: ignore[attr-defined]


class CloseForm(CaseworkForm):
    """Why and when a case ends."""

    model = Case
    reason = forms.ChoiceField(label=_("Reason for closing"))
    on = forms.DateField(label=_("Closed on"), widget=DateInput(), initial=timezone.localdate)
    referred = forms.BooleanField(label=_("Another organisation goes on with the help"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        self.fields["reason"] = form_field(Case._meta.get_field("closure_reason"), required=True, label=_("Reason for closing"))
        self.order_fields(("reason", "on", "referred"))
        self.fields["reason"].required = True

    def clean_on(self) -> date:
        day = _not_later(self.cleaned_data["on"])
        if day < self.case.requested_on:
            raise forms.ValidationError(_("A case cannot end before it was requested."))
        return day


class ReopenForm(CaseworkForm):
    """Why a closed case is taken up again, from a short list so that it can be counted."""

    reason = forms.ChoiceField(label=_("Why is it taken up again?"), widget=forms.RadioSelect)

    def scope(self) -> None:
        self.fields["reason"].choices = list(REOPENING.items())  # type: ignore[attr-defined]


REOPENING = {
    "returned": _("The person came back for help"),
    "exploited_again": _("The person was exploited again"),
    "proceedings": _("Proceedings go on"),
    "by_mistake": _("It was closed by mistake"),
}


def open_targets(state: str) -> list[str]:
    """States that may follow and neither close nor reopen."""
    allowed = MOVES.get(state, frozenset()) - set(CLOSED_STATES) - {"reopened"}
    return [code for code in VOCABULARIES["case_status"].codes if code in allowed]


def _not_later(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return day
