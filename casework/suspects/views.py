"""Suspects of a case, one suspect in the cases one sees, and finding one again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.paging import page_of
from access.permissions import Permission as P
from access.receipts import EditConflict
from access.scoping import fetch, note_seen
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.conflicts import differences, reopen_on
from casework.submission import posted, saved
from casework.suspects.actions import change_mention, match_suspect, name_suspect
from casework.suspects.conflicts import conflict_of
from casework.suspects.forms import (
    ChangeMentionForm,
    NewMentionForm,
    SameSuspectForm,
    SuspectSearchForm,
    mention_initial,
)
from casework.suspects.models import Suspect
from casework.suspects.presenters import MENTIONS
from casework.suspects.search import find_suspects, look_alikes

PAGE = 50


@requires(P.SUSPECT_VIEW)
@require_safe
def case_suspects(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Whom this case suspects, and whether another case shares one of them: that much, and no more."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    mentions = list(MENTIONS.visible_to(request.actor).filter(case=case).prefetch_related("episodes"))
    note_seen(request, *mentions)
    context = {"mentions": mentions, "conflict": conflict_of(case)}
    return render(request, "casework/case_suspects.html", context | case_frame(request, case, "case-suspects"))


@requires(P.SUSPECT_EDIT)
def suspect_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form, matches = NewMentionForm(posted(request), actor=request.actor, case=case), []
    if request.method == "POST" and form.is_valid():
        matches = look_alikes(by=request.actor, facts=form.facts(), but=case.pk)
        note_seen(request, *[mention for match in matches for mention in match.mentions])
        mention = None if form.ask_which(matches) else saved(request, form, lambda facts, key: name_suspect(
            by=request.actor, case=case, facts=facts, episodes=form.chosen_episodes(), suspect=form.chosen_suspect(), form_key=key
        ))  # fmt: skip
        if mention is not None:
            messages.success(request, _("Saved."))
            return redirect("case-suspects", case.pk)
    context = {"form": form, "matches": matches, "differences": [], "mention": None}
    return render(request, "casework/suspect_form.html", context | case_frame(request, case))


@requires(P.SUSPECT_EDIT)
def mention_edit(request: ActorRequest, mention_id: UUID) -> HttpResponse:
    mention = fetch(request, MENTIONS, pk=mention_id)
    case, before = mention.case, mention_initial(mention)
    form = ChangeMentionForm(posted(request), actor=request.actor, case=case, initial=before)
    context: dict[str, Any] = {"form": form, "differences": [], "mention": mention}
    try:
        if saved(request, form, lambda facts, _key: change_mention(
            by=request.actor, mention=mention, facts=facts, episodes=form.chosen_episodes(), version=form.cleaned_data["version"]
        ), conflicts=True):  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("case-suspects", case.pk)
    except EditConflict:
        context |= {"form": reopen_on(form, before["version"]), "differences": differences(form, before)}
    return render(request, "casework/suspect_form.html", context | case_frame(request, case))


@requires(P.SUSPECT_EDIT)
def mention_same(request: ActorRequest, mention_id: UUID) -> HttpResponse:
    """Two codes turn out to be one suspect."""
    mention = fetch(request, MENTIONS, pk=mention_id)
    form = SameSuspectForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid() and form.suspect is not None:
        suspect = form.suspect
        if saved(request, form, lambda _facts, _key: match_suspect(by=request.actor, mention=mention, suspect=suspect)):
            messages.success(request, _("Saved."))
            return redirect("suspect-detail", suspect.pk)
    return render(request, "casework/suspect_same.html", {"form": form, "mention": mention} | case_frame(request, mention.case))


@requires(P.SUSPECT_VIEW)
@require_safe
def suspect_detail(request: ActorRequest, suspect_id: UUID) -> HttpResponse:
    """What the cases one sees say of a suspect. Others may speak of them too; nothing here tells."""
    suspect = fetch(request, Suspect, pk=suspect_id)
    mentions = list(MENTIONS.visible_to(request.actor).filter(suspect=suspect).prefetch_related("episodes"))
    note_seen(request, *mentions)
    return render(request, "casework/suspect_detail.html", {"suspect": suspect, "mentions": mentions})


@requires(P.SUSPECT_VIEW)
def suspect_list(request: ActorRequest) -> HttpResponse:
    """Whom one's cases suspect. What is looked for travels in the body of the request, never in an address."""
    form, found = SuspectSearchForm(posted(request), actor=request.actor), None
    if request.method == "POST" and form.is_valid():
        found = find_suspects(by=request.actor, term=form.cleaned_data["term"])
        note_seen(request, *[mention for match in found for mention in match.mentions])
    page = page_of(request, MENTIONS.visible_to(request.actor).active().order_by("-is_danger", "-created_at", "id"), PAGE)
    mentions = list(page) if found is None else []
    note_seen(request, *mentions)
    return render(request, "casework/suspect_list.html", {"form": form, "found": found, "page": page, "mentions": mentions})
