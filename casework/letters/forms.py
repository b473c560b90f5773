"""Writing a letter, and changing its words."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.models import Case
from casework.forms import NOT_CHOSEN, CaseworkForm
from casework.letters.models import Letter, LetterTemplate
from casework.letters.places import groups_in, unknown_in
from casework.letters.rendering import Wording
from casework.letters.wordings import wording_of
from casework.referrals.models import Consent, FieldGroup

PERSON, NOBODY = "person", "nobody"


def labels(groups: Any) -> str:
    return ", ".join(str(FieldGroup(group).label) for group in FieldGroup.values if group in groups)


class LetterForm(CaseworkForm):
    """Which letter, to whom, and on what agreement."""

    model = Letter
    names = ("kind", "language")
    basis = forms.ChoiceField(label=gettext_lazy("Who receives it, and what the person agreed to"))
    recipient = forms.CharField(
        label=gettext_lazy("Name and address of the body"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Leave it empty when the partner is chosen above or the person receives it."),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What is written for this letter"), max_length=4000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Write nothing here that the person has not agreed to."),
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        live = Consent.objects.live(timezone.localdate()).for_passing_on().visible_to(kwargs["actor"]).filter(case=case)
        self.consents = {str(consent.pk): consent for consent in live.select_related("recipient")}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        agreed = [(pk, self._agreed(consent)) for pk, consent in self.consents.items()]
        to_others = (NOBODY, _("A body that learns nothing about who the person is"))
        self.offer("basis", [("", NOT_CHOSEN), (PERSON, _("The person, into their own hands")), to_others, *agreed])
        self.order_fields(("kind", "language", "basis", "recipient", "words"))

    @staticmethod
    def _agreed(consent: Consent) -> str:
        until = date_format(consent.expires_on, "SHORT_DATE_FORMAT")
        return _("%(partner)s, agreed until %(day)s: %(what)s") % {
            "partner": consent.recipient_name, "day": until, "what": labels(consent.field_groups),
        }  # fmt: skip

    def lay_out(self) -> None:
        self.helper.layout = Layout(Div("kind", "language", css_class="form-columns"), "basis", "recipient", "words", "form_key")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        basis = cleaned.get("basis")
        if basis == NOBODY and not cleaned.get("recipient") and "recipient" not in self.errors:
            self.add_error("recipient", _("Say which body receives it."))
        if basis and cleaned.get("kind") and cleaned.get("language"):
            self._check_agreed(str(basis))
        return cleaned

    def _check_agreed(self, basis: str) -> None:
        consent = self.consents.get(basis)
        agreed = set(FieldGroup.values) if basis == PERSON else set(consent.field_groups) if consent else set()
        missing = set(groups_in(self.wording().whole)) - agreed
        if missing:
            self.add_error("basis", _("This letter says more than the person agreed to: %(what)s.") % {"what": labels(missing)})

    def wording(self) -> Wording:
        return wording_of(self.actor.organisation_id, self.cleaned_data["kind"], self.cleaned_data["language"])

    def facts(self) -> dict[str, Any]:
        given, consent = self.cleaned_data, self.consents.get(self.cleaned_data["basis"])
        recipient = given["recipient"] or (consent.recipient_name if consent else "")
        return {"to_person": given["basis"] == PERSON, "consent": consent, "recipient": recipient, "words": given["words"]}


class TemplateForm(CaseworkForm):
    """The words of one kind of letter in one language. Saving makes the next version."""

    model = LetterTemplate
    names = ("title", "text")
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        self.wording = wording
        kwargs["initial"] = {"title": wording.title, "text": wording.text, "number": wording.number}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["text"].widget.attrs["rows"] = 14
        self.fields["text"].max_length = 8000  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("title", "text"):
            if unknown := unknown_in(cleaned.get(name) or ""):
                self.add_error(name, _("Not on the list below: %(names)s") % {"names": ", ".join(f"{{{one[:30]}}}" for one in unknown)})
        if len(cleaned.get("text") or "") > 8000:
            self.add_error("text", _("A letter has at most eight thousand letters."))
        return cleaned
