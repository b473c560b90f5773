"""The form of a needs assessment, built from its questions; and the form that changes the questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.models import Case
from casework.forms import NOT_CHOSEN, CaseworkForm
from casework.needs.models import Answer, NeedsAssessment, NeedsForm
from casework.needs.questions import (
    ILL_TREATMENT,
    LONGEST,
    MOST,
    SECTIONS,
    SERVICES,
    Question,
    questions_of,
    read_lines,
)
from casework.referrals.models import Urgency
from casework.vocabulary import VOCABULARIES

LONGEST_WORDS = 4000


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 2}))


def section_label(section: str) -> str:
    return _("Criteria of ill-treatment") if section == ILL_TREATMENT else VOCABULARIES["service_type"].label(section)


class NeedsAssessmentForm(CaseworkForm):
    """For each of the eight services: what was found, whether there is a need, how urgent; then the criteria."""

    model = NeedsAssessment
    names = ("assessed_on",)
    asked = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, asked: NeedsForm | None, **kwargs: Any) -> None:
        self.case, self.asked_form, self.questions = case, asked, questions_of(asked)
        self.newest: NeedsAssessment | None = case.needs_assessments.first()
        kwargs["initial"] = self._carried_on() | {"asked": asked.pk if asked else None} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def _carried_on(self) -> dict[str, Any]:
        """What was known stands in the form already."""
        known: dict[str, Any] = {"assessed_on": timezone.localdate()}
        if self.newest is None:
            return known
        for section in SECTIONS:
            codes = {question.code for question in self.questions if question.section == section}
            known[f"signs_{section}"] = [code for code in self.newest.signs if code in codes]
        for found in self.newest.needs.all():
            values = {"need": found.need, "urgency": found.urgency, "words": found.words}
            known |= {f"{name}_{found.service}": value for name, value in values.items()}
        return known | {"ill_treatment": self.newest.ill_treatment, "criteria_words": self.newest.criteria_words}

    def scope(self) -> None:
        super().scope()
        for section in SECTIONS:
            boxes = [(question.code, question.label) for question in self.questions if question.section == section]
            self.fields[f"signs_{section}"] = forms.MultipleChoiceField(
                label=_("What was noticed"), choices=boxes, required=False, widget=forms.CheckboxSelectMultiple
            )
        for service in SERVICES:
            self.fields[f"need_{service}"] = forms.ChoiceField(
                label=_("Is there a need?"), choices=[("", NOT_CHOSEN), *Answer.choices]
            )
            urgencies = [("", NOT_CHOSEN), *Urgency.choices]
            self.fields[f"urgency_{service}"] = forms.ChoiceField(
                label=_("How urgent?"), choices=urgencies, required=False
            )
            self.fields[f"words_{service}"] = _words(_("In words"))
        self.fields["ill_treatment"] = forms.ChoiceField(
            label=_("Are the criteria met?"), choices=[("", NOT_CHOSEN), *Answer.choices]
        )
        self.fields["criteria_words"] = _words(_("Why"))

    def lay_out(self) -> None:
        sections = [
            Fieldset(
                section_label(service), *self._boxes(service),
                Div(f"need_{service}", f"urgency_{service}", css_class="form-columns"), f"words_{service}",
            )
            for service in SERVICES
        ]  # fmt: skip
        criteria = Fieldset(
            section_label(ILL_TREATMENT), *self._boxes(ILL_TREATMENT), "ill_treatment", "criteria_words"
        )
        self.helper.layout = Layout("assessed_on", *sections, criteria, "form_key", "asked")

    def _boxes(self, section: str) -> list[Div]:
        return (
            [Div(f"signs_{section}", css_class="boxes")]
            if any(one.section == section for one in self.questions)
            else []
        )

    def clean_assessed_on(self) -> date:
        day: date = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if self.newest is not None and day < self.newest.assessed_on:
            newest = date_format(self.newest.assessed_on, "SHORT_DATE_FORMAT")
            raise forms.ValidationError(
                _("The newest assessment is of %(day)s. Give that day or a later one.") % {"day": newest}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for service in SERVICES:
            need = cleaned.get(f"need_{service}")
            if need == Answer.YES and not cleaned.get(f"urgency_{service}") and f"urgency_{service}" not in self.errors:
                self.add_error(f"urgency_{service}", _("Say how urgent it is."))
            contradicts = need == Answer.NO and cleaned.get(f"signs_{service}") and not cleaned.get(f"words_{service}")
            if contradicts and f"words_{service}" not in self.errors:
                self.add_error(
                    f"words_{service}", _("Something is ticked here. Say why there is no need all the same.")
                )
        return cleaned

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        signs = [code for section in SECTIONS for code in given[f"signs_{section}"]]
        return {"signs": signs} | {name: given[name] for name in ("assessed_on", "ill_treatment", "criteria_words")}

    def needs(self) -> dict[str, dict[str, str]]:
        """What was found of each service. An urgency without a need says nothing."""
        given = self.cleaned_data
        return {
            service: {
                "need": given[f"need_{service}"], "words": given[f"words_{service}"],
                "urgency": given[f"urgency_{service}"] if given[f"need_{service}"] == Answer.YES else "",
            }
            for service in SERVICES
        }  # fmt: skip


class QuestionsForm(CaseworkForm):
    """What is asked, one question a line. Saving makes the next version."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, form: NeedsForm | None, **kwargs: Any) -> None:
        self.known: list[Question] = questions_of(form)
        lines = {section: "\n".join(one.line for one in self.known if one.section == section) for section in SECTIONS}
        kwargs["initial"] = {**lines, "number": form.number if form else 0}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        for section in SECTIONS:
            box = forms.Textarea({"rows": 6})
            self.fields[section] = forms.CharField(
                label=section_label(section), required=False, max_length=MOST * LONGEST, widget=box
            )
        self.order_fields((*SECTIONS, "number"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for section in SECTIONS:
            lines = [line for line in (cleaned.get(section) or "").splitlines() if line.strip()]
            if len(lines) > MOST:
                self.add_error(section, _("At most forty questions fit here."))
            elif any(len(line) > LONGEST for line in lines):
                self.add_error(section, _("A question has at most two hundred letters."))
        return cleaned

    def questions(self) -> list[Question]:
        return [one for section in SECTIONS for one in read_lines(section, self.cleaned_data[section], self.known)]


HOW_TO_ASK = gettext_lazy(
    "One question a line. A line that you leave as it is keeps its place in what was answered before; "
    "a new line is a new question. Write it in one language, or in Russian, Kazakh and English with a bar (|) between."
)
