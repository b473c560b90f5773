"""Why something that cannot be taken back should be done."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm


class ReasonForm(ActorForm):
    reason = forms.CharField(
        label=_("Reason"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your colleague reads this before deciding. It stays on record, encrypted."),
    )  # fmt: skip
