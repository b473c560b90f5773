"""Asking for consent, preparing a referral, and answering one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Organisation
from casework.forms import NOT_CHOSEN, CaseworkForm, form_field
from casework.referrals.models import Consent, ConsentState, FieldGroup, Outcome, Referral
from casework.vocabulary import VOCABULARIES

CONSENT = ("purpose", "language", "given_on", "expires_on")
REFERRAL = ("reason", "urgency", "needs", "call_back")
VALID_DAYS = 90
EXPLAINED = {
    FieldGroup.NAME: _("Name and date of birth: the partner will know who I am"),
    FieldGroup.CONTACT: _("How to reach me safely: my telephone and what must be heeded"),
    FieldGroup.DOCUMENTS: _("Identity documents and IIN: their numbers"),
    FieldGroup.EXPLOITATION: _("What happened to me: kind of exploitation, how I was held, in which country"),
    FieldGroup.HEALTH: _("Health needs: which medical help I had"),
    FieldGroup.LEGAL: _("Legal status and court case: my right to stay and the decisions about me"),
    FieldGroup.SERVICES: _("Help received so far: which kinds of help"),
}


class ConsentForm(CaseworkForm):
    """What the person agreed or refused to share: with whom, what, for what, until when."""

    model = Consent
    names = CONSENT
    recipient: Any = forms.ModelChoiceField(label=_("With whom"), queryset=None, empty_label=NOT_CHOSEN)
    state = forms.ChoiceField(
        label=_("The person's answer"), widget=forms.RadioSelect,
        choices=[(ConsentState.GIVEN.value, _("Agrees")), (ConsentState.REFUSED.value, _("Refuses"))],
    )  # fmt: skip
    field_groups = forms.MultipleChoiceField(
        label=_("What may be shared"), widget=forms.CheckboxSelectMultiple, required=False, choices=list(EXPLAINED.items()),
        help_text=_("Read each line to the person. Nothing that is not ticked leaves the organisation."),
    )  # fmt: skip

    def scope(self) -> None:
        super().scope()
        network = Organisation.objects.visible_to(self.actor).partners().exclude(pk=self.actor.organisation_id)
        self.fields["recipient"].queryset = network  # type: ignore[attr-defined]
        self.fields["given_on"].initial = timezone.localdate
        self.fields["expires_on"].initial = _in_some_months
        self.order_fields(("recipient", "purpose", "state", "field_groups", "language", "given_on", "expires_on"))

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Div("recipient", "purpose", css_class="form-columns"), "state", "field_groups",
            Div("language", "given_on", "expires_on", css_class="form-columns"), "form_key",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given, until, today = cleaned.get("given_on"), cleaned.get("expires_on"), timezone.localdate()
        if given and given > today:
            self.add_error("given_on", _("This day is still to come."))
        if given and until and until < given:
            self.add_error("expires_on", _("The consent would end before it begins."))
        if cleaned.get("state") == ConsentState.GIVEN and not cleaned.get("field_groups"):
            self.add_error("field_groups", _("Tick what may be shared, or record that the person refuses."))
        if cleaned.get("state") == ConsentState.REFUSED:
            cleaned["field_groups"] = []
        return cleaned


class ReferralForm(CaseworkForm):
    """What is asked of the partner. Who it is about is not asked here: that goes by the consent."""

    model = Referral
    names = REFERRAL

    def scope(self) -> None:
        super().scope()
        self.fields["needs"].choices = needs_by_kind()  # type: ignore[attr-defined]
        self.fields["call_back"].help_text = _("Your own work number. The partner sees it before accepting.")

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Div("reason", "urgency", "call_back", css_class="form-columns"), Div("needs", css_class="boxes"), "form_key"
        )

    def clean_call_back(self) -> str:
        number = str(self.cleaned_data["call_back"]).strip()
        if number and not any(sign.isdigit() for sign in number):
            raise forms.ValidationError(_("Give a telephone number, nothing else."))
        return number


class DeclineForm(CaseworkForm):
    """Why the partner cannot help."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def scope(self) -> None:
        self.fields["reason"] = form_field(
            Referral._meta.get_field("decline_reason"), required=True, label=_("Why can you not help?"), widget=forms.RadioSelect
        )
        self.fields["reason"].required = True
        self.fields["reason"].choices = VOCABULARIES["decline_reason"].choices  # type: ignore[attr-defined]


class CompleteForm(CaseworkForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What was done?"), widget=forms.RadioSelect, choices=Outcome.choices)


class PressForm(CaseworkForm):
    """A button with a key, so that a second press changes nothing."""


def needs_by_kind() -> list[Any]:
    """The services grouped under the eight kinds of special social services."""
    kinds, services = VOCABULARIES["service_type"], VOCABULARIES["service"]
    return [
        (kinds.label(kind.code), [(term.code, services.label(term.code)) for term in services.in_group(kind.code)])
        for kind in kinds
    ]


def _in_some_months() -> date:
    return timezone.localdate() + timedelta(days=VALID_DAYS)
