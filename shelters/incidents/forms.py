"""What is asked about an incident: few boxes first, words after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, MomentInput
from access.models import Membership, User
from casework.forms import MemberField
from shelters.incidents.models import IncidentKind, Outcome, Told
from shelters.log.forms import words
from shelters.models import Shelter, Stay

MINUTES = "%Y-%m-%dT%H:%M"
NO_NAMES = _("Codes of residents, not names. Kept encrypted.")


def moment_field(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, input_formats=[MINUTES], widget=MomentInput()
    )


def not_later_than_now(moment: datetime) -> datetime:
    if moment > timezone.now():
        raise forms.ValidationError(_("This time is still to come."))
    return moment


class IncidentForm(ActorForm):
    """What kind, when, whom it concerned, what happened, who was told at once."""

    kind = forms.ChoiceField(label=_("What kind"), choices=IncidentKind.choices, widget=forms.RadioSelect)
    happened_at = moment_field(_("When"))
    house = forms.ChoiceField(label=_("House"), choices=())
    concerned = forms.MultipleChoiceField(label=_("Residents concerned"), required=False, choices=(), widget=forms.CheckboxSelectMultiple)
    what = words(_("What happened"), NO_NAMES)
    told = forms.MultipleChoiceField(label=_("Told already"), required=False, choices=Told.choices, widget=forms.CheckboxSelectMultiple)
    about_user = MemberField(
        label=_("The worker it is about"), queryset=User.objects.none(), required=False,
        help_text=_("Only when a worker did wrong. Manager and director see it, and you; never the person it is about."),
    )  # fmt: skip

    def __init__(self, *args: Any, houses: list[Shelter], stays: list[Stay], **kwargs: Any) -> None:
        self.houses = {str(house.pk): house for house in houses}
        self.stays = {str(stay.pk): stay for stay in stays}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        self.offer("house", [(pk, house.name) for pk, house in self.houses.items()])
        self.offer("concerned", [(pk, f"{stay.case.person.code} · {stay.shelter.name}") for pk, stay in self.stays.items()])
        field: Any = self.fields["about_user"]
        members = Membership.objects.visible_to(self.actor).filter(ended_at=None)
        if self.actor.user is not None:
            members = members.exclude(user=self.actor.user)  # nobody reports themselves: they could not read it afterwards
        field.queryset = User.objects.filter(pk__in=members.values("user_id")).order_by("display_name")

    def clean_happened_at(self) -> datetime:
        return not_later_than_now(self.cleaned_data["happened_at"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("about_user") and cleaned.get("kind") not in {IncidentKind.STAFF_ACTION, None}:
            self.add_error("about_user", _("Name a worker only when a worker did wrong."))
        if any(str(self.stays[pk].shelter_id) != cleaned.get("house") for pk in cleaned.get("concerned", ())):
            self.add_error("concerned", _("Choose residents of the house named above."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "happened_at", "what", "about_user")}

    @property
    def beside(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "shelter": self.houses[given["house"]], "stays": [self.stays[pk] for pk in given["concerned"]],
            "told": given["told"], "form_key": given["form_key"],
        }  # fmt: skip


class NoticeForm(ActorForm):
    told = forms.ChoiceField(label=_("Who was told"), choices=Told.choices, widget=forms.RadioSelect)
    told_at = moment_field(_("When"))
    words = words(_("Name, number of the report"), _("Kept encrypted."), required=False, rows=2)

    def clean_told_at(self) -> datetime:
        return not_later_than_now(self.cleaned_data["told_at"])


class AdditionForm(ActorForm):
    words = words(_("What was learned or done"), NO_NAMES)


class CloseIncidentForm(ActorForm):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = words(_("What was done"), NO_NAMES)
