"""Taking cases of another house from a file of the standard: check it, let a second person agree where names are in it, take it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.approvals.actions import NotApproved
from access.decorators import requires
from access.permissions import Permission as P
from casework.htcds.arriving import MOST, FileHasErrors, TooManyArrive, ask_arrival, is_agreed, plan_arrival, take_cases
from casework.htcds.forms import ArrivalForm
from casework.htcds.models import CaseArrival
from casework.htcds.reading import Book, read_book
from casework.htcds.understanding import Understood, understand
from casework.imports.problems import UnreadableFile

SHOWN = 200
EARLIER = 20


@requires(P.CASE_IMPORT, confirmed=True)
def arrival_new(request: ActorRequest) -> HttpResponse:
    """Nothing is written by a check. The file is sent again to be taken, and must be the same to the last byte."""
    form = ArrivalForm(request.POST or None, request.FILES or None, actor=request.actor)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        answer = _read(request, form, context)
        if answer is not None:
            return answer
    context["arrivals"] = CaseArrival.objects.visible_to(request.actor).select_related("asked_by")[:EARLIER]
    return render(request, "casework/arrival_new.html", context)


def _read(request: ActorRequest, form: ArrivalForm, context: dict[str, Any]) -> HttpResponse | None:
    try:
        book = read_book(form.cleaned_data["file"].read())
    except UnreadableFile as problem:
        form.add_error("file", str(problem))
        return None
    told = understand(book)
    plan = plan_arrival(by=request.actor, book=book, told=told)
    context |= {
        "plan": plan, "book": book, "errors": told.errors[:SHOWN], "warnings": told.warnings[:SHOWN],
        "has_more": len(told.errors) > SHOWN or len(told.warnings) > SHOWN, "unknown_columns": book.unknown, "was_read": True,
    }  # fmt: skip
    if told.errors or "check" in request.POST:
        return None
    return _take(request, form, book, told)


def _take(request: ActorRequest, form: ArrivalForm, book: Book, told: Understood) -> HttpResponse | None:
    try:
        if book.has_names and not is_agreed(request.actor, book):
            return _ask(request, form, book, told)
        arrival = take_cases(by=request.actor, book=book, told=told)
    except (FileHasErrors, NotApproved):
        form.add_error(None, _("Something changed in the meantime, so nothing was taken. Check the file again."))
    except TooManyArrive:
        form.add_error("file", _("These are more than %(most)s cases. Choose a shorter period.") % {"most": MOST})
    else:
        told_words = _("Cases taken: %(cases)s. Known from before: %(known)s. Nobody works on them yet: they wait for you to assign them.")
        messages.success(request, told_words % {"cases": arrival.cases, "known": arrival.known})
        return redirect("arrival-new")
    return None


def _ask(request: ActorRequest, form: ArrivalForm, book: Book, told: Understood) -> HttpResponse | None:
    if len(form.cleaned_data["reason"]) < 10:
        form.add_error("reason", _("Names are in this file: say in a sentence why these cases come to you. A colleague must agree."))
        return None
    ask_arrival(by=request.actor, book=book, told=told, reason=form.cleaned_data["reason"])
    messages.success(request, _("A second person must agree now. Then send the same file again."))
    return redirect("arrival-new")
