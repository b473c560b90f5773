"""Choosing a logo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.attachments.problems import FileRefused
from casework.forms import CaseworkForm
from reports.logos.painting import paint_logo


class LogoForm(CaseworkForm):
    """One picture. What it is, is looked for inside, whatever it is called."""

    file = forms.FileField(
        label=_("Logo"), max_length=1000, allow_empty_file=True,
        help_text=_("Picture (JPEG, PNG, WebP), at most 10 MB. It is made smaller and stands on the cover of the reports."),
        error_messages={"required": _("Choose a file of at most 10 MB.")},
    )  # fmt: skip

    def clean_file(self) -> bytes:
        sent: Any = self.cleaned_data["file"]
        try:
            return paint_logo(sent.name, sent.read())
        except FileRefused as refused:
            raise forms.ValidationError(str(refused.sentence)) from None
