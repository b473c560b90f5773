"""In and out: the list of the house for a phone, and the answer for one resident."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.events import Event
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.submission import posted
from shelters.models import Stay
from shelters.presence.actions import HasLeft, note_presence
from shelters.presence.forms import PresenceForm
from shelters.presence.residents import adults_beside, age_of, by_house, residents
from shelters.presence.rules import BACK
from shelters.stays.house import note_names


@requires(P.HOUSE_VIEW)
@require_safe
def house_list(request: ActorRequest) -> HttpResponse:
    """Who sleeps where tonight, and who is in; prints on one page for an emergency. Reading it is on record."""
    people = residents(request.actor)
    stays = [each.stay for each in people]
    note_seen(request, *stays)
    request.noted.append((Event.HOUSE_LIST_READ, {"people": len(stays)}))
    note_names(request, stays)
    context = {"houses": by_house(people), "number": len(stays), "now": timezone.now()}
    return render(request, "shelters/house_list.html", context)


@requires(P.HOUSE_VIEW)
@require_safe
def presence_list(request: ActorRequest) -> HttpResponse:
    """Everybody of the house with two buttons; those expected back since a while can be shown alone."""
    people = residents(request.actor)
    note_seen(request, *[each.stay for each in people])
    show = "overdue" if request.GET.get("show") == "overdue" else ""
    shown = [each for each in people if each.is_overdue] if show else people
    adults = [each.stay for each in people if each.age == "adult"]
    rows = [
        {"resident": each, "adults": [a for a in adults if each.is_child and a.shelter_id == each.stay.shelter_id], "form_key": uuid4()}
        for each in shown
    ]
    late = sum(each.is_overdue for each in people)
    context = {"rows": rows, "show": show, "late": late, "back": BACK, "now": timezone.now()}
    return render(request, "shelters/presence_list.html", context)


@requires(P.STAY_MANAGE)
def presence_note(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    """One press on the list; or the whole form, when there is more to say or something was missing."""
    stay: Stay = fetch(request, Stay.objects.select_related("shelter", "case__person"), pk=stay_id)
    age = age_of(stay, timezone.localdate())
    form = PresenceForm(posted(request), actor=request.actor, stay=stay, adults=adults_beside(request.actor, stay), is_child=age == "child")
    if request.method == "POST" and form.is_valid():
        try:
            note_presence(by=request.actor, stay=stay, form_key=form.cleaned_data["form_key"], **form.facts)
        except HasLeft:
            form.add_error(None, _("This person has already left."))
        else:
            messages.success(request, _("Saved."))
            return redirect("presence-list")
    note_names(request, [stay])
    return render(request, "shelters/presence_form.html", {"form": form, "stay": stay})
