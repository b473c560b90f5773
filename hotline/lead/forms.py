"""The lead's card, and who goes on with a call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, members_who_may
from access.permissions import Permission as P
from hotline.lead.models import CARD, Answer, CallReview


def _answer(name: str) -> forms.ChoiceField:
    label = CallReview._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a field of ours has a name in words
    return forms.ChoiceField(label=label, choices=Answer.choices, widget=forms.RadioSelect)


class ReviewForm(ActorForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    safety, listening, screening, next_step = (_answer(name) for name in CARD)
    words = forms.CharField(
        label=_("For the operator"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What went well, and one thing to try next time. The operator reads it."),
    )  # fmt: skip

    @property
    def card(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CARD}


class ReassignForm(ActorForm):
    to = forms.ChoiceField(label=_("Who goes on with it"), choices=())

    def scope(self) -> None:
        self.offer("to", [("", "—"), *members_who_may(self.actor, P.CALL_LOG)])
