"""The forms of the directory."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import DateInput
from casework.forms import NOT_CHOSEN, VersionedForm
from casework.partners.models import PartnerService
from casework.referrals.forms import needs_by_kind, partners_of

SERVICE = ("network", "name", "kind", "services", "regions", "languages", "accepts", "cost", "hours", "is_over")
SEALED = ("conditions", "telephone", "address", "contact", "notes")


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=300, required=False, widget=forms.TextInput({"autocomplete": "off"}))


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))


class ServiceForm(VersionedForm):
    """What a partner offers, to whom, where, and how it is reached."""

    model = PartnerService
    names = SERVICE
    conditions = _words(gettext_lazy("What must be brought or agreed before"), gettext_lazy("Papers, a letter, an appointment, who is not accepted."))
    telephone = _line(gettext_lazy("Telephone"), gettext_lazy("Unverified until somebody has rung it."))
    address = _line(gettext_lazy("Address"), gettext_lazy("Unverified until somebody was there. Never the address of a shelter."))
    contact = _line(gettext_lazy("Whom to ask for"), gettext_lazy("Kept encrypted."))
    notes = _words(gettext_lazy("Notes of our own"), gettext_lazy("How they treat people, what to be careful of. Seen only by those who keep the directory."))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        self.fields["network"].queryset = partners_of(self.actor)  # type: ignore[attr-defined]
        self.fields["network"].empty_label = NOT_CHOSEN  # type: ignore[attr-defined]
        self.fields["network"].help_text = _("Only when referrals to it go through Pana.")
        self.fields["services"].choices = needs_by_kind()  # type: ignore[attr-defined]
        self.fields["regions"].help_text = _("Nothing ticked: the whole country.")
        self.fields["accepts"].help_text = _("Nothing ticked: everybody.")
        self.fields["languages"].help_text = _("Nothing ticked: any language.")
        self.fields["services"].required = True

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("Who"), Div("name", "kind", "network", css_class="form-columns")),
            Fieldset(_("What and for whom"), Div("services", css_class="boxes"), Div("accepts", "languages", "regions", css_class="boxes")),
            Fieldset(_("When and how"), Div("cost", "hours", css_class="form-columns"), "conditions", Div("telephone", "address", "contact", css_class="form-columns")),
            Fieldset(_("For ourselves"), "notes", "is_over"),
            "form_key", "version",
        )  # fmt: skip


class CheckForm(VersionedForm):
    """What was tried, on which day."""

    checked_on = forms.DateField(label=gettext_lazy("Checked on"), widget=DateInput())
    telephone_checked = forms.BooleanField(label=gettext_lazy("We rang the number and reached them"), required=False)
    address_checked = forms.BooleanField(label=gettext_lazy("We were at the address, or somebody we trust was"), required=False)

    def scope(self) -> None:
        self.fields["checked_on"].initial = timezone.localdate

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day
