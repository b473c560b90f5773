"""What the screen of a call asks. Everything may stay empty while somebody talks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, MomentInput
from casework.vocabulary import find_vocabulary
from hotline.models import Act, Anonymity, Call, CallClass, Means
from shelters.stays.forms import case_workers

YES_NO = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]


def _yes_or_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, required=False, empty_value=None, coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )


def _as_word(value: bool | None) -> str:
    return "" if value is None else ("yes" if value else "no")


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class CallForm(ActorForm):
    """One dense screen. `initial_of` fills it from the call; what is valid is saved even when something else is not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome_class = forms.ChoiceField(label=_("What kind of call"), required=False, choices=[("", "—"), *CallClass.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=())
    can_talk = _yes_or_no(_("Can you talk safely?"))
    danger_now = forms.BooleanField(label=_("In danger now"), required=False)
    anonymity = forms.ChoiceField(label=_("Caller is"), required=False, choices=Anonymity.choices)
    caller_kind = forms.ChoiceField(label=_("Who calls"), required=False, choices=())
    about_self = _yes_or_no(_("Calls about themselves?"))
    caller_name = forms.CharField(label=_("Name given"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    number = forms.CharField(
        label=_("Number"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    keep_number = forms.BooleanField(label=_("The caller agrees that we keep the number"), required=False)
    sex = forms.ChoiceField(label=_("Sex of the person in need"), required=False, choices=())
    age = forms.IntegerField(label=_("Age, about"), required=False, min_value=0, max_value=120)
    language = forms.ChoiceField(label=_("Language spoken"), required=False, choices=())
    region = forms.ChoiceField(label=_("Region"), required=False, choices=())
    acts = _boxes(_("Act"), Act.choices)
    means = _boxes(_("Means"), Means.choices)
    purposes = _boxes(_("Purpose"), ())
    topics = _boxes(_("Topics"), ())
    notes = forms.CharField(label=_("What was said"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 8}))
    call_back_by = forms.DateTimeField(label=_("Call back by"), required=False, widget=MomentInput())
    outcome = forms.ChoiceField(label=_("What came of it"), required=False, choices=())

    def scope(self) -> None:
        for name, vocabulary in (
            ("channel", "call_channel"), ("caller_kind", "caller_kind"), ("sex", "sex"), ("language", "language"),
            ("region", "region"), ("outcome", "call_outcome"),
        ):  # fmt: skip
            self.offer(name, [("", "—"), *find_vocabulary(vocabulary).choices])
        self.offer("topics", find_vocabulary("call_topic").choices)
        self.offer("purposes", find_vocabulary("exploitation_type").choices)

    def clean_channel(self) -> str:
        return self.cleaned_data["channel"] or "phone"

    def clean_sex(self) -> str:
        return self.cleaned_data["sex"] or "unknown"

    def clean_anonymity(self) -> str:
        return self.cleaned_data["anonymity"] or Anonymity.ANONYMOUS

    @property
    def to_save(self) -> dict[str, Any]:
        """The arguments of save_call from what is valid so far."""
        apart = {"form_key", "version", "number", "keep_number"}
        return {
            "values": {name: value for name, value in self.cleaned_data.items() if name not in apart},
            "number": self.cleaned_data.get("number", ""),
            "keep_number": self.cleaned_data.get("keep_number", False),
            "version": self.cleaned_data.get("version"),
        }


def initial_of(call: Call) -> dict[str, Any]:
    """The call as its form shows it."""
    same = (
        "version", "outcome_class", "channel", "danger_now", "anonymity", "caller_kind", "caller_name", "number", "sex", "age",
        "language", "region", "acts", "means", "purposes", "topics", "notes", "call_back_by", "outcome",
    )  # fmt: skip
    values = {name: getattr(call, name) for name in same}
    yes_no = {"can_talk": _as_word(call.can_talk), "about_self": _as_word(call.about_self)}
    return {**values, **yes_no, "keep_number": bool(call.number)}


class HandOverForm(ActorForm):
    lead = forms.ChoiceField(label=_("Case manager"), choices=(), help_text=_("They see the case at once; you will not."))
    surname = forms.CharField(label=_("Surname"), required=False, max_length=100)
    given_name = forms.CharField(label=_("Given name"), required=False, max_length=100)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)
    contact_rules = forms.CharField(
        label=_("How to contact safely"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def scope(self) -> None:
        self.offer("lead", [("", "—"), *case_workers(self.actor)])

    @property
    def identity(self) -> dict[str, str]:
        names = ("surname", "given_name", "phone", "contact_rules")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class NoBedForm(ActorForm):
    reason = forms.ChoiceField(label=_("Why no bed"), choices=())

    def scope(self) -> None:
        self.offer("reason", find_vocabulary("decline_reason").choices)
