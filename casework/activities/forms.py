"""Recording prevention, partnership and training of officials with the numbers reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.activities.models import Activity
from casework.forms import CaseworkForm, VersionedForm

FIELDS = (
    "stream", "kind", "held_on", "region", "audience", "topic", "partner",
    "women", "men", "children", "materials", "items", "funder", "cost",
)  # fmt: skip


class ActivityForm(CaseworkForm):
    """What was done, where, for whom and how many were reached."""

    model = Activity
    names = FIELDS

    def scope(self) -> None:
        super().scope()
        self.fields["held_on"].initial = timezone.localdate
        self.fields["items"].help_text = _("For example 3 articles or 2 meetings.")
        self.fields["topic"].help_text = _("No names of people who were helped.")

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            Fieldset(_("What was done"), Div("stream", "kind", "held_on", "items", "topic", "partner", css_class="form-columns")),
            Fieldset(_("Who was reached"), Div("region", "audience", "women", "men", "children", "materials", css_class="form-columns")),
            Fieldset(_("Money"), Div("funder", "cost", css_class="form-columns")),
            "form_key",
        )  # fmt: skip

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_items(self) -> int:
        items = int(self.cleaned_data["items"])
        if items < 1:
            raise forms.ValidationError(_("At least one."))
        return items

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        women, men, children = (cleaned.get(name) for name in ("women", "men", "children"))
        if None not in (women, men, children) and children > women + men:  # type: ignore[operator]  # none of them is None
            self.add_error("children", _("These are counted among the women and men above, so there cannot be more."))
        return cleaned


class ActivityEditForm(ActivityForm, VersionedForm):
    """Correct an activity."""

    def lay_out(self) -> None:
        super().lay_out()
        self.helper.layout.append("version")
