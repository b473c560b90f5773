"""Choosing a spreadsheet, and teaching the import a word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from casework.imports.synonyms import KINDS

LARGEST = 5 * 1024 * 1024
KIND_NAMES = {
    "header": _("Column name"),
    "blank": _("Means nothing (empty)"),
    "shelter": _("Shelter"),
    "sex": _("Sex"),
    "country": _("Country"),
    "exploitation_type": _("Type of exploitation"),
    "labour_sector": _("Sector of work"),
    "means_of_control": _("Means of control"),
    "partner_type": _("Who referred"),
    "service": _("Service"),
    "case_status": _("State of the case"),
    "region": _("Region"),
}


class ImportForm(ActorForm):
    file = forms.FileField(label=_("Spreadsheet (.xlsx or .csv)"), help_text=_("At most 5 MB. The file itself is not kept."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Split it into smaller files."))
        return file


class SynonymForm(ActorForm):
    kind = forms.ChoiceField(label=_("List"), choices=[(kind, KIND_NAMES.get(kind, kind)) for kind in KINDS])
    text = forms.CharField(label=_("Word in the spreadsheet"), max_length=120)
    code = forms.CharField(label=_("Code it means"), max_length=40, help_text=_("As listed below for this kind."))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind, code = values.get("kind"), values.get("code")
        if kind and code and code not in codes_of(kind):
            self.add_error("code", _("This list has no such code."))
        return values


def codes_of(kind: str) -> list[str]:
    """The codes a word of this kind may mean."""
    from casework.imports.words_headers import FIELDS
    from casework.vocabulary import VOCABULARIES

    if kind == "header":
        return list(FIELDS)
    if kind in VOCABULARIES:
        return list(VOCABULARIES[kind].codes)
    return [""] if kind == "blank" else []
