"""Why a hold is set or lifted."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import CaseworkForm


class HoldForm(CaseworkForm):
    """A reason somebody can understand years later."""

    reason = forms.CharField(
        label=_("Reason"), min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Which court or investigation, and until when, as far as known. It is kept encrypted."),
    )  # fmt: skip
