"""Forms of health needs and of languages."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import VersionedForm
from casework.health.models import HEALTH_WORDS, LEVELS, HealthSheet, Speech
from casework.vocabulary import VOCABULARIES

HEALTH = ("disability", "is_pregnant", *HEALTH_WORDS)
SPEECH = (*LEVELS, "interpreter_language", "interpreter_sex", "not_by")


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=False, help_text=gettext_lazy("Kept encrypted."), widget=forms.Textarea({"rows": 2}))


def _languages(label: Any) -> forms.MultipleChoiceField:
    choices = VOCABULARIES["language"].choices
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.SelectMultiple({"size": 6}))


class HealthForm(VersionedForm):
    """Only what those who care for the person must know."""

    model = HealthSheet
    names = ("disability", "is_pregnant")
    conditions = _words(gettext_lazy("Illnesses and injuries"))
    medicines = _words(gettext_lazy("Medicines that must not be missed"))
    allergies = _words(gettext_lazy("Allergies"))
    help_needed = _words(gettext_lazy("What help is needed"))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False

    def lay_out(self) -> None:
        self.helper.layout = Layout("allergies", "medicines", "conditions", "disability", "is_pregnant", "help_needed", "form_key", "version")


class SpeechForm(VersionedForm):
    """A language stands at one level only."""

    model = Speech
    names = (*LEVELS, "interpreter_language", "interpreter_sex")
    native = _languages(gettext_lazy("Mother tongue"))
    well = _languages(gettext_lazy("Speaks well"))
    a_little = _languages(gettext_lazy("Understands a little"))
    needs_interpreter = forms.BooleanField(label=gettext_lazy("Needs an interpreter"), required=False)
    not_by = _words(gettext_lazy("Who must not interpret"))

    def scope(self) -> None:
        declared = {name: self.fields[name] for name in LEVELS}
        super().scope()
        self.fields.update(declared)
        self.fields["version"].required = False

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("Languages"), Div(*LEVELS, css_class="form-columns")),
            Fieldset(_("Interpreter"), "needs_interpreter", Div("interpreter_language", "interpreter_sex", css_class="form-columns"), "not_by"),
            "form_key", "version",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for level in LEVELS:
            if seen & set(cleaned.get(level) or ()):
                self.add_error(level, _("This language is chosen at another level already."))
            seen |= set(cleaned.get(level) or ())
        return cleaned
