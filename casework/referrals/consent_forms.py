"""Asking for consent, and asking to share without it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.attachments.examining import Examined
from casework.attachments.forms import examined, file_field
from casework.cases.rules import add_months, is_child
from casework.forms import NOT_CHOSEN, CaseworkForm
from casework.referrals.exceptions import LONGEST_DAYS, ConsentException
from casework.referrals.forms import partners_of
from casework.referrals.models import ChildOpinion, Consent, ConsentState, FieldGroup, GivenBy
from casework.vocabulary import VOCABULARIES

CONSENT = ("purpose", "given_by", "guardian_ground", "child_opinion", "language", "given_on", "expires_on")
VALID_DAYS, LONGEST_CONSENT_DAYS, COMES_OF_AGE = 90, 366, 18 * 12
EXPLAINED = {
    FieldGroup.NAME: gettext_lazy("Name and date of birth: the partner will know who I am"),
    FieldGroup.CONTACT: gettext_lazy("How to reach me safely: my telephone and what must be heeded"),
    FieldGroup.DOCUMENTS: gettext_lazy("Identity documents and IIN: their numbers"),
    FieldGroup.EXPLOITATION: gettext_lazy("What happened to me: kind of exploitation, how I was held, in which country"),
    FieldGroup.HEALTH: gettext_lazy("Health needs: which medical help I had"),
    FieldGroup.LEGAL: gettext_lazy("Legal status and court case: my right to stay and the decisions about me"),
    FieldGroup.SERVICES: gettext_lazy("Help received so far: which kinds of help"),
}


def _line(label: Any, help_text: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=300, required=False, widget=forms.TextInput({"autocomplete": "off"}), **kwargs
    )


class ConsentForm(CaseworkForm):
    """What was agreed or refused: with whom, what, for what, until when; who answered, and how it was asked."""

    model = Consent
    names = CONSENT
    recipient: Any = forms.ModelChoiceField(label=gettext_lazy("With whom"), queryset=None, empty_label=NOT_CHOSEN, required=False)
    recipient_kind = forms.ChoiceField(
        label=gettext_lazy("Or with any partner of this kind"), required=False,
        help_text=gettext_lazy("Only when the person agrees to every partner of the kind."),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("Answer"), widget=forms.RadioSelect,
        choices=[(ConsentState.GIVEN.value, gettext_lazy("Agrees")), (ConsentState.REFUSED.value, gettext_lazy("Refuses"))],
    )  # fmt: skip
    field_groups = forms.MultipleChoiceField(
        label=gettext_lazy("What may be shared"), widget=forms.CheckboxSelectMultiple, required=False, choices=list(EXPLAINED.items()),
        help_text=gettext_lazy("Read each line to the person. Nothing that is not ticked leaves the organisation."),
    )  # fmt: skip
    guardian = _line(gettext_lazy("Who answers for the person"), gettext_lazy("Name, and the paper that shows the right. Kept encrypted."))
    best_interest = forms.CharField(
        label=gettext_lazy("Why this is best for the child"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Who decided together, what was weighed, what the child said. Kept encrypted."),
    )  # fmt: skip
    interpreter = _line(gettext_lazy("Interpreter"), gettext_lazy("Name, or by telephone of which service. Empty when nobody interpreted."))
    witness = _line(gettext_lazy("Witness"), gettext_lazy("Who else was in the room. Kept encrypted."))
    file = file_field(gettext_lazy("Signed form"), required=False)

    def __init__(self, *args: Any, age: int | None = None, born: date | None = None, **kwargs: Any) -> None:
        self.age, self.born = age, born
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["recipient"].queryset = partners_of(self.actor)  # type: ignore[attr-defined]
        self.offer("recipient_kind", [("", NOT_CHOSEN), *VOCABULARIES["partner_type"].choices])
        self.fields["given_on"].initial = timezone.localdate
        self.fields["expires_on"].initial = _in_some_months
        self.fields["given_by"].required = False
        self._for_the_age()

    def _for_the_age(self) -> None:
        """Of a grown-up nobody is asked about a child."""
        if is_child(self.age):
            self.fields["given_by"].initial = GivenBy.GUARDIAN
            return
        if self.age is not None:
            self.offer("given_by", [(GivenBy.PERSON.value, GivenBy.PERSON.label), (GivenBy.GUARDIAN.value, _("A guardian appointed by a court"))])
            del self.fields["child_opinion"], self.fields["best_interest"]
            self.offer("guardian_ground", [("", NOT_CHOSEN), *[one for one in self.fields["guardian_ground"].choices if one[0] == "court"]])  # type: ignore[attr-defined]

    def lay_out(self) -> None:
        child = [name for name in ("child_opinion", "best_interest") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("With whom and what for"), Div("recipient", "recipient_kind", "purpose", css_class="form-columns")),
            Fieldset(_("What may be shared"), "state", "field_groups"),
            Fieldset(_("Who answered"), "given_by", Div("guardian_ground", "guardian", css_class="form-columns"), *child),
            Fieldset(
                _("How it was asked"), Div("language", "interpreter", "witness", css_class="form-columns"),
                Div("given_on", "expires_on", "file", css_class="form-columns"),
            ),
            "form_key",
        )  # fmt: skip

    def clean_file(self) -> Examined | None:
        sent = self.cleaned_data["file"]
        return examined(sent) if sent else None

    def clean_given_by(self) -> str:
        return str(self.cleaned_data["given_by"] or GivenBy.PERSON)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_days(cleaned)
        if bool(cleaned.get("recipient")) == bool(cleaned.get("recipient_kind")) and "recipient" not in self.errors:
            self.add_error("recipient", _("Choose one partner, or one kind of partner, not both."))
        if cleaned.get("state") == ConsentState.GIVEN and not cleaned.get("field_groups"):
            self.add_error("field_groups", _("Tick what may be shared, or record that the person refuses."))
        if cleaned.get("state") == ConsentState.REFUSED:
            cleaned["field_groups"] = []
        self._check_who_answered(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        given, until, today = cleaned.get("given_on"), cleaned.get("expires_on"), timezone.localdate()
        if given and given > today:
            self.add_error("given_on", _("This day is still to come."))
        if not given or not until:
            return
        if until < given:
            self.add_error("expires_on", _("The consent would end before it begins."))
        elif until > given + timedelta(days=LONGEST_CONSENT_DAYS):
            self.add_error("expires_on", _("At most a year. Then the person is asked again."))
        elif self.born and is_child(self.age) and cleaned.get("state") == ConsentState.GIVEN and until >= add_months(self.born, COMES_OF_AGE):
            grown = date_format(add_months(self.born, COMES_OF_AGE), "SHORT_DATE_FORMAT")
            self.add_error("expires_on", _("On %(day)s the person comes of age and answers for themselves. Let it end before.") % {"day": grown})

    def _check_who_answered(self, cleaned: dict[str, Any]) -> None:
        given_by, agrees = cleaned.get("given_by"), cleaned.get("state") == ConsentState.GIVEN
        if agrees and given_by == GivenBy.PERSON and is_child(self.age):
            self.add_error("given_by", _("A child never agrees alone. Say who answers for the child."))
        if given_by != GivenBy.GUARDIAN:
            cleaned["guardian_ground"] = cleaned["guardian"] = ""
        else:
            for name in ("guardian_ground", "guardian"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say who answers for the person, and on what ground."))
        if given_by == GivenBy.BEST_INTEREST and agrees:
            self._check_best_interest(cleaned)

    def _check_best_interest(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("best_interest") and "best_interest" not in self.errors:
            self.add_error("best_interest", _("Say why this is best for the child."))
        if cleaned.get("child_opinion", "") not in ChildOpinion.values:
            self.add_error("child_opinion", _("Say what the child thinks of it."))


class ExceptionForm(CaseworkForm):
    """What is to be shared without consent: on what ground, what, to whom, why, and until when."""

    model = ConsentException
    names = ("ground", "expires_on")
    recipient: Any = forms.ModelChoiceField(label=gettext_lazy("To whom"), queryset=None, empty_label=NOT_CHOSEN)
    field_groups = forms.MultipleChoiceField(
        label=gettext_lazy("What is shared"), widget=forms.CheckboxSelectMultiple, choices=FieldGroup.choices,
        help_text=gettext_lazy("Only what the ground makes necessary."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why it must be shared"), min_length=15, max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("For a court also its name, the number and the day of the order. The second person and the director read this. Kept encrypted."),
    )  # fmt: skip

    def scope(self) -> None:
        super().scope()
        self.fields["recipient"].queryset = partners_of(self.actor)  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = lambda: timezone.localdate() + timedelta(days=7)

    def lay_out(self) -> None:
        self.helper.layout = Layout("ground", Div("recipient", "expires_on", css_class="form-columns"), "field_groups", "reason", "form_key")

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("From today, and at most thirty days."))
        return day


def _in_some_months() -> date:
    return timezone.localdate() + timedelta(days=VALID_DAYS)
