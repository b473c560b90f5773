"""Forms of the plan of help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from casework.cases.models import Case
from casework.cases.work_forms import people_seeing
from casework.forms import MemberField, VersionedForm
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.plans.workflow import ACTION_MOVES, GOAL_MOVES, ActionState, GoalState

PLAN, GOAL, ACTION = ("wish", "agreed_on"), ("words", "service"), ("words", "owner", "partner", "due_on")


def words(label: Any, *, rows: int, most: int = 2000, required: bool = True, help_text: Any = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=box)


class PlanForm(VersionedForm):
    """The person's own wish, and the day on which they agreed to the plan."""

    model = HelpPlan
    names = ("agreed_on",)
    wish = words(gettext_lazy("What the person wishes, in their own words"), rows=4, help_text=gettext_lazy("Kept encrypted."))

    def scope(self) -> None:
        super().scope()
        self.fields["agreed_on"].required = False
        self.fields["agreed_on"].help_text = _("Leave it empty until the person has agreed. Without it nobody can approve the plan.")
        self.order_fields((*PLAN, "version"))

    def clean_agreed_on(self) -> date | None:
        day: date | None = self.cleaned_data["agreed_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class GoalForm(VersionedForm):
    """What should be true one day, and the need it comes from."""

    model = Goal
    names = ("service",)
    words = words(gettext_lazy("Goal"), rows=2, help_text=gettext_lazy("What should be true for the person, so that one can see whether it is. Kept encrypted."))

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        self.order_fields((*GOAL, "version"))


class ActionForm(VersionedForm):
    """What is done, by whom and until when."""

    model = GoalAction
    names = ("due_on",)
    words = words(gettext_lazy("What is to be done"), rows=2)
    owner = MemberField(label=gettext_lazy("Colleague who does it"), queryset=User.objects.none(), required=False)
    partner = forms.CharField(label=gettext_lazy("Or a partner who does it"), max_length=200, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        self.fields["owner"].queryset = people_seeing(self.case)  # type: ignore[attr-defined]
        self.fields["owner"].help_text = _("Only those who work on this case can be chosen.")
        self.order_fields((*ACTION, "version"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "owner" not in self.errors and "partner" not in self.errors and bool(cleaned.get("owner")) == bool(cleaned.get("partner")):
            both = bool(cleaned.get("owner"))
            self.add_error("owner", _("Choose a colleague or name a partner, not both.") if both else _("Say who does it: a colleague or a partner."))
        return cleaned


class _OutcomeForm(VersionedForm):
    """What became of it, among the states that may follow."""

    state = forms.ChoiceField(label=gettext_lazy("What became of it"), widget=forms.RadioSelect)
    outcome = words(gettext_lazy("What came of it, in words"), rows=3, required=False, help_text=gettext_lazy("Kept encrypted."))
    needs_words: frozenset[str] = frozenset()

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        self.state_before = state
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") in self.needs_words and not cleaned.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Say in words what came of it."))
        return cleaned


class GoalOutcomeForm(_OutcomeForm):
    needs_words = frozenset({"reached", "partly", "dropped"})

    def scope(self) -> None:
        self.offer("state", [pair for pair in GoalState.choices if pair[0] in GOAL_MOVES[self.state_before]])


class ActionOutcomeForm(_OutcomeForm):
    needs_words = frozenset({"dropped"})

    def scope(self) -> None:
        self.offer("state", [pair for pair in ActionState.choices if pair[0] in ACTION_MOVES[self.state_before]])
