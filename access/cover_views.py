"""Hiding the screen at once, because somebody came in. The session goes on behind it and nothing typed is lost."""

from __future__ import annotations

import time

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from access.actions import cover_screen, uncover_screen
from access.actors import ActorRequest
from access.decorators import signed_in
from access.factors.forms import ProofForm
from access.factors.proof import Factors
from access.sessions import SESSION_COVERED, rename_session

NOTHING_BUT_THE_PASSWORD = Factors(has_app=False, passkeys=0, codes=0)
FROM_A_PAGE = "X-Pana-Cover"  # a script asks, whose page stays as it is


@signed_in
@require_POST
def cover(request: ActorRequest) -> HttpResponse:
    """From now on this session shows nothing, in no window, until the password is typed."""
    if SESSION_COVERED not in request.session:
        request.session[SESSION_COVERED] = int(time.time())
        cover_screen(by=request.actor)
    return HttpResponse(status=204) if FROM_A_PAGE in request.headers else redirect("covered")


@signed_in
def covered(request: ActorRequest) -> HttpResponseBase:
    """All that a hidden session shows: where to type the password. Guessing is slowed as at signing in."""
    if SESSION_COVERED not in request.session:
        return JsonResponse({"open": True}) if FROM_A_PAGE in request.headers else redirect("home")
    data = request.POST if request.method == "POST" else None
    form = ProofForm(data, request=request, user=request.actor.user, factors=NOTHING_BUT_THE_PASSWORD, by=request.actor)
    if data is not None and form.is_valid():
        del request.session[SESSION_COVERED]
        rename_session(request)
        uncover_screen(by=request.actor)
        return JsonResponse({"open": True}) if FROM_A_PAGE in request.headers else redirect("home")
    if FROM_A_PAGE in request.headers:
        told = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"open": False, "error": " ".join(told)})
    return render(request, "access/covered.html", {"form": form})
