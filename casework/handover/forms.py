"""From whom, to whom, and which cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.forms import ActorForm
from access.models import User
from casework.cases.models import Assignment
from casework.forms import MemberField, case_workers
from casework.handover.work import givers
from casework.tasks.team import team_members


class WhoForm(ActorForm):
    """Whose cases are looked at."""

    giver = MemberField(label=gettext_lazy("Cases of"), queryset=User.objects.none())

    def scope(self) -> None:
        self.fields["giver"].queryset = givers(self.actor)  # type: ignore[attr-defined]


class HandOverForm(ActorForm):
    """Who takes them over. All are ticked, because that is what a departure means."""

    taker = MemberField(label=gettext_lazy("Who takes them over"), queryset=User.objects.none())
    chosen = forms.MultipleChoiceField(label=gettext_lazy("Cases to hand over"), widget=forms.CheckboxSelectMultiple)
    with_tasks = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, giver: User, rows: list[Assignment], tasks: int = 0, **kwargs: Any) -> None:
        self.giver, self.rows, self.tasks = giver, rows, tasks
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        takers = case_workers(self.actor.organisation_id) if self.rows else team_members(self.actor.organisation_id)
        self.fields["taker"].queryset = takers.exclude(pk=self.giver.pk)  # type: ignore[attr-defined]
        chosen = self.fields["chosen"]
        chosen.choices = [(str(row.pk), said(row)) for row in self.rows]  # type: ignore[attr-defined]
        chosen.initial = [str(row.pk) for row in self.rows]
        chosen.required = not self.tasks
        words = ngettext("Also %(number)s open task without a case", "Also %(number)s open tasks without a case", self.tasks)
        self.fields["with_tasks"].label = words % {"number": self.tasks}
        for name in [*(["chosen"] if not self.rows else []), *(["with_tasks"] if not self.tasks else [])]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("chosen") and not cleaned.get("with_tasks"):
            self.add_error(None, _("Nothing is ticked."))
        return cleaned


def said(row: Any) -> str:
    """A case in one line: code, whether led, and what is still to be done on it."""
    parts = [row.case.code, row.case.get_state_display()]
    if row.is_lead:
        parts.append(_("leads the case"))
    if row.open_tasks or row.open_steps or row.open_actions:
        parts.append(_("%(tasks)s open tasks, %(steps)s open steps") % {"tasks": row.open_tasks + row.open_actions, "steps": row.open_steps})
    return " · ".join(str(part) for part in parts)
