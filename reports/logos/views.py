"""The logo of a programme: choosing one, looking at it, taking it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch
from casework.submission import posted, saved
from reports.logos.actions import remove_logo, set_logo
from reports.logos.forms import LogoForm
from reports.models import Programme


def _fetch(request: ActorRequest, programme_id: UUID) -> Programme:
    programme: Programme = fetch(request, Programme.objects.select_related("logo"), pk=programme_id)
    if programme.organisation_id != request.actor.organisation_id:
        raise Http404
    return programme


@requires(P.PROGRAMME_MANAGE)
def programme_logo(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    programme = _fetch(request, programme_id)
    form = LogoForm(posted(request), request.FILES or None, actor=request.actor)
    if saved(request, form, lambda facts, _key: set_logo(by=request.actor, programme=programme, picture=facts["file"])):
        messages.success(request, _("Saved."))
        return redirect("programme-logo", programme.pk)
    return render(request, "reports/programme_logo.html", {"form": form, "programme": programme})


@requires(P.PROGRAMME_MANAGE)
@require_safe
def programme_logo_picture(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    """The picture that we painted ourselves: dots of a PNG, and nothing that came in."""
    programme = _fetch(request, programme_id)
    if programme.logo is None:
        raise Http404
    response = HttpResponse(bytes(programme.logo.picture), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


@requires(P.PROGRAMME_MANAGE)
def programme_logo_remove(request: ActorRequest, programme_id: UUID) -> HttpResponse:
    programme = _fetch(request, programme_id)
    if request.method == "POST":
        remove_logo(by=request.actor, programme=programme)
        messages.success(request, _("The logo was removed."))
        return redirect("programme-logo", programme.pk)
    return render(request, "reports/programme_logo_remove.html", {"programme": programme})
