"""Forms of the context series: one figure, or a file of them."""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from casework.forms import CaseworkForm, VersionedForm
from reports.context.models import ContextFigure
from reports.context.reading import LARGEST
from reports.context.wording import known_indicators

FIELDS = ("indicator", "period", "value", "unit", "detail", "base", "basis", "source", "note", "doubt", "in_reports")


class ContextFigureForm(CaseworkForm):
    """A figure as its source published it."""

    model = ContextFigure
    names: ClassVar[tuple[str, ...]] = FIELDS

    def scope(self) -> None:
        super().scope()
        self.fields["indicator"] = forms.ChoiceField(label=_("Indicator"), choices=[("", _("Not chosen")), *known_indicators()])
        self.order_fields(self.names)

    def lay_out(self) -> None:
        self.helper.layout = Layout(
            "indicator", Div("period", "value", "unit", css_class="form-columns"), "detail",
            Div("base", "basis", "source", css_class="form-columns"), "note", "doubt", "in_reports", "form_key",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        key = ("indicator", "period", "unit", "detail", "basis", "source", "value")
        if all(name in cleaned for name in key):
            same = ContextFigure.objects.visible_to(self.actor).filter(**{name: cleaned[name] for name in key})
            if same.exclude(pk=self.initial.get("pk")).exists():
                self.add_error("value", _("This figure of this source is in the list already."))
        return cleaned


class ContextFigureEditForm(ContextFigureForm, VersionedForm):
    """A correction of a figure."""

    def lay_out(self) -> None:
        super().lay_out()
        self.helper.layout.append("version")


class ContextFileForm(ActorForm):
    """A CSV file of figures."""

    file = forms.FileField(
        label=_("File (.csv)"),
        help_text=_("At most 1 MB. The file itself is not kept."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB. Split it into smaller files."))
        return file
