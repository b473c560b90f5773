"""What to export."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import CaseworkForm
from casework.htcds.models import CaseExport


class ExportForm(CaseworkForm):
    """Cases of a period, with a word on what for."""

    model = CaseExport
    names: ClassVar[tuple[str, ...]] = ("first", "last", "with_names")
    purpose = forms.CharField(
        label=_("What for, and who gets it"), min_length=10, max_length=300,
        help_text=_("It stands in the file, and your colleague reads it before deciding. Name nobody here."),
    )  # fmt: skip

    def scope(self) -> None:
        super().scope()
        self.order_fields((*self.names, "purpose"))
        self.fields["with_names"].help_text = _("A second person must agree first. Without names the cases stand under their codes.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned
