"""Forms about suspects: what a case says of one, finding one again, and settling that two cases share one."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import ActorForm
from casework.cases.models import Case
from casework.forms import CaseworkForm, VersionedForm
from casework.suspects.actions import SAID
from casework.suspects.models import Outcome, Suspect, SuspectMention
from casework.suspects.search import Match

WORDS = {"name": 200, "aliases": 300, "phones": 300, "numbers": 300, "description": 4000, "notes": 8000}
NEW = "new"
FIELDS: tuple[str, ...] = ("name", "aliases", "phones", "numbers", "sex", "citizenship", "description", "roles", "relation", "is_danger", "proceedings", "notes")


class MentionForm(CaseworkForm):
    """What one case says of a suspect. Nothing is required but what they did."""

    model = SuspectMention
    names: ClassVar[tuple[str, ...]] = FIELDS

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        for name, longest in WORDS.items():
            label, widget = capfirst(self.fields[name].label), forms.Textarea({"rows": 3}) if longest > 1000 else None
            self.fields[name] = forms.CharField(label=label, max_length=longest, required=False, widget=widget)
        self.fields["phones"].help_text = _("Separate several by commas. The same number in another case is noticed.")
        self.fields["description"].help_text = _("Age, build, scars, car, habits: what helps somebody at the door.")
        self.fields["roles"].required = True
        self.fields["age"] = forms.IntegerField(label=_("Age, about"), min_value=10, max_value=110, required=False)
        self.fields["episodes"] = forms.MultipleChoiceField(
            label=_("In which episodes"), required=False, widget=forms.CheckboxSelectMultiple, choices=episodes_of(self.case)
        )
        if not self.case.exploitations.exists():
            del self.fields["episodes"]

    def lay_out(self) -> None:
        boxes = [Div(name, css_class="boxes") for name in ("roles", "episodes") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset(_("Who they are"), Div("name", "aliases", "phones", "numbers", css_class="form-columns"),
                     Div("sex", "age", "citizenship", css_class="form-columns"), "description"),
            Fieldset(_("What they did to the person"), *boxes, Div("relation", "proceedings", css_class="form-columns"), "is_danger", "notes"),
            "form_key", *[name for name in ("version", "is_active") if name in self.fields],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("name", "aliases", "phones", "numbers", "description")):
            self.add_error("name", _("Write at least one thing by which they are known."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        found = {name: value for name, value in super().facts().items() if name in SAID}
        age = self.cleaned_data.get("age")
        return found | {"born_about": timezone.localdate().year - age if age is not None else None}

    def chosen_episodes(self) -> list[UUID]:
        return [UUID(value) for value in self.cleaned_data.get("episodes") or ()]


class NewMentionForm(MentionForm):
    """Before somebody new is recorded, those who may be the same are shown; whoever fills the form says which it is."""

    known: dict[str, Suspect] | None = None

    def ask_which(self, matches: list[Match]) -> bool:
        """Offer the look-alikes; True when the answer is still missing."""
        if not matches:
            return False
        self.known = {str(match.suspect.pk): match.suspect for match in matches}
        choices = [(pk, _("It is %(code)s") % {"code": suspect.code}) for pk, suspect in self.known.items()]
        self.fields["same_as"] = forms.ChoiceField(
            label=_("Who is it?"), widget=forms.RadioSelect, choices=[*choices, (NEW, _("Somebody not recorded yet"))]
        )
        answer = str(self.data.get("same_as") or "")
        if answer in {*self.known, NEW}:
            self.cleaned_data["same_as"] = answer
            return False
        return True

    def chosen_suspect(self) -> Suspect | None:
        return (self.known or {}).get(str(self.cleaned_data.get("same_as") or ""))


class ChangeMentionForm(MentionForm, VersionedForm):
    names = (*FIELDS, "is_active")

    def scope(self) -> None:
        super().scope()
        self.fields["is_active"].label = _("Still followed in this case")


class SuspectSearchForm(CaseworkForm):
    term = forms.CharField(
        label=gettext_lazy("Code, telephone, number or name"), max_length=120, min_length=2,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class SameSuspectForm(CaseworkForm):
    """The code of the suspect it is, among those one sees."""

    code = forms.CharField(label=gettext_lazy("Code of the suspect it is"), max_length=12)
    suspect: Suspect | None = None

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        self.suspect = Suspect.objects.visible_to(self.actor).filter(code=code).first()
        if self.suspect is None:
            raise forms.ValidationError(_("You see no suspect with this code."))
        return code


class SettleForm(ActorForm):
    """Who looks into it says what was decided, and why."""

    outcome = forms.ChoiceField(label=gettext_lazy("What was decided"), widget=forms.RadioSelect, choices=Outcome.choices)
    decision = forms.CharField(
        label=gettext_lazy("Why, and what is done"), min_length=10, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Kept encrypted. Those who work on the cases learn only that it was looked into."),
    )  # fmt: skip


def episodes_of(case: Case) -> list[tuple[str, str]]:
    rows = case.exploitations.order_by("started_on", "created_at")
    return [(str(row.pk), ", ".join(row.get_types_display()) + (f" · {row.started_on:%d.%m.%Y}" if row.started_on else "")) for row in rows]


def mention_initial(mention: SuspectMention) -> dict[str, Any]:
    """The present values for a correction."""
    values: dict[str, Any] = {name: getattr(mention, name) for name in (*FIELDS, "is_active", "version", "age")}
    return values | {"episodes": [str(pk) for pk in mention.episodes.values_list("pk", flat=True)]}
