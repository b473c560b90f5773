"""Pages on which two files are compared, asked to be one person's, and taken apart again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access.actors import ActorRequest
from access.approvals.actions import CannotNow
from access.approvals.models import Approval
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.merging.actions import ask_merge, keep_apart, take_apart
from casework.merging.comparing import compare
from casework.merging.duplicates import suspected_of, suspected_pairs
from casework.merging.forms import ApartForm, MergeForm, OtherForm
from casework.merging.models import Merge
from casework.merging.waiting import MERGE, waiting_merge
from casework.people.models import Identity, Person
from casework.submission import posted, saved


@requires(P.PERSON_MERGE)
@require_safe
def duplicate_list(request: ActorRequest) -> HttpResponse:
    """Files that look like one person's, the surest first. It is only looked at; somebody decides on each."""
    pairs = suspected_pairs(request.actor)
    for pair in pairs:
        note_seen(request, *pair.identities.values(), *[case for file in pair.files for case in file["cases"]])
    return render(request, "casework/duplicate_list.html", {"pairs": pairs})


@requires(P.PERSON_MERGE)
def case_same(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who may be the same person, a box for a code, and what was merged before."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = OtherForm(posted(request), actor=request.actor, person=case.person)
    if request.method == "POST" and form.is_valid() and form.found is not None:
        return redirect("merge-new", case.pk, form.found.pk)
    pairs = suspected_of(request.actor, case.person)
    for pair in pairs:
        note_seen(request, *pair.identities.values(), *[each for file in pair.files for each in file["cases"]])
    merges = list(Merge.objects.visible_to(request.actor).filter(kept=case.person, done_at__isnull=False).with_people())
    context = {"form": form, "pairs": pairs, "merges": merges}
    return render(request, "casework/case_same.html", context | case_frame(request, case, "case-same"))


@requires(P.PERSON_MERGE)
def merge_new(request: ActorRequest, case_id: UUID, twin_id: UUID) -> HttpResponse:
    """The file of a case beside another one: which value stays, and why they are one. A second colleague decides."""
    case = fetch(request, WITH_PERSON, pk=case_id)
    other = fetch(request, Person, pk=twin_id)
    if other.pk == case.person_id:
        raise Http404
    note_seen(request, *Identity.objects.visible_to(request.actor).filter(person__in=(case.person, other)))
    waiting = waiting_merge(case.person, other)
    if waiting is not None:
        return redirect("merge-detail", waiting.pk)
    form = MergeForm(posted(request), actor=request.actor, lines=compare(request.actor, case.person, other))
    merge = _asked(request, form, case.person, other)
    if merge is not None:
        messages.success(request, _("Asked. A colleague who may decide sees it on their page of today."))
        return redirect("merge-detail", merge.pk)
    theirs = list(Case.objects.visible_to(request.actor).filter(person=other).order_by("-requested_on", "pk"))
    return render(request, "casework/merge_new.html", {"form": form, "other": other, "theirs": theirs} | case_frame(request, case))


def _asked(request: ActorRequest, form: MergeForm, kept: Person, other: Person) -> Merge | None:
    try:
        return saved(request, form, lambda facts, key: ask_merge(by=request.actor, kept=kept, other=other, form_key=key, **facts))
    except CannotNow as refusal:
        form.add_error(None, str(refusal.sentence))
        return None


@requires(P.PERSON_MERGE, P.APPROVAL_DECIDE)
@require_safe
def merge_detail(request: ActorRequest, merge_id: UUID) -> HttpResponse:
    """What is asked or was done with two files, and how it went on."""
    merge = fetch(request, Merge.objects.with_people(), pk=merge_id)
    lines = []
    if merge.done_at is None:
        other = fetch(request, Person, pk=merge.other_id)  # who does not see both does not see the comparison
        note_seen(request, *Identity.objects.visible_to(request.actor).filter(person__in=(merge.kept, other)))
        lines = compare(request.actor, merge.kept, other)
    asked = Approval.objects.visible_to(request.actor).filter(kind=MERGE, target_id=merge.pk).with_people().first()
    cases = list(Case.objects.visible_to(request.actor).filter(person__in=(merge.kept_id, merge.other_id)).order_by("person_id", "requested_on", "pk"))
    context: dict[str, Any] = {"merge": merge, "lines": lines, "approval": asked, "cases": cases}
    return render(request, "casework/merge_detail.html", context)


@requires(P.PERSON_MERGE)
def merge_undo(request: ActorRequest, merge_id: UUID) -> HttpResponse:
    """It was a mistake: two files again."""
    merge = fetch(request, Merge.objects.with_people(), pk=merge_id)
    if not merge.is_live:
        return redirect("merge-detail", merge.pk)
    form = ApartForm(posted(request), actor=request.actor)
    done = None
    try:
        done = saved(request, form, lambda facts, _key: take_apart(by=request.actor, merge=merge, **facts))
    except CannotNow as refusal:
        form.add_error(None, str(refusal.sentence))
    if done is None:
        return render(request, "casework/merge_undo.html", {"form": form, "merge": merge})
    messages.success(request, _told(done.stayed))  # type: ignore[attr-defined]  # set by the action
    return redirect("merge-detail", merge.pk)


def _told(stayed: int) -> str:
    if not stayed:
        return _("These are two files again, as they were.")
    return ngettext(
        "These are two files again. %(number)s field was corrected since and stays as it is; look at it.",
        "These are two files again. %(number)s fields were corrected since and stay as they are; look at them.",
        stayed,
    ) % {"number": stayed}


@requires(P.PERSON_MERGE)
@require_POST
def keep_apart_view(request: ActorRequest, person_id: UUID, twin_id: UUID) -> HttpResponse:
    """Two people: not suggested again. Back to where the button stood."""
    one, other = fetch(request, Person, pk=person_id), fetch(request, Person, pk=twin_id)
    if one.pk == other.pk:
        raise Http404
    keep_apart(by=request.actor, one=one, other=other)
    messages.success(request, _("These are two people. They are not suggested again."))
    case = Case.objects.visible_to(request.actor).filter(pk=request.POST["case"]).first() if _is_id(request.POST.get("case")) else None
    return redirect("case-same", case.pk) if case else redirect("duplicate-list")


def _is_id(text: str | None) -> bool:
    try:
        return bool(UUID(text or ""))
    except ValueError:
        return False
