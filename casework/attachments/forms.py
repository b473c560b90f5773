"""Choosing a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.attachments.examining import Examined, examine
from casework.attachments.problems import FileRefused
from casework.forms import CaseworkForm


def file_field(label: Any = None, **kwargs: Any) -> forms.FileField:
    return forms.FileField(
        label=label or _("File"), max_length=1000, allow_empty_file=True,
        help_text=_("PDF, picture (JPEG, PNG, WebP), plain text, Word or Excel, at most 10 MB."),
        error_messages={"required": _("Choose a file of at most 10 MB.")}, **kwargs,
    )  # fmt: skip


def examined(sent: Any) -> Examined:
    """What was chosen, looked at inside; a refusal becomes a message beside the field."""
    try:
        return examine(sent.name, sent.read())
    except FileRefused as refused:
        raise forms.ValidationError(str(refused.sentence)) from None


class FileForm(CaseworkForm):
    """One file. What it is, is looked for inside, whatever it is called."""

    file = file_field()

    def clean_file(self) -> Examined:
        return examined(self.cleaned_data["file"])
