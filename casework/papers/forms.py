"""Forms of papers and of the right to stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import VersionedForm
from casework.papers.models import RESTORED, IdentityDocument, RightToStay

PAPER = ("kind", "status", "country", "number", "valid_until", "restored_on", "restoring")
RIGHT = ("ground", "began_on", "ends_on", "notes")
NUMBERLESS = ("never_issued", "not_needed")


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=False, widget=forms.Textarea({"rows": 3}), help_text=gettext_lazy("Kept encrypted."))


class PaperForm(VersionedForm):
    """Which paper, where it is, and what is done about it."""

    model = IdentityDocument
    names = ("kind", "status", "country", "valid_until", "restored_on")
    number = forms.CharField(label=gettext_lazy("Series and number"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "off"}), help_text=gettext_lazy("Kept encrypted."))
    restoring = _words(gettext_lazy("What is done to restore it"))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Div("kind", "status", "country", "number", "valid_until", "restored_on", css_class="form-columns"), "restoring", "form_key", "version"
        )

    def clean_restored_on(self) -> date | None:
        day: date | None = self.cleaned_data["restored_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        status, day = cleaned.get("status"), cleaned.get("restored_on")
        if status == RESTORED and not day and "restored_on" not in self.errors:
            self.add_error("restored_on", _("Say on which day it was restored."))
        elif status and status != RESTORED and day:
            self.add_error("restored_on", _("This day belongs to a document that we restored."))
        if status in NUMBERLESS and cleaned.get("number"):
            self.add_error("number", _("A document that was never issued has no number."))
        return cleaned


class RightForm(VersionedForm):
    """On what ground somebody may stay, and until when."""

    model = RightToStay
    names = ("ground", "began_on", "ends_on")
    notes = _words(gettext_lazy("Decision, number, what was asked for"))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False

    def lay_out(self) -> None:
        self.helper.layout = Layout("ground", Div("began_on", "ends_on", css_class="form-columns"), "notes", "form_key", "version")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("began_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end comes after the beginning."))
        return cleaned
