"""The lead's board, the calls that somebody asked to be looked at, and giving an open call to somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.models import Membership
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.submission import posted
from hotline.lead import actions
from hotline.lead.actions import ask_review, give_review, reassign_call
from hotline.lead.board import LONG_CALL, look
from hotline.lead.desk import reviews_of
from hotline.lead.forms import ReassignForm, ReviewForm
from hotline.lead.models import CARD, CallReview
from hotline.models import Call

SENTENCES: dict[type[Exception], Any] = {
    actions.OwnCall: gettext_lazy("Your own call is looked at by another lead."),
    actions.AlreadyReviewed: gettext_lazy("A colleague has answered this one."),
    actions.CallIsOver: gettext_lazy("Only a call that is still open goes to somebody else."),
    actions.TakesNoCalls: gettext_lazy("This person takes no calls here any more. Choose somebody else."),
    EditConflict: gettext_lazy("A colleague has answered this one."),
}
REFUSALS = tuple(SENTENCES)


@requires(P.CALL_REVIEW)
@require_safe
def hotline_now(request: ActorRequest) -> HttpResponse:
    """Renews itself while somebody looks at it."""
    now = timezone.now()
    return render(request, "hotline/now.html", {"board": look(request.actor), "now": now, "long_since": now - LONG_CALL})


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_safe
def review_list(request: ActorRequest) -> HttpResponse:
    """For the lead what waits; for everybody what was said about their own calls."""
    is_lead = request.actor.may(P.CALL_REVIEW)
    show = "open" if is_lead and request.GET.get("show") != "mine" else "mine"
    reviews = reviews_of(request.actor, show).select_related("call__operator", "asked_by", "reviewed_by").defer("words")
    return render(request, "hotline/review_list.html", {"page": page_of(request, reviews, 50), "show": show, "is_lead": is_lead})


@requires(P.CALL_LOG, P.CALL_REVIEW)
def review_detail(request: ActorRequest, review_id: UUID) -> HttpResponse:
    """The card: filled in by the lead, read by whoever took the call."""
    review = fetch(request, CallReview.objects.select_related("call__operator", "asked_by", "reviewed_by"), pk=review_id)
    may_give = review.reviewed_at is None and request.actor.may(P.CALL_REVIEW) and review.call.operator_id != request.actor.user_id
    form = ReviewForm(posted(request), actor=request.actor, initial={"version": review.version}) if may_give else None
    if request.method == "POST" and form is None:
        messages.info(request, sentence_for(actions.AlreadyReviewed() if review.reviewed_at else actions.OwnCall()))
        return redirect("review-list")
    if request.method == "POST" and form is not None and form.is_valid() and _give(request, review, form):
        messages.success(request, _("The operator sees it now."))
        return redirect("review-list")
    note_seen(request, review)
    card = [(review._meta.get_field(name).verbose_name, getattr(review, f"get_{name}_display")()) for name in CARD]
    return render(request, "hotline/review_detail.html", {"review": review, "call": review.call, "form": form, "card": card})


def _give(request: ActorRequest, review: CallReview, form: ReviewForm) -> bool:
    values = form.cleaned_data
    try:
        give_review(by=request.actor, review=review, card=form.card, words=values["words"], version=values["version"])
    except REFUSALS as error:
        form.add_error(None, sentence_for(error))
        return False
    return True


@requires(P.CALL_LOG, P.CALL_REVIEW)
@require_POST
def review_ask(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """One press marks a call for the lead."""
    call = fetch(request, Call, pk=call_id)
    ask_review(by=request.actor, call=call)
    messages.success(request, _("Marked. The shift lead will look at it."))
    return redirect("call-detail", call_id=call.pk)


@requires(P.CALL_REVIEW)
def call_reassign(request: ActorRequest, call_id: UUID) -> HttpResponse:
    """An open call goes on with somebody else."""
    call = fetch(request, Call.objects.select_related("operator"), pk=call_id)
    form = ReassignForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        chosen = Membership.objects.visible_to(request.actor).select_related("user").get(user_id=form.cleaned_data["to"], ended_at=None)
        try:
            reassign_call(by=request.actor, call=call, to=chosen.user)
        except REFUSALS as error:
            form.add_error(None, sentence_for(error))
        else:
            messages.success(request, _("The call goes on with somebody else."))
            return redirect("hotline-now")
    return render(request, "hotline/call_reassign.html", {"call": call, "form": form})


def sentence_for(error: Exception) -> str:
    return str(SENTENCES[type(error)])
