"""Forms of tasks and of the calendar's days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.forms import HourInput
from access.models import User
from casework.cases.models import Case
from casework.cases.work_forms import people_seeing
from casework.contact.refusing import moment_of
from casework.contact.rules import may_contact
from casework.forms import MemberField, VersionedForm
from casework.tasks.models import CHANNEL_OF, Task, TaskKind

TASK = ("kind", "words", "due_on", "at", "owner")


class TaskForm(VersionedForm):
    """What, when and who."""

    model = Task
    names = ("kind", "due_on", "at")
    words = forms.CharField(label=gettext_lazy("What is to be done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = MemberField(label=gettext_lazy("Who does it"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        super().scope()
        self.fields["version"].required = False
        self.fields["at"].widget = HourInput()
        self.fields["owner"].queryset = people_seeing(self.case)  # type: ignore[attr-defined]
        self.fields["owner"].help_text = _("Only those who work on this case can be chosen.")
        self.order_fields((*TASK, "version"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("due_on") is None and "due_on" not in self.errors:
            if cleaned.get("at"):
                self.add_error("due_on", _("A time needs a day."))
            elif cleaned.get("kind") not in (None, "", TaskKind.TASK):
                self.add_error("due_on", _("Say on which day."))
        self._check_contact(cleaned)
        return cleaned

    def _check_contact(self, cleaned: dict[str, Any]) -> None:
        """What the person did not agree to is not planned; the reason stands beside what can be changed."""
        channel = CHANNEL_OF.get(cleaned.get("kind") or "")
        if channel is None:
            return
        verdict = may_contact(self.case.person, channel, moment_of(cleaned.get("due_on"), cleaned.get("at")))
        if verdict.is_refused:
            self.add_error("kind" if may_contact(self.case.person, channel).is_refused else "due_on", verdict.words)
