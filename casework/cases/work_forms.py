"""The four P, services in one line, and notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.roles import Role
from casework.absence.rules import stand_ins_on
from casework.cases.models import Assignment, Case
from casework.cases.work import Service, Step
from casework.cases.work_actions import PRIVILEGED
from casework.forms import CaseworkForm, MemberField
from casework.vocabulary import VOCABULARIES

SERVICE_FIELDS = ("provider", "funder", "given_on", "quantity", "cost")


class WorkstreamsForm(CaseworkForm):
    """Which of the four P to start now."""

    kinds = forms.MultipleChoiceField(label=_("Start these workstreams"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, started: set[str], **kwargs: Any) -> None:
        self.started = started
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        self.fields["kinds"].choices = [pair for pair in VOCABULARIES["workstream"].choices if pair[0] not in self.started]  # type: ignore[attr-defined]


class StepForm(CaseworkForm):
    """How a step stands, who does it and until when."""

    model = Step
    names = ("state", "due_on")
    owner = MemberField(label=_("Who does it"), queryset=None, required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        self.step = step
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["owner"].queryset = people_seeing(self.step.case)  # type: ignore[attr-defined]
        self.fields["owner"].help_text = _("Only those who work on this case can be chosen.")
        self.order_fields(("state", "owner", "due_on"))


class ServiceForm(CaseworkForm):
    """One service in one line."""

    model = Service
    names = SERVICE_FIELDS
    what = forms.ChoiceField(label=_("Service"))

    def scope(self) -> None:
        super().scope()
        self.fields["what"].choices = service_choices()  # type: ignore[attr-defined]
        self.fields["given_on"].initial = timezone.localdate
        self.fields["given_on"].required = True
        self.fields["quantity"].min_value = 1  # type: ignore[attr-defined]
        self.order_fields(("what", *SERVICE_FIELDS))

    def lay_out(self) -> None:
        self.helper.layout = Layout(Div("what", css_class="wide-field"), Div(*SERVICE_FIELDS, css_class="form-columns"), "form_key")

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_quantity(self) -> int:
        quantity = int(self.cleaned_data["quantity"])
        if quantity < 1:
            raise forms.ValidationError(_("At least one."))
        return quantity

    def clean_cost(self) -> Any:
        cost = self.cleaned_data["cost"]
        if cost is not None and cost < 0:
            raise forms.ValidationError(_("A cost cannot be below nothing."))
        return cost

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        kind, _sep, service = facts.pop("what").partition("/")
        return {**facts, "type": kind, "service": service}


class NoteForm(CaseworkForm):
    """A note; psychologists and lawyers may keep one to themselves."""

    text = forms.CharField(label=_("Note"), max_length=20000, widget=forms.Textarea({"rows": 4}))
    is_privileged = forms.BooleanField(
        label=_("Privileged: only I read it"), required=False,
        help_text=_("Others see that a note exists, when it was written and by which profession."),
    )  # fmt: skip

    def scope(self) -> None:
        if not self.actor.has_role(*PRIVILEGED):
            del self.fields["is_privileged"]


def people_seeing(case: Case) -> Any:
    """Those who can see the case: everybody assigned to it, who stands in for them today, and the directors."""
    assigned = Assignment.objects.filter(case_id=case.pk, ended_on=None).values("user_id")
    standing_in = stand_ins_on(case).filter(first__lte=timezone.localdate()).values("stand_in_id")
    directors = Q(
        memberships__organisation_id=case.organisation_id, memberships__ended_at=None,
        memberships__roles__contains=[Role.DIRECTOR.value],
    )  # fmt: skip
    present = Q(memberships__organisation_id=case.organisation_id, memberships__ended_at=None)
    return User.objects.filter(present & (Q(pk__in=assigned) | Q(pk__in=standing_in)) | directors).distinct().order_by("display_name")


def service_choices() -> list[Any]:
    """The services under their kind; a kind can be named without saying which."""
    grouped: list[Any] = [("", _("Not chosen"))]
    for kind in VOCABULARIES["service_type"]:
        label = VOCABULARIES["service_type"].label(kind.code)
        services = [(f"{kind.code}/{term.code}", VOCABULARIES["service"].label(term.code)) for term in VOCABULARIES["service"].in_group(kind.code)]
        grouped.append((label, [*services, (f"{kind.code}/", _("Other of this kind"))]))
    return grouped

