"""What is asked at the door, for a move, and when somebody leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, DateInput, members_who_may
from access.permissions import Permission
from casework.cases.models import Case
from casework.cases.reaching import case_by_code
from casework.vocabulary import find_vocabulary
from shelters.models import Bed, Destination, Shelter
from shelters.stays.board import free_beds_of


def case_workers(actor: Any) -> list[tuple[str, str]]:
    """Members who may lead a case, for a list to choose from."""
    return members_who_may(actor, Permission.CASE_EDIT)


def not_in_future(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class WhatTheHouseMustKnow(ActorForm):
    needs = forms.CharField(
        label=_("Needs"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Medicines, diet, sleep, children: what the house must know tonight."),
    )  # fmt: skip
    dangers = forms.CharField(
        label=_("Dangers and allergies"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who may look for them, what may hurt them. Not the story."),
    )  # fmt: skip


class NeedsForm(WhatTheHouseMustKnow):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ArrivalForm(WhatTheHouseMustKnow):
    """Arrival of the person of an accepted hold."""

    arrived_on = forms.DateField(label=_("Arrived on"), widget=DateInput())
    expected_until = forms.DateField(label=_("Expected until"), required=False, widget=DateInput())
    which_case = forms.ChoiceField(label=_("Case"), widget=forms.RadioSelect, choices=())
    case_code = forms.CharField(
        label=_("Case code"), required=False, max_length=12, help_text=_("Ask the case manager for the code.")
    )
    lead = forms.ChoiceField(label=_("Who leads the new case"), required=False, choices=())
    field_order: tuple[str, ...] = ("form_key", "arrived_on", "which_case", "case_code", "lead", "needs", "dangers", "expected_until")
    known_case: Case | None = None
    ways: tuple[tuple[str, Any], ...] = (("code", _("A case we have")), ("new", _("Open a new case")))

    def scope(self) -> None:
        self.offer("lead", [("", _("The director decides")), *case_workers(self.actor)])
        self.offer("which_case", self.ways)

    def offer_case(self, case: Case | None) -> None:
        """When the hold says which case it is for, that is the first choice."""
        self.known_case = case
        if case is not None:
            label = _("The case of this hold: %(code)s") % {"code": case.code}
            self.offer("which_case", [("hold", label), *self.ways])

    def clean_arrived_on(self) -> date:
        return not_in_future(self.cleaned_data["arrived_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        choice = cleaned.get("which_case")
        cleaned["case"] = self.known_case if choice == "hold" else None
        if choice == "code":
            cleaned["case"] = self._case_by_code(cleaned.get("case_code", ""))
        arrived, until = cleaned.get("arrived_on"), cleaned.get("expected_until")
        if arrived and until and until < arrived:
            self.add_error("expected_until", _("This is before the arrival."))
        return cleaned

    def _case_by_code(self, code: str) -> Case | None:
        case = case_by_code(self.actor, code)
        if case is None:
            self.add_error("case_code", _("There is no open case with this code."))
        return case

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("needs", "dangers", "expected_until")}


class AdmitForm(ArrivalForm):
    """Arrival without a hold: which bed, and whose case."""

    bed = forms.ModelChoiceField(label=_("Bed"), queryset=Bed.objects.none())
    field_order = ("form_key", "bed", "arrived_on", "case_code", "needs", "dangers", "expected_until")

    def scope(self) -> None:
        for name in ("which_case", "lead"):
            del self.fields[name]

    def offer_beds(self, shelter: Shelter) -> None:
        narrow_beds(self, self.actor, shelter)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["case"] = self._case_by_code(cleaned.get("case_code", ""))
        return cleaned


class MoveForm(ActorForm):
    bed = forms.ModelChoiceField(label=_("To bed"), queryset=Bed.objects.none())
    on = forms.DateField(label=_("On"), widget=DateInput())

    def offer_beds(self, shelter: Shelter) -> None:
        narrow_beds(self, self.actor, shelter)

    def clean_on(self) -> date:
        return not_in_future(self.cleaned_data["on"])


def narrow_beds(form: ActorForm, actor: Any, shelter: Shelter) -> None:
    """Only the beds of this house that are free tonight, each with its room and kind."""
    field: Any = form.fields["bed"]
    field.queryset = free_beds_of(actor, shelter)
    field.label_from_instance = lambda bed: f"{bed.room.name} · {bed.label} · {bed.get_kind_display()}"


class LeaveForm(ActorForm):
    left_on = forms.DateField(label=_("Left on"), widget=DateInput())
    leave_reason = forms.ChoiceField(label=_("Why they left"), choices=())
    destination = forms.ChoiceField(label=_("Where to"), choices=Destination.choices, initial=Destination.UNKNOWN)

    def scope(self) -> None:
        self.offer("leave_reason", [("", "—"), *find_vocabulary("closure_reason").choices])

    def clean_left_on(self) -> date:
        return not_in_future(self.cleaned_data["left_on"])


class ExtendForm(ActorForm):
    expected_until = forms.DateField(label=_("Expected until"), required=False, widget=DateInput())
    version = forms.IntegerField(widget=forms.HiddenInput)
