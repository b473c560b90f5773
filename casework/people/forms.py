"""Asking who a person is: facts for everybody on the case, identity for those who may see it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import DateInput
from access.permissions import Permission
from casework.forms import CaseworkForm, VersionedForm, form_field
from casework.iin import is_valid_iin
from casework.people.actions import IDENTITY
from casework.people.models import Identity, Person
from casework.people.numbers import normal_number
from casework.vocabulary import VOCABULARIES

FACT_NAMES = ("sex", "birth_year", "is_stateless", "language", "needs_interpreter", "never_contact")
CITIZENSHIPS = ("citizenship", "second_citizenship")


def fact_fields() -> dict[str, forms.Field]:
    """Sex, year of birth, up to two citizenships, language, and what must be heeded."""
    made: dict[str, forms.Field] = fields_for_model(Person, FACT_NAMES, formfield_callback=form_field)
    made["birth_year"] = forms.IntegerField(
        label=_("Year of birth"), min_value=1900, max_value=timezone.localdate().year, required=False
    )
    choices = [("", _("Not chosen")), *VOCABULARIES["country"].choices]
    made["citizenship"] = forms.ChoiceField(label=_("Citizenship"), choices=choices, required=False)
    made["second_citizenship"] = forms.ChoiceField(label=_("Second citizenship"), choices=choices, required=False)
    return made


def identity_fields() -> dict[str, forms.Field]:
    """Everything by which the person could be found; encrypted when saved."""
    lines = {"rows": 2}
    return {
        "surname": forms.CharField(label=_("Surname"), max_length=120, required=False),
        "given_name": forms.CharField(label=_("Given name"), max_length=120, required=False),
        "patronymic": forms.CharField(label=_("Patronymic"), max_length=120, required=False),
        "aliases": forms.CharField(label=_("Other names used"), max_length=300, required=False),
        "birth_date": forms.DateField(label=_("Date of birth"), widget=DateInput(), required=False),
        "iin": forms.CharField(label=_("IIN"), max_length=20, required=False, help_text=_("Twelve digits. Leave empty if there is none.")),
        "phone": forms.CharField(label=_("Telephone"), max_length=40, required=False),
        "documents": forms.CharField(label=_("Documents"), max_length=500, required=False, widget=forms.Textarea(lines)),
        "contact_rules": forms.CharField(
            label=_("How to contact safely"), max_length=1000, required=False, widget=forms.Textarea(lines),
            help_text=_("When, through whom, what must not be said."),
        ),
    }  # fmt: skip


class PersonFields(CaseworkForm):
    """The part of a form that is about the person. `elsewhere` are the fields that have a page of their own once there is a case."""

    elsewhere: ClassVar[tuple[str, ...]] = ()

    def add_person_fields(self) -> None:
        self.fields.update(fact_fields())
        if self.may_write_identity:
            self.fields.update(identity_fields())
        for name in self.elsewhere:
            self.fields.pop(name, None)

    @property
    def may_write_identity(self) -> bool:
        return self.actor.may(Permission.PERSON_IDENTITY_VIEW)

    def person_facts(self) -> dict[str, Any]:
        chosen = [self.cleaned_data[name] for name in CITIZENSHIPS if self.cleaned_data.get(name)]
        further = list(self.initial.get("citizenships") or ())[2:]
        known = {name: self._plain(name) for name in FACT_NAMES if name not in self.elsewhere}
        return known | {"citizenships": list(dict.fromkeys([*chosen, *further]))}

    def _plain(self, name: str) -> Any:
        if name == "birth_year" and self.cleaned_data.get("birth_date"):
            return self.cleaned_data["birth_date"].year
        return self.cleaned_data[name]

    def identity_facts(self) -> dict[str, Any] | None:
        return (
            {name: self.cleaned_data[name] for name in IDENTITY if name not in self.elsewhere}
            if self.may_write_identity
            else None
        )

    def clean_iin(self) -> str:
        number = str(self.cleaned_data["iin"])
        if number and not is_valid_iin(number):
            raise forms.ValidationError(_("This IIN has a typing error: its last digit does not agree with the others."))
        return normal_number(number) if number else ""

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born and not date(1900, 1, 1) <= born <= timezone.localdate():
            raise forms.ValidationError(_("Give a day that is possible."))
        return born


class PersonForm(PersonFields, VersionedForm):
    """Correct what is known of a person. How to reach them safely is agreed on its own page."""

    elsewhere = ("never_contact", "contact_rules")

    def scope(self) -> None:
        self.add_person_fields()

    def lay_out(self) -> None:
        self.helper.layout = Layout(*layout_of_person(self.may_write_identity, self.elsewhere), "form_key", "version")

    def facts(self) -> dict[str, Any]:
        return self.person_facts()


class SearchForm(CaseworkForm):
    """One box: a code, a number or a name."""

    term = forms.CharField(
        label=_("Code, telephone, IIN or name"), max_length=120, min_length=2,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


def layout_of_person(with_identity: bool, elsewhere: tuple[str, ...] = ()) -> list[Any]:
    """The person's fields in two or three columns under their headings."""
    heeded = [name for name in ("is_stateless", "needs_interpreter", "never_contact") if name not in elsewhere]
    words = [name for name in ("documents", "contact_rules") if name not in elsewhere]
    facts = Fieldset(
        _("About the person"),
        Div("sex", "birth_year", *CITIZENSHIPS, "language", css_class="form-columns"),
        Div(*heeded, css_class="form-columns"),
    )
    identity = Fieldset(
        _("Who they are"),
        Div("surname", "given_name", "patronymic", "birth_date", "iin", "phone", "aliases", css_class="form-columns"),
        *words,
    )  # fmt: skip
    return [identity, facts] if with_identity else [facts]


def person_initial(person: Person, identity: Identity | None) -> dict[str, Any]:
    """The present values for a correction."""
    values: dict[str, Any] = {name: getattr(person, name) for name in (*FACT_NAMES, "citizenships", "version")}
    for name, code in zip(CITIZENSHIPS, person.citizenships, strict=False):
        values[name] = code
    if identity is not None:
        values |= {name: getattr(identity, name) for name in IDENTITY}
        values["birth_date"] = _day(identity.birth_date)
    return values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
