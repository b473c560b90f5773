"""Which file is meant, which value of two is kept, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms import CaseworkForm
from casework.merging.comparing import Line
from casework.merging.duplicates import find_other
from casework.people.models import Person

KEPT, OTHER = "kept", "other"


class OtherForm(CaseworkForm):
    """The other file, by the code of the person or of a case."""

    code = forms.CharField(
        label=_("Code of the other person or case"), max_length=12, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        self.found: Person | None = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        self.found = find_other(self.actor, self.cleaned_data["code"])
        if self.found is None:
            raise forms.ValidationError(_("There is no person or case with this code that you may see."))
        if self.found.pk == self.person.pk:
            raise forms.ValidationError(_("This is the same file already."))
        return str(self.cleaned_data["code"])


class MergeForm(CaseworkForm):
    """Why the two are one, and for each field that differs whose value stays."""

    reason = forms.CharField(
        label=_("Why this is one person"), min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("What you compared, and with whom you spoke. The colleague who decides reads it. It is kept encrypted."),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        for line in self.lines:
            if line.is_choice:
                self.fields[line.name] = forms.ChoiceField(
                    label=line.label, choices=((KEPT, line.kept or "—"), (OTHER, line.other or "—")), widget=forms.RadioSelect,
                    initial=OTHER if line.begins_with_other else KEPT,
                )  # fmt: skip

    def takes(self) -> list[str]:
        return [line.name for line in self.lines if self.cleaned_data.get(line.name) == OTHER]

    def facts(self) -> dict[str, Any]:
        return {"takes": self.takes(), "reason": self.cleaned_data["reason"]}

    def rows(self) -> list[dict[str, Any]]:
        """Line and box of a field side by side, for the table of the page."""
        return [{"line": line, "box": self[line.name] if line.name in self.fields else None} for line in self.lines if line.kept or line.other]


class ApartForm(CaseworkForm):
    """Why what was merged is of two people after all."""

    reason = forms.CharField(
        label=_("Why they are two people"), min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}), help_text=_("It is kept encrypted."),
    )  # fmt: skip
