"""What is asked when somebody looks for a bed, and when a house says no."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.forms import ActorForm, DateInput
from casework.vocabulary import find_vocabulary
from shelters.models import BedNeed
from shelters.rules import Wish


def _choices(vocabulary: str, first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((code, label) for code, label in find_vocabulary(vocabulary).choices if code != "unknown")]


class BedSearchForm(ActorForm):
    """Who, when, where. Nothing here names anybody, so it may stand in the address of the page."""

    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=())
    age_band = forms.ChoiceField(label=_("Age group"), required=False, choices=())
    region = forms.ChoiceField(label=_("Region"), required=False, choices=())
    first_day = forms.DateField(label=_("From"), required=False, widget=DateInput())
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, choices=BedNeed.choices, widget=forms.CheckboxSelectMultiple
    )

    def scope(self) -> None:
        self.offer("sex", _choices("sex", _("Not known")))
        self.offer("age_band", _choices("age_band_report", _("Not known")))
        self.offer("region", _choices("region", _("All regions")))

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data.get("first_day") or timezone.localdate()
        if day < timezone.localdate():
            raise forms.ValidationError(_("A bed is held from today on, not for the past."))
        return day

    @property
    def values(self) -> dict[str, Any]:
        """Complete values whatever was filled in; what is wrong counts as not said."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        return {
            "sex": given.get("sex") or "unknown",
            "age_band": given.get("age_band") or "unknown",
            "region": given.get("region") or "",
            "first_day": given.get("first_day") or timezone.localdate(),
            "needs": list(given.get("needs") or ()),
        }

    @property
    def wish(self) -> Wish:
        values = self.values
        return Wish(values["sex"], values["age_band"], frozenset(values["needs"]))


def search_form(actor: Actor, given: Any, **initial: Any) -> BedSearchForm:
    """The search as sent, or with what is already known filled in."""
    if given and "first_day" in given:
        form = BedSearchForm(given, actor=actor)
    else:
        known = {"first_day": timezone.localdate().isoformat(), **{k: v for k, v in initial.items() if v}}
        form = BedSearchForm(known, actor=actor)
    form.is_valid()
    return form


class DeclineForm(ActorForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=(), widget=forms.RadioSelect)

    def scope(self) -> None:
        self.offer("reason", find_vocabulary("decline_reason").choices)
