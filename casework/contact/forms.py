"""The form in which it is agreed how somebody can be reached."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import HourInput
from casework.contact.models import SEALED, SafeContact
from casework.contact.rules import Channel
from casework.forms import VersionedForm

LATEST = timedelta(days=184)
PLAIN = ("allowed", "days", "hour_from", "hour_until", "language", "leaves_no_message", "agreed_on", "review_on")


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )


class ContactForm(VersionedForm):
    """Ask the person, not the file: which ways, when, in whose name."""

    model = SafeContact
    names = ("hour_from", "hour_until", "language", "leaves_no_message", "agreed_on", "review_on")
    never_contact = forms.BooleanField(
        label=gettext_lazy("Never call or write"), required=False,
        help_text=gettext_lazy("Then nothing is allowed but through somebody they trust, if that was agreed."),
    )  # fmt: skip
    allowed = forms.MultipleChoiceField(
        label=gettext_lazy("Ways the person agreed to"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is not chosen is not allowed."),
    )  # fmt: skip
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"), choices=WEEKDAYS.items(), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: any day."),
    )  # fmt: skip
    introduce_as = _line(
        gettext_lazy("Who to say is calling"),
        gettext_lazy("As whom you introduce yourself, whoever picks up. Kept encrypted."),
    )
    code_word = _line(
        gettext_lazy("Code word"), gettext_lazy("Chosen by the person, so that each knows the other. Kept encrypted.")
    )
    through = _line(
        gettext_lazy("Through whom"), gettext_lazy("Name and telephone of somebody they trust. Kept encrypted.")
    )
    messenger = _line(gettext_lazy("Messenger and number"))
    email = _line(gettext_lazy("E-mail"))
    letter = _line(gettext_lazy("Address for letters"))
    who_may_know = _lines(gettext_lazy("Who may know that we help"), gettext_lazy("And who must not. Kept encrypted."))
    contact_rules = _lines(gettext_lazy("What else to heed"), gettext_lazy("Kept encrypted."))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        for name in ("hour_from", "hour_until"):
            self.fields[name].widget = HourInput()

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(
                _("What is allowed"), "never_contact", Div("allowed", css_class="boxes"),
                Div("through", "messenger", "email", "letter", css_class="form-columns"),
            ),
            Fieldset(
                _("When and how"), Div("days", css_class="boxes"), Div("hour_from", "hour_until", "language", css_class="form-columns"),
                "introduce_as", "code_word", "leaves_no_message",
            ),
            Fieldset(_("What to heed"), "who_may_know", "contact_rules", Div("agreed_on", "review_on", css_class="form-columns")),
            "form_key", "version",
        )  # fmt: skip

    def clean_agreed_on(self) -> date:
        day: date = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_hours(cleaned.get("hour_from"), cleaned.get("hour_until"))
        self._check_review(cleaned.get("agreed_on"), cleaned.get("review_on"))
        allowed = cleaned.get("allowed") or []
        if Channel.THROUGH in allowed and not cleaned.get("through") and "through" not in self.errors:
            self.add_error("through", _("Say through whom."))
        if cleaned.get("never_contact") and set(allowed) - {Channel.THROUGH}:
            self.add_error("allowed", _("Never call or write is chosen above: then only through somebody they trust."))
        return cleaned

    def _check_hours(self, first: Any, last: Any) -> None:
        if "hour_from" in self.errors or "hour_until" in self.errors:
            return
        if (first is None) != (last is None):
            self.add_error("hour_until" if first else "hour_from", _("Give both hours, or none."))
        elif first is not None and first == last:
            self.add_error("hour_until", _("This is the same hour."))

    def _check_review(self, agreed_on: date | None, review_on: date | None) -> None:
        if not agreed_on or not review_on:
            return
        if review_on <= agreed_on:
            self.add_error("review_on", _("This day comes after the one on which it was agreed."))
        elif review_on > agreed_on + LATEST:
            self.add_error("review_on", _("Ask again within half a year."))


def contact_initial(person: Any, plan: SafeContact | None, identity: Any) -> dict[str, Any]:
    """What is agreed now; the first time only what stood in the file before."""
    values: dict[str, Any] = {
        "never_contact": person.never_contact,
        "contact_rules": identity.contact_rules if identity else "",
    }
    if plan is None:
        today = timezone.localdate()
        return values | {
            "version": 0,
            "agreed_on": today,
            "review_on": today + timedelta(days=90),
            "leaves_no_message": True,
            "language": person.language,
        }
    return values | {name: getattr(plan, name) for name in (*PLAIN, *SEALED, "version")}
