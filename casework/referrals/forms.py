"""Preparing a referral, and answering one."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.models import Organisation
from casework.forms import NOT_CHOSEN, CaseworkForm, form_field
from casework.referrals.models import Outcome, Referral
from casework.referrals.rules import kind_of
from casework.vocabulary import VOCABULARIES

REFERRAL = ("reason", "urgency", "needs", "call_back")


def partners_of(actor: Actor) -> Any:
    """Whom something may be sent to: the other organisations of the network, donors left out."""
    return Organisation.objects.visible_to(actor).partners().exclude(pk=actor.organisation_id)


class ReferralForm(CaseworkForm):
    """What is asked of the partner. Who it is about is not asked here: that goes by the consent."""

    model = Referral
    names = REFERRAL
    recipient: Any = forms.ModelChoiceField(label=_("To whom"), queryset=None, empty_label=NOT_CHOSEN)

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self._offer_partners()
        self.fields["needs"].choices = needs_by_kind()  # type: ignore[attr-defined]
        self.fields["call_back"].help_text = _("Your own work number. The partner sees it before accepting.")

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            *(["recipient"] if self.kind else []), Div("reason", "urgency", "call_back", css_class="form-columns"),
            Div("needs", css_class="boxes"), "form_key",
        )  # fmt: skip

    def _offer_partners(self) -> None:
        """Asked only when the person agreed to a kind of partner; then one of that kind."""
        if not self.kind:
            del self.fields["recipient"]
            return
        partners = partners_of(self.actor)
        fitting = [partner.pk for partner in partners if kind_of(partner) == self.kind]
        self.fields["recipient"].queryset = partners.filter(pk__in=fitting)  # type: ignore[attr-defined]

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
    provided = forms.MultipleChoiceField(
        label=_("What you provided"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The sender sees this."),
    )  # fmt: skip

    def scope(self) -> None:
        self.offer("provided", needs_by_kind())

    def lay_out(self) -> None:
        self.helper.layout = Layout("outcome", Div("provided", css_class="boxes"), "form_key")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") in (Outcome.DONE, Outcome.PARTLY) and not cleaned.get("provided"):
            self.add_error("provided", _("Tick what you provided."))
        return cleaned


class PressForm(CaseworkForm):
    """A button with a key, so that a second press changes nothing."""


def needs_by_kind() -> list[Any]:
    """The services grouped under the eight kinds of special social services."""
    kinds, services = VOCABULARIES["service_type"], VOCABULARIES["service"]
    return [
        (kinds.label(kind.code), [(term.code, services.label(term.code)) for term in services.in_group(kind.code)])
        for kind in kinds
    ]
