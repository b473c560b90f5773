"""Forms of programmes, reports and their texts, and the period of the internal figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, DateInput
from access.indicators import Indicator, declared, offered
from access.models import Organisation
from casework.forms import CaseworkForm, VersionedForm
from reports.choices import list_closed_periods, name_period
from reports.documents import SUMMARY, narrative_codes
from reports.models import Programme
from reports.narrative import Found, Review
from reports.schedule import CADENCES
from reports.wording import LADDER_NAMES, SECTION_NAMES

FIELDS = ("name", "donor", "language", "starts_on", "ends_on", "k", "regions", "indicators", "breakdowns", "is_active",
          "cadences", "due_days", "reports_from")  # fmt: skip
DUE_DAYS = 15
DUE = ("cadences", "due_days", "reports_from")
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


def list_indicator_choices(chosen: Mapping[str, Indicator]) -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Each indicator under the name of its section."""
    return [(name, [(code, one.name) for code, one in chosen.items() if one.section == section]) for section, name in SECTION_NAMES.items()]


class ProgrammeForm(CaseworkForm):
    """What a donor funds and what it wants to know."""

    model = Programme
    names: ClassVar[tuple[str, ...]] = ("code", *FIELDS)

    def scope(self) -> None:
        super().scope()
        self.fields["donor"].queryset = Organisation.objects.visible_to(self.actor).donors()  # type: ignore[attr-defined]  # a choice of rows
        self.fields["language"] = forms.ChoiceField(label=_("Language of the report"), choices=LANGUAGES, initial="ru")
        self.fields["indicators"] = forms.MultipleChoiceField(
            label=_("Indicators"), choices=list_indicator_choices(offered()), widget=forms.CheckboxSelectMultiple
        )
        self.fields["breakdowns"] = forms.MultipleChoiceField(
            label=_("Breakdowns"), choices=list(LADDER_NAMES.items()), widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["cadences"] = forms.MultipleChoiceField(
            label=_("Reports are due"), choices=list(CADENCES.items()), widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["cadences"].help_text = _("None chosen: reports are made when somebody asks for them.")
        self.fields["due_days"].required = False
        self.fields["reports_from"].help_text = _("The first period that ends on or after this day is the first that is owed.")
        self.fields["regions"].widget = forms.CheckboxSelectMultiple(choices=self.fields["regions"].widget.choices)  # type: ignore[attr-defined]  # a list of choices
        self.fields["regions"].help_text = _("None chosen: the whole organisation.")
        self.fields["k"].help_text = _("From 5 to 11. Breakdowns with a smaller group are not published.")
        self.order_fields(self.names)

    def lay_out(self) -> None:
        named = [name for name in ("code", "name", "donor", "language", "starts_on", "ends_on", "k", "is_active") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("Programme"), Div(*named, css_class="form-columns")),
            Fieldset(_("When reports are due"), Div(*DUE, css_class="form-columns")),
            Div("regions", "indicators", "breakdowns", css_class="boxes"),
            "form_key",
        )

    def clean_k(self) -> int:
        k = int(self.cleaned_data["k"])
        if not 5 <= k <= 11:
            raise forms.ValidationError(_("Choose a number from 5 to 11."))
        return k

    def clean_due_days(self) -> int:
        days = int(self.cleaned_data.get("due_days") or DUE_DAYS)
        if not 1 <= days <= 120:
            raise forms.ValidationError(_("Choose a number from 1 to 120."))
        return days

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if code == "total" or Programme.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if cleaned.get("cadences") and not cleaned.get("reports_from"):
            cleaned["reports_from"] = timezone.localdate().replace(day=1)
        return cleaned


class ProgrammeEditForm(ProgrammeForm, VersionedForm):
    """Change a programme. Its code stays: published figures carry it; so do its regions."""

    def scope(self) -> None:
        super().scope()
        del self.fields["code"]
        del self.fields["regions"]

    def lay_out(self) -> None:
        named = ("name", "donor", "language", "starts_on", "ends_on", "k", "is_active")
        self.helper.layout = Layout(
            Fieldset(_("Programme"), Div(*named, css_class="form-columns")),
            Fieldset(_("When reports are due"), Div(*DUE, css_class="form-columns")),
            Div("indicators", "breakdowns", css_class="boxes"),
            "form_key",
            "version",
        )


class ReportForm(ActorForm):
    """Which report to make."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none())
    period = forms.ChoiceField(label=_("Period"), choices=())

    def scope(self) -> None:
        mine = Programme.objects.visible_to(self.actor).filter(organisation_id=self.actor.organisation_id, is_active=True)
        self.fields["programme"].queryset = mine  # type: ignore[attr-defined]  # a choice of rows
        self.fields["programme"].label_from_instance = lambda programme: programme.name  # type: ignore[attr-defined]  # its name, not its code
        groups = {1: _("Months"), 3: _("Quarters"), 6: _("Half-years"), 12: _("Years")}
        periods = list_closed_periods()
        self.offer("period", [
            (label, [(one.code, name_period(one.code)) for one in periods if len(one.months) == length])
            for length, label in groups.items()
        ])  # fmt: skip


class NarrativeForm(ActorForm):
    """The short texts of a report. They get a second look; the author has seen what it showed, and confirms."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, look: Callable[[dict[str, str]], Review], seen: str = "", **kwargs: Any) -> None:
        self.look, self.seen = look, seen
        self.review: Review | None = None
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        labels: dict[str, Any] = {SUMMARY: _("Summary"), **SECTION_NAMES}
        for code in narrative_codes():
            self.fields[code] = forms.CharField(
                label=labels[code], required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
            )
        self.fields["checked"] = forms.BooleanField(
            label=_("I checked: every number stands in the tables of this report, and nobody can be recognised."), required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(self.texts().values()):
            return cleaned
        self.review = self.look(self.texts())
        if self.review.found and self.review.sha256 != self.seen:
            self.add_error("checked", _("Look at what was found in the texts. Change them, or tick this box and save again."))
        elif not cleaned.get("checked"):
            self.add_error("checked", _("Confirm what you have checked before the texts are kept."))
        return cleaned

    def texts(self) -> dict[str, str]:
        return {code: str(self.cleaned_data.get(code, "")) for code in narrative_codes()}

    @property
    def shown(self) -> list[tuple[Any, list[Found], list[str]]]:
        """Each text with what was found in it and which of its numbers stand in the tables."""
        if self.review is None:
            return []
        looked = [(self[code], *self.review.of(code)) for code in narrative_codes()]
        return [one for one in looked if one[1] or one[2]]


class ReasonForm(ActorForm):
    """Why a report goes back or is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FiguresForm(ActorForm):
    """Which days to count, and how to divide."""

    first = forms.DateField(label=_("From"), widget=DateInput())
    last = forms.DateField(label=_("To"), widget=DateInput())
    indicator = forms.ChoiceField(label=_("Indicator"), required=False)
    by = forms.ChoiceField(label=_("Divide by"), required=False)
    then = forms.ChoiceField(label=_("and by"), required=False)

    def scope(self) -> None:
        from access.indicators import BREAKDOWN_NAMES

        divisions = {name for one in declared().values() for name in one.breakdowns}
        choices = [("", _("Not divided")), *[(n, label) for n, label in BREAKDOWN_NAMES.items() if n in divisions]]
        self.offer("indicator", [("", _("All")), *list_indicator_choices(declared())])
        for name in ("by", "then"):
            self.offer(name, choices)
        for name in ("indicator", "by", "then"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("first", "last"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned


def this_year() -> dict[str, str]:
    """From the first of January to today."""
    today = timezone.localdate()
    return {"first": f"{today.year}-01-01", "last": today.isoformat()}
