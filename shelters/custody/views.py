"""What the house keeps for people: the list, taking in, giving back, and the receipt in the owner's language."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.submission import posted
from shelters.custody.actions import OwnerHasLeft, give_back, take_in
from shelters.custody.forms import GiveBackForm, TakeInForm
from shelters.custody.models import CustodyItem, CustodyQuerySet
from shelters.models import Stay
from shelters.stays.house import note_names

LANGUAGES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


@requires(P.HOUSE_VIEW)
@require_safe
def custody_list(request: ActorRequest) -> HttpResponse:
    """What is still held in one's own houses; of people who have left; or everything there ever was."""
    asked = request.GET.get("show", "")
    show = asked if asked in {"gone", "all"} else ""
    rows: CustodyQuerySet = CustodyItem.objects.visible_to(request.actor).with_owner()
    chosen = {"gone": rows.of_people_gone(), "all": rows.order_by("-taken_at")}.get(show, rows.held())
    page = page_of(request, chosen.order_by(*(("-taken_at",) if show == "all" else ("stay__shelter__name", "taken_at"))), 50)
    note_seen(request, *page.object_list)
    return render(request, "shelters/custody_list.html", {"page": page, "show": show, "today": timezone.localdate()})


@requires(P.STAY_MANAGE)
def custody_take(request: ActorRequest, stay_id: UUID) -> HttpResponse:
    stay: Stay = fetch(request, Stay.objects.select_related("shelter", "case__person"), pk=stay_id)
    form = TakeInForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            item = take_in(by=request.actor, stay=stay, facts=form.facts, form_key=form.cleaned_data["form_key"])
        except OwnerHasLeft:
            form.add_error(None, _("This person has already left."))
        else:
            messages.success(request, _("Taken in. Print the receipt for the owner."))
            return redirect("custody-receipt", custody_id=item.pk)
    note_names(request, [stay])
    return render(request, "shelters/custody_take.html", {"form": form, "stay": stay})


def _item(request: ActorRequest, pk: UUID) -> CustodyItem:
    item: CustodyItem = fetch(request, CustodyItem.objects.with_owner(), pk=pk)
    note_names(request, [item.stay])
    return item


@requires(P.STAY_MANAGE)
def custody_back(request: ActorRequest, custody_id: UUID) -> HttpResponse:
    item = _item(request, custody_id)
    form = GiveBackForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        give_back(by=request.actor, item=item, signed=form.signed)
        messages.success(request, _("Given back."))
        return redirect("stay-detail", stay_id=item.stay_id)
    return render(request, "shelters/custody_back.html", {"form": form, "item": item, "stay": item.stay})


@requires(P.HOUSE_VIEW)
@require_safe
def custody_receipt(request: ActorRequest, custody_id: UUID) -> HttpResponse:
    """A page to print and sign, in the owner's language where we have it, or in the one chosen."""
    item = _item(request, custody_id)
    spoken, asked = item.stay.case.person.language, request.GET.get("language", "")
    language = next((code for code in (asked, spoken) if code in LANGUAGES), "ru")
    context = {"item": item, "stay": item.stay, "languages": LANGUAGES.items(), "language": language}
    return render(request, "shelters/custody_receipt.html", context)
