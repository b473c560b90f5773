"""A task without a case: what, when, who, and of which team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import HourInput
from access.models import User
from access.permissions import Permission
from casework.forms import MemberField, VersionedForm
from casework.tasks.models import OF_NO_CASE, Task, TaskKind
from casework.tasks.team import may_pass_on, team_members

TEAM_TASK = ("kind", "words", "due_on", "at", "owner", "team")


class TeamTaskForm(VersionedForm):
    model = Task
    names = ("kind", "due_on", "at", "team")
    words = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = MemberField(label=gettext_lazy("Who does it"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        self.task = task
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        self.fields["at"].widget = HourInput()
        self.fields["team"].required = True
        self.offer("kind", [(kind.value, kind.label) for kind in OF_NO_CASE])
        self.fields["owner"].queryset = team_members(self.actor.organisation_id)  # type: ignore[attr-defined]
        self.fields["owner"].help_text = _("Seen by whoever does it, by whoever wrote it down, and by those who lead the team.")
        self.fields["words"].help_text = _("No names of people who are helped: what is about a person belongs to the case.")
        if self.task is not None and not may_pass_on(self.actor, self.task):
            del self.fields["owner"]
        if self.task is not None and self.task.by_id != self.actor.user_id and not self.actor.may(Permission.CASE_ASSIGN):
            del self.fields["team"]
        self.order_fields((*TEAM_TASK, "version"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due_on") is None and "due_on" not in self.errors:
            if cleaned.get("at"):
                self.add_error("due_on", _("A time needs a day."))
            elif cleaned.get("kind") not in (None, "", TaskKind.TASK):
                self.add_error("due_on", _("Say on which day."))
        return cleaned
