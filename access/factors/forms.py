"""Where a proof is typed: the second step of signing in, being asked again, and setting up what proves a person."""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.events import Event
from access.factors.proof import Factors, TooManyTries, prove, prove_password
from access.factors.rules import DIGITS, matching_step, only_digits
from access.forms import ActorForm
from access.passwords import LONGEST

WAIT = _("Too many attempts. Wait five minutes and try again.")
WRONG_CODE = _("This code is not right or was used already. Wait for the next one.")
CODE_BOX = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class ProofForm(forms.Form):
    """One answer proves a person: a code of the app, a recovery code, a passkey; the password where there is nothing else."""

    confirm_code = forms.CharField(label=_("Code from your app"), max_length=40, required=False, widget=forms.TextInput(attrs=CODE_BOX))
    confirm_passkey = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any = None, *, request: Any, user: Any, factors: Factors, by: Actor) -> None:
        self.request, self.user, self.factors, self.by, self.how = request, user, factors, by, ""
        super().__init__(data)
        if not factors:
            self.fields["confirm_code"] = forms.CharField(
                label=_("Current password"), max_length=LONGEST, strip=False, required=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
            )  # fmt: skip
        elif factors.codes and not factors.has_app:
            self.fields["confirm_code"].label = _("Recovery code")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        code, passkey = str(values.get("confirm_code", "")), str(values.get("confirm_passkey", ""))
        if not code and not passkey:
            self.add_error("confirm_code", _("This field is required."))
            return values
        try:
            self.how = prove(self.request, self.user, code=code, passkey=passkey) if self.factors else self._by_password(code)
        except TooManyTries:
            self.add_error(None, WAIT)
            return values
        if not self.how:
            self._refuse(passkey)
        return values

    def _by_password(self, typed: str) -> str:
        return prove_password(self.request, self.user, typed)

    def _refuse(self, passkey: str) -> None:
        how = "passkey" if passkey else "code" if self.factors else "password"
        self.request.refusals.append((Event.FACTOR_REFUSED, self.by, {"how": how}))
        sentence = {
            "passkey": _("This passkey was not accepted. Try again, or use a code."),
            "code": WRONG_CODE,
            "password": _("The current password is not right."),
        }[how]
        self.add_error(None if passkey else "confirm_code", sentence)


class AppForm(ActorForm):
    """The first code of a new app shows that it was set up rightly."""

    code = forms.CharField(label=_("Code that the app shows"), max_length=20, widget=forms.TextInput(attrs=CODE_BOX))

    def __init__(self, data: Any = None, *, actor: Actor, secret: bytes) -> None:
        self.secret, self.step = secret, 0
        super().__init__(data, actor=actor)

    def clean_code(self) -> str:
        code = only_digits(str(self.cleaned_data["code"]))
        step = matching_step(self.secret, code, time.time()) if len(code) == DIGITS else None
        if step is None:
            raise forms.ValidationError(_("This is not the code. Look whether the clock of the phone is right, and type the next one."))
        self.step = step
        return code


class PasskeyForm(ActorForm):
    name = forms.CharField(label=_("Name, so that you know it again"), max_length=60, help_text=_("For example: work phone, blue key."))
    confirm_passkey = forms.CharField(widget=forms.HiddenInput(), required=False)
