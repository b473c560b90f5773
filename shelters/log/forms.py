"""A line of the log, and the words of a hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ActorForm
from shelters.models import Shelter, Stay


def words(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=5000, widget=area)


class EntryForm(ActorForm):
    """What happened, and about whom if it is about somebody."""

    words = words(_("What happened"), _("What the next shift must know. Code of a resident, not the name; not the story. Kept encrypted."), rows=3)
    about = forms.ChoiceField(label=_("About"), choices=(), required=False)

    def __init__(self, *args: Any, houses: list[Shelter], stays: list[Stay], **kwargs: Any) -> None:
        self.houses = {str(house.pk): house for house in houses}
        self.stays = {str(stay.pk): stay for stay in stays}
        super().__init__(*args, **kwargs)

    def scope(self) -> None:
        residents = [(pk, f"{stay.case.person.code} · {stay.shelter.name}") for pk, stay in self.stays.items()]
        self.offer("about", [*((pk, _("The house: %(name)s") % {"name": house.name}) for pk, house in self.houses.items()), *residents])

    def clean_about(self) -> str:
        about = str(self.cleaned_data["about"] or next(iter(self.houses), ""))
        if about not in self.houses and about not in self.stays:
            raise forms.ValidationError(_("There is no open house."))
        return about

    @property
    def facts(self) -> dict[str, Any]:
        stay = self.stays.get(self.cleaned_data["about"])
        shelter = stay.shelter if stay is not None else self.houses[self.cleaned_data["about"]]
        return {"words": self.cleaned_data["words"], "stay": stay, "shelter": shelter, "form_key": self.cleaned_data["form_key"]}


class DutyWordsForm(ActorForm):
    """Free words for the next."""

    words = words(_("What worries you, what the next one must know"), _("Name residents by their code."), required=False, rows=6)


class ForgottenDutyForm(ActorForm):
    """Why the manager ends it."""

    words = words(_("Why you end this shift for a colleague"), rows=3)
