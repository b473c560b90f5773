"""What to export."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import CaseworkForm
from casework.htcds.models import CaseExport
from casework.htcds.reading import LARGEST, MEGABYTE


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


class ArrivalForm(CaseworkForm):
    """A file of the standard, and what speaks for taking it when names are in it."""

    file = forms.FileField(label=_("File of the standard (.zip)"), help_text=_("At most 10 MB. The file itself is not kept."))
    reason = forms.CharField(
        label=_("Why these cases come to us"), required=False, max_length=300, help_text=_("Needed when names are in the file: a colleague reads it before deciding. Name nobody here."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB. Split it into smaller files.") % {"limit": LARGEST // MEGABYTE})
        return file
