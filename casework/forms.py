"""Forms of casework: fields come from the model, days from the browser's calendar, lists keep their order."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, DateInput
from access.models import User
from access.permissions import Permission
from access.roles import Role
from casework.vocabulary.fields import CodesField

NOT_CHOSEN = _("Not chosen")
NOT_FACTS = {"form_key", "version"}


class CaseworkForm(ActorForm):
    """A form whose values go to an action as facts. `names` lists the fields taken from `model`."""

    model: ClassVar[type[models.Model] | None] = None
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lay_out()

    def scope(self) -> None:
        if self.model is not None:
            self.fields.update(fields_for_model(self.model, self.names, formfield_callback=form_field))
            self.order_fields(self.names)

    def lay_out(self) -> None:
        """Group the fields for the eye. Long forms override this."""

    def facts(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {name: self._ordered(name, value) for name, value in self.cleaned_data.items() if name not in NOT_FACTS}

    def _ordered(self, name: str, value: Any) -> Any:
        if self.model is None or name not in self.names:
            return value
        field = self.model._meta.get_field(name)
        return field.clean(value, None) if isinstance(field, CodesField) else value


class VersionedForm(CaseworkForm):
    """A correction: remembers which version was opened, so that nothing a colleague saved is overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes no argument
    """A colleague, by the name they chose for themselves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_label=kwargs.pop("empty_label", NOT_CHOSEN), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


def initial_of(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The present values of a row, for a form that corrects it."""
    return {name: getattr(row, name) for name in (*names, "version") if hasattr(row, name)}


def case_roles() -> list[str]:
    """The roles that may work on a case."""
    return [role.value for role in Role if {Permission.CASE_VIEW, Permission.CASE_VIEW_ALL} & role.permissions]


def case_workers(organisation_id: Any) -> models.QuerySet[User]:
    """Members of an organisation who may work on cases."""
    return User.objects.filter(
        memberships__organisation_id=organisation_id, memberships__ended_at=None, memberships__roles__overlap=case_roles()
    ).order_by("display_name")


def form_field(field: Any, **kwargs: Any) -> Any:
    if isinstance(field, models.DateField):
        kwargs["widget"] = DateInput()
    made = field.formfield(**kwargs)
    if isinstance(made, forms.TypedChoiceField) and (not made.required or made.initial is None):
        made.choices = [("", NOT_CHOSEN), *[choice for choice in field.choices or () if choice[0] != ""]]
    return made
