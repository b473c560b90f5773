"""What is asked when a call back is promised, tried, or decided about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, HourInput, MomentInput
from casework.contact.rules import within
from hotline.callbacks.rules import GivenUp, TryResult, Urgency, due_of, next_safe


class CallBackForm(ActorForm):
    """By when, and when it is safe. Without an hour of one's own the urgency says it."""

    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices, initial=Urgency.TODAY)
    due = forms.DateTimeField(label=_("Or by"), required=False, widget=MomentInput(), help_text=_("If the caller named an hour."))
    safe_from = forms.TimeField(label=_("Safe from"), required=False, widget=HourInput())
    safe_until = forms.TimeField(label=_("Safe until"), required=False, widget=HourInput(), help_text=_("Empty: at any hour."))
    may_leave_message = forms.BooleanField(label=_("A message may be left, we may say who calls"), required=False)

    def clean_due(self) -> datetime | None:
        due: datetime | None = self.cleaned_data["due"]
        if due is not None and due <= timezone.now():
            raise forms.ValidationError(_("Choose a moment still to come."))
        return due

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("safe_from"), values.get("safe_until")
        if (first is None) != (last is None):
            self.add_error("safe_until" if last is None else "safe_from", _("Give both hours, or none."))
        elif first is not None and first == last:
            self.add_error("safe_until", _("The safe hours begin and end at the same time."))
        elif (due := values.get("due")) is not None and not within(first, last, timezone.localtime(due).time()):
            self.add_error("due", _("This moment is not within the safe hours."))
        return values

    @property
    def promise(self) -> dict[str, Any]:
        """The arguments of promise_call_back."""
        values = self.cleaned_data
        hours = {"safe_from": values["safe_from"], "safe_until": values["safe_until"]}
        due = values["due"] or next_safe(timezone.localtime(due_of(values["urgency"], timezone.now())), *hours.values())
        return {"due": due, "urgency": values["urgency"], "leave_no_message": not values["may_leave_message"], **hours}


class TryForm(ActorForm):
    result = forms.ChoiceField(label=_("What came of it"), choices=TryResult.choices, widget=forms.RadioSelect)


class DecisionForm(ActorForm):
    """Try anew by an hour, or give up for a reason: one of the two."""

    AGAIN, GIVE_UP = "again", "give_up"
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, choices=[(AGAIN, _("Try three more times")), (GIVE_UP, _("Give up"))]
    )
    due = forms.DateTimeField(label=_("Next try by"), required=False, widget=MomentInput())
    reason = forms.ChoiceField(label=_("Why given up"), required=False, choices=[("", "—"), *GivenUp.choices])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        decision, due = values.get("decision"), values.get("due")
        if decision == self.AGAIN and "due" not in self.errors and (due is None or due <= timezone.now()):
            self.add_error("due", _("Choose a moment still to come."))
        if decision == self.GIVE_UP and not values.get("reason"):
            self.add_error("reason", _("Say why nobody calls back any more."))
        return values
