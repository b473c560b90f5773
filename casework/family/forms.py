"""The form of a member of the family."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.models import Case
from casework.family.models import GuardianGround, Relative
from casework.forms import VersionedForm
from casework.people.models import Person

RELATIVE = ("relation", "whereabouts", "sex", "birth_year", "is_in_danger", "name", "words", "guardian_ground", "guardian")


def _words(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))


class RelativeForm(VersionedForm):
    """Who they are, where they are, and who answers for a child."""

    model = Relative
    names = ("relation", "whereabouts", "sex", "is_in_danger", "guardian_ground")
    code = forms.CharField(
        label=gettext_lazy("Code of the person or of their case"), max_length=12, required=False,
        help_text=gettext_lazy("When they are helped here too. You can name only people whose case you see."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    birth_year = forms.IntegerField(label=gettext_lazy("Year of birth"), min_value=1900, max_value=2100, required=False, help_text=gettext_lazy("About, when it is not known."))
    name = forms.CharField(label=gettext_lazy("Name and surname"), max_length=200, required=False, help_text=gettext_lazy("Kept encrypted."), widget=forms.TextInput({"autocomplete": "off"}))
    words = _words(gettext_lazy("What is known"), gettext_lazy("Where, with whom, from what the danger comes. Kept encrypted."))
    guardian = forms.CharField(label=gettext_lazy("Who answers for the child"), max_length=300, required=False, help_text=gettext_lazy("Name and how to reach them. Kept encrypted."))

    def __init__(self, *args: Any, person_id: UUID, **kwargs: Any) -> None:
        self.person_id = person_id
        self.found: Person | None = None
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("Who this is"), Div("relation", "code", "name", "sex", "birth_year", css_class="form-columns")),
            Fieldset(_("Where they are"), "whereabouts", "is_in_danger", "words"),
            Fieldset(_("Who answers for the child"), Div("guardian_ground", "guardian", css_class="form-columns")),
            "form_key", "version",
        )  # fmt: skip

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year is still to come."))
        return year

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if not code:
            return ""
        seen = Person.objects.visible_to(self.actor)
        of_case = Case.objects.visible_to(self.actor).filter(code=code).values("person_id")
        self.found = seen.filter(code=code).first() or seen.filter(pk__in=of_case).first()
        if self.found is None:
            raise forms.ValidationError(_("Among the cases you see there is nobody with this code."))
        if self.found.pk == self.person_id:
            raise forms.ValidationError(_("This is the person themselves."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("guardian") and not cleaned.get("guardian_ground") and "guardian_ground" not in self.errors:
            self.add_error("guardian_ground", _("Say on what ground."))
        if cleaned.get("guardian_ground") == GuardianGround.NOBODY and cleaned.get("guardian"):
            self.add_error("guardian", _("Nobody yet is chosen beside it."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        known = super().facts()
        known.pop("code")
        return known | {"other": self.found}


def relative_initial(relative: Relative, other: Person | None) -> dict[str, Any]:
    """The present values; the code of the other only for whoever sees them."""
    return {name: getattr(relative, name) for name in (*RELATIVE, "version")} | {"code": other.code if other else ""}
