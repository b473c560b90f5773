"""Three small answers to a form that keeps itself: keep, give back, drop."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.decorators import signed_in
from access.drafts.keeping import PLACE, NoPlace, drop_draft, fields_of, find_draft, keep_draft, place_of


@signed_in
@require_POST
def draft_keep(request: ActorRequest) -> HttpResponse:
    """What stands in a form now. The answer is a line for whoever types."""
    try:
        place = place_of(request.POST.get(PLACE, ""))
        draft = keep_draft(by=request.actor, place=place, fields={name: [str(value) for value in values] for name, values in request.POST.lists()})
    except NoPlace:
        return HttpResponseBadRequest()
    if draft is None:
        return JsonResponse({"text": ""})
    at = date_format(timezone.localtime(draft.kept_at), "H:i")
    return JsonResponse({"text": _("Kept on the server at %(time)s, not sent yet.") % {"time": at}})


@signed_in
@require_POST
def draft_take(request: ActorRequest) -> HttpResponse:
    """What was typed before, for the one who typed it."""
    draft = find_draft(by=request.actor, place=request.POST.get(PLACE, ""))
    return JsonResponse({"fields": fields_of(draft) if draft else {}})


@signed_in
@require_POST
def draft_drop(request: ActorRequest) -> HttpResponse:
    drop_draft(by=request.actor, place=request.POST.get(PLACE, ""))
    return HttpResponse(status=204)
