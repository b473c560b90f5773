"""What is said at the door: in, or out, until when, and a child with whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, MomentInput
from shelters.models import Stay
from shelters.presence.models import Where
from shelters.presence.rules import BACK, LATEST, back_at

STAFF, ANOTHER = "staff", "another"


class PresenceForm(ActorForm):
    """Only the first answer is needed of a grown-up. Nothing here asks whether they may."""

    where = forms.ChoiceField(label=_("Where"), choices=Where.choices, widget=forms.RadioSelect)
    back = forms.ChoiceField(label=_("Expected back"), required=False, choices=[*BACK, ("at", _("at another time"))], initial="unsaid")
    back_at = forms.DateTimeField(
        label=_("Day and time"), required=False, input_formats=["%Y-%m-%dT%H:%M"],
        widget=MomentInput(), help_text=_("Only for another time."),
    )  # fmt: skip
    company = forms.ChoiceField(label=_("With whom"), required=False, choices=())
    with_whom = forms.CharField(label=_("Another adult: who"), required=False, max_length=200, help_text=_("Kept encrypted."))

    def __init__(self, *args: Any, stay: Stay, adults: list[Stay], is_child: bool, **kwargs: Any) -> None:
        self.stay, self.is_child = stay, is_child
        self.adults = {str(adult.pk): adult for adult in adults}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        people = [(pk, adult.case.person.code) for pk, adult in self.adults.items()]
        first = _("Choose") if self.is_child else _("Alone, or not said")
        self.offer("company", [("", first), *people, (STAFF, _("A worker of the house")), (ANOTHER, _("Another adult"))])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("where") == Where.OUT:
            self._check_time(cleaned)
            self._check_company(cleaned)
        return cleaned

    def _check_time(self, cleaned: dict[str, Any]) -> None:
        moment: datetime | None = cleaned.get("back_at")
        if cleaned.get("back") != "at" or "back_at" in self.errors:
            return
        if moment is None:
            self.add_error("back_at", _("Give the day and the time."))
        elif not timezone.now() < moment < timezone.now() + LATEST:
            self.add_error("back_at", _("Give a time to come, within a month."))

    def _check_company(self, cleaned: dict[str, Any]) -> None:
        if self.is_child and not cleaned.get("company"):
            self.add_error("company", _("A child goes out with a guardian or another adult. Say with whom."))
        if cleaned.get("company") == ANOTHER and not cleaned.get("with_whom"):
            self.add_error("with_whom", _("Write who the adult is."))

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        company, back = given.get("company", ""), given.get("back", "")
        return {
            "where": given["where"],
            "expected_at": given.get("back_at") if back == "at" else back_at(back, timezone.localtime()),
            "with_stay": self.adults.get(company),
            "with_staff": company == STAFF,
            "with_whom": given.get("with_whom", "") if company == ANOTHER else "",
        }
