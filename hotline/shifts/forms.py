"""What is written when a shift ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm


def _words(label: Any, help_text: Any, *, required: bool, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=5000, widget=area)


class HandOverWordsForm(ActorForm):
    """Free words for the next."""

    words = _words(
        _("What worries you, what the next one must know"), _("Name calls by their code, not people by their name."), required=False, rows=6
    )


class ForgottenShiftForm(ActorForm):
    """Why the lead ends it."""

    words = _words(_("Why you end this shift for a colleague"), "", required=True, rows=3)
