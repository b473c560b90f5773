"""Where a proof is typed: the second step of signing in, and being asked again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.passwords import LONGEST


class ConfirmForm(forms.Form):
    """One answer is enough to prove that it is still the same person."""

    confirm_code = forms.CharField(
        label=_("Current password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, data: Any = None, *, request: Any) -> None:
        self.request = request
        super().__init__(data)

    def clean_confirm_code(self) -> str:
        typed = str(self.cleaned_data["confirm_code"])
        if not self.request.actor.user.check_password(typed):
            raise forms.ValidationError(_("The current password is not right."))
        return typed
