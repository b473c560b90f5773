"""What is asked about a house, its rooms and its beds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm, DateInput
from casework.vocabulary import find_vocabulary
from shelters.models import Room, Shelter


class ShelterForm(ActorForm):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Seen by everybody in the network: no street, no district."))
    region = forms.ChoiceField(label=_("Region"), choices=())
    hold_minutes = forms.IntegerField(label=_("Minutes a bed is held"), min_value=10, max_value=1440, initial=90)

    def scope(self) -> None:
        self.offer("region", [("", "—"), *find_vocabulary("region").choices])

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"form_key", "version"}}


class ShelterEditForm(ShelterForm):
    is_active = forms.BooleanField(label=_("Open: takes people"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AddressForm(ActorForm):
    address = forms.CharField(label=_("Address"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}))
    way_in = forms.CharField(
        label=_("How to arrive"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )


class RoomForm(ActorForm):
    """A room; its name is used once in a house."""

    name = forms.CharField(label=_("Room"), max_length=60)
    shelter: Shelter | None = None

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Room.objects.visible_to(self.actor).filter(shelter=self.shelter, name=name).exists() and not self._pressed_twice():
            raise forms.ValidationError(_("This house already has a room of this name."))
        return name

    def _pressed_twice(self) -> bool:
        from access.models import FormReceipt

        key, user_id = self.cleaned_data.get("form_key"), self.actor.user_id
        return bool(key and user_id and FormReceipt.objects.filter(user_id=user_id, key=key).exists())


class BedForm(ActorForm):
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.none())
    label = forms.CharField(label=_("Bed"), max_length=30)
    kind = forms.ChoiceField(label=_("For whom"), choices=())
    is_accessible = forms.BooleanField(label=_("Wheelchair or ground floor"), required=False)
    has_cot = forms.BooleanField(label=_("With a cot"), required=False)
    starts_on = forms.DateField(label=_("In use from"), widget=DateInput())
    ends_on = forms.DateField(label=_("In use until"), required=False, widget=DateInput())

    def scope(self) -> None:
        self.offer("kind", find_vocabulary("bed_kind").choices)

    def offer_rooms(self, shelter: Shelter) -> None:
        field: Any = self.fields["room"]
        field.queryset = Room.objects.visible_to(self.actor).filter(shelter=shelter)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and end and end <= first:
            self.add_error("ends_on", _("This is not after the first day."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"form_key", "room"}}


class OutageForm(ActorForm):
    from_day = forms.DateField(label=_("From"), widget=DateInput())
    until_day = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=120, help_text=_("About the bed, not about a person."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, end = cleaned.get("from_day"), cleaned.get("until_day")
        if first and end and end <= first:
            self.add_error("until_day", _("This is not after the first day."))
        return cleaned
