"""What is taken in, where it lies, and both names typed, or a paper signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from shelters.custody.models import Thing

ON_PAPER = _("signed on paper")


class SignedForm(ActorForm):
    """Both type their names, or sign the printed receipt."""

    on_paper = forms.BooleanField(label=_("Both signed the printed receipt"), required=False)
    owner_name = forms.CharField(label=_("Name typed by the owner"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"}))
    worker_name = forms.CharField(label=_("Name typed by the worker"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("on_paper"):
            for name in ("owner_name", "worker_name"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Type the name, or tick that the receipt was signed on paper."))
        return cleaned

    @property
    def signed(self) -> str:
        """Who signed, for the record."""
        names = [self.cleaned_data[name] for name in ("owner_name", "worker_name") if self.cleaned_data[name]]
        return " · ".join([*names, *([str(ON_PAPER)] if self.cleaned_data["on_paper"] else [])])


class TakeInForm(SignedForm):
    thing = forms.ChoiceField(label=_("What"), choices=Thing.choices, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("Description, number, amount"), max_length=500, widget=forms.Textarea({"rows": 2, "autocomplete": "off"}), help_text=_("Kept encrypted.")
    )
    place = forms.CharField(label=_("Where it is kept"), max_length=200, help_text=_("Kept encrypted."))
    field_order = ("form_key", "thing", "description", "place", "owner_name", "worker_name", "on_paper")

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("thing", "description", "place")} | {"taken_signed": self.signed}


class GiveBackForm(SignedForm):
    field_order = ("form_key", "owner_name", "worker_name", "on_paper")
