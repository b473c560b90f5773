"""One number of days for each kind of record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from access.retention.table import TABLE


class PeriodsForm(ActorForm):
    """Every line of the table with its bounds; what was not changed is not saved."""

    def __init__(self, data: Any = None, *, periods: dict[Any, int], **kwargs: Any) -> None:
        self.periods = periods
        super().__init__(data, **kwargs)

    def scope(self) -> None:
        for rule in TABLE:
            self.fields[rule.kind.value] = forms.IntegerField(
                label=str(rule.name), min_value=rule.shortest, max_value=rule.longest, initial=self.periods[rule.kind],
                help_text=_("Days, from %(shortest)s to %(longest)s.") % {"shortest": rule.shortest, "longest": rule.longest},
            )  # fmt: skip

    def changes(self) -> dict[str, int]:
        """Kinds whose period was changed."""
        return {rule.kind.value: days for rule in TABLE if (days := self.cleaned_data[rule.kind.value]) != self.periods[rule.kind]}
