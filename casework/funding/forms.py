"""A grant, and what is charged to which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.conflicts import Difference, differences
from casework.forms import CaseworkForm, VersionedForm
from casework.funding.models import WHOLE, Grant
from casework.funding.rules import seen_of

GRANT = ("name", "donor", "source", "starts_on", "ends_on", "regions", "amount", "currency")


class GrantForm(CaseworkForm):
    """From whom, for which time, where, and how much if it is known."""

    model = Grant
    names = GRANT

    def scope(self) -> None:
        super().scope()
        self.fields["ends_on"].help_text = _("Empty when no end is known.")
        self.fields["regions"].help_text = _("None when it is for the whole country.")

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("An amount cannot be below nothing."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("This day comes before the first one."))
        return cleaned

    def say_named(self) -> None:
        self.add_error("name", _("A grant of this name begins on this day already."))


class GrantEditForm(GrantForm, VersionedForm):
    """Correct a grant."""


class ChargingForm(CaseworkForm):
    """Remembers what was charged when it was opened; on a conflict it shows both and rests on the newer."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def reopen(self, charges: Any) -> None:
        typed: Any = self.data
        data = typed.copy()
        data["seen"] = seen_of(charges)
        self.data = data

    def differences(self, charges: Any) -> list[Difference]:
        return differences(self, self.saved(charges))

    def saved(self, charges: Any) -> dict[str, Any]:
        """What a colleague saved, by the fields of this form."""
        raise NotImplementedError


class CaseGrantsForm(ChargingForm):
    """To which grants a case belongs."""

    grants = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Belongs to"), queryset=Grant.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, grants: Any, charges: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"grants": [charge.grant_id for charge in charges], "seen": seen_of(charges)}
        self.grants = grants
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        field: Any = self.fields["grants"]
        field.queryset = self.grants
        field.label_from_instance = told

    def facts(self) -> dict[str, Any]:
        return {"grants": list(self.cleaned_data["grants"]), "seen": self.cleaned_data["seen"]}

    def saved(self, charges: Any) -> dict[str, Any]:
        return {"grants": [charge.grant for charge in charges]}


class SharesForm(ChargingForm):
    """How many hundredths of the cost each grant pays. Empty is nothing."""

    def __init__(self, *args: Any, grants: Any, charges: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": seen_of(charges)}
        self.grants, self.present = list(grants), {charge.grant_id: charge.share for charge in charges}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        for grant in self.grants:
            field = forms.IntegerField(label=told(grant), required=False, min_value=0, max_value=WHOLE, initial=self.present.get(grant.pk))
            self.fields[field_of(grant)] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and sum(self.shares().values()) > WHOLE:
            self.add_error(None, _("Together the shares are more than 100. What one thing costs is paid once."))
        return cleaned

    def shares(self) -> dict[UUID, int]:
        given = {grant.pk: self.cleaned_data.get(field_of(grant)) for grant in self.grants}
        return {pk: share for pk, share in given.items() if share}

    def facts(self) -> dict[str, Any]:
        return {"shares": self.shares(), "seen": self.cleaned_data["seen"]}

    def saved(self, charges: Any) -> dict[str, Any]:
        present = {charge.grant_id: charge.share for charge in charges}
        return {field_of(grant): present.get(grant.pk) for grant in self.grants}


def field_of(grant: Grant) -> str:
    return f"share_{grant.pk.hex}"


def told(grant: Grant) -> str:
    """A grant in one line."""
    until = grant.ends_on.strftime("%d.%m.%Y") if grant.ends_on else "…"
    return f"{grant.name} · {grant.donor} · {grant.starts_on:%d.%m.%Y} – {until}"
