"""Forms of the register of legal requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import ActorForm
from casework.cases.models import Case
from casework.forms import CaseworkForm
from casework.legal.models import LegalRequest
from casework.referrals.models import FieldGroup


class LegalRequestForm(CaseworkForm):
    model = LegalRequest
    names = ("received_on", "due_on", "authority_kind", "authority", "letter", "ground", "asked_for")

    def scope(self) -> None:
        super().scope()
        for name in ("authority", "letter", "asked_for"):
            self.fields[name].required = True
        self.fields["asked_for"].widget = forms.Textarea(attrs={"rows": 3})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due, received = cleaned.get("due_on"), cleaned.get("received_on")
        if due and received and due < received:
            self.add_error("due_on", _("This is before the day it was received."))
        return cleaned


class CopyForm(ActorForm):
    """What would answer the letter, and why. Nothing is chosen beforehand."""

    case_code = forms.CharField(label=gettext_lazy("Case code"), max_length=12)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"), widget=forms.CheckboxSelectMultiple, choices=FieldGroup.choices,
        help_text=gettext_lazy("Only what the law makes you hand over. When in doubt, leave it out and ask your lawyer."),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("Why this must be handed over"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    case: Case | None = None

    def clean_case_code(self) -> str:
        code = str(self.cleaned_data["case_code"]).strip().upper()
        self.case = Case.objects.visible_to(self.actor).select_related("person").filter(code=code).first()
        if self.case is None:
            raise forms.ValidationError(_("You see no case with this code."))
        return code


class RefusalForm(ActorForm):
    why = forms.CharField(
        label=gettext_lazy("Why it is refused"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
