"""Forms that know who fills them: choices are scoped to the actor, and a second press is recognised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.models import Membership, User
from access.passwords import LONGEST
from access.permissions import Permission
from access.roles import Role, may_give, permissions_of

TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def without_turns(data: Any) -> Any:
    """What was sent, without the invisible characters that turn the direction of text and so disguise a name."""
    if not isinstance(data, MultiValueDict):
        return {name: value.translate(TURNS) if isinstance(value, str) else value for name, value in data.items()}
    cleaned = data.copy()
    for name, values in data.lists():
        cleaned.setlist(name, [value.translate(TURNS) if isinstance(value, str) else value for value in values])
    return cleaned


class MomentInput(forms.DateTimeInput):
    """A day and an hour, in the format every browser sends them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def members_who_may(actor: Actor, permission: Permission) -> list[tuple[str, str]]:
    """Members of one's organisation with this right, by name, for a list to choose from."""
    members = Membership.objects.visible_to(actor).filter(ended_at=None).select_related("user").order_by("user__display_name")
    return [(str(m.user_id), m.user.display_name) for m in members if permission in permissions_of(m.roles)]


class ActorForm(forms.Form):
    """Base of every form. `form_key` makes a second press harmless; layout comes from crispy without a <form> tag."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    template_pack = "bootstrap5"
    keeps_every_letter = False

    def __init__(self, data: Any = None, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        if data is not None and not self.keeps_every_letter:
            data = without_turns(data)
        kwargs["initial"] = {"form_key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(data, *args, **kwargs)
        self.scope()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.error_css_class = "is-invalid"

    def scope(self) -> None:
        """Narrow the choices to what the actor may see. Forms with model choices override this."""

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """The choices of a field that depend on who fills the form."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"{name} offers no choices.")
        field.choices = list(choices)


def roles_to_give(actor: Actor) -> list[tuple[str, str]]:
    return [(role.value, role.label) for role in Role if may_give(actor.permissions, role)]


class DateInput(forms.DateInput):
    """A day, picked in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MemberForm(ActorForm):
    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=120)
    username = forms.CharField(label=_("User name"), max_length=80)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, choices=())

    def scope(self) -> None:
        self.offer("roles", roles_to_give(self.actor))

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip().lower()
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return username


class RolesForm(ActorForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, choices=())

    def scope(self) -> None:
        self.offer("roles", roles_to_give(self.actor))


class PreferencesForm(ActorForm):
    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")])
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
    )


class PasswordForm(ActorForm):
    keeps_every_letter = True
    old = forms.CharField(label=_("Current password"), max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(label=_("New password"), max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), help_text=_("At least 12 characters."))

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if self.actor.user is None or not self.actor.user.check_password(old):
            raise forms.ValidationError(_("The current password is not right."))
        return old

    def clean_new(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        new = str(self.cleaned_data["new"])
        validate_password(new, self.actor.user)
        return new


class SignInForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}))
    password = forms.CharField(label=_("Password"), max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
