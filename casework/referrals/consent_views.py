"""Consents: recording one, reading it, adding its signed form, and taking it back."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.attachments.forms import FileForm
from casework.cases.models import Case
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.family.models import Relative
from casework.partners.models import PartnerService
from casework.referrals.actions import add_consent_form, record_consent, withdraw_consent
from casework.referrals.consent_forms import ConsentForm
from casework.referrals.forms import PressForm
from casework.referrals.models import GROUNDS, Consent
from casework.referrals.presenters import CONSENT_WITH_CASE, mark_consents, mark_referrals
from casework.referrals.rules import age_now
from casework.submission import posted, saved

UUID_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@requires(P.CONSENT_RECORD)
def consent_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    born, age = age_now(case)
    initial = {"language": case.person.language, **_guardian_known(request, case), **_chosen(request)}
    form = ConsentForm(posted(request), request.FILES or None, actor=request.actor, age=age, born=born, initial=initial)

    def record(facts: dict[str, Any], key: UUID | None) -> Consent:
        return record_consent(by=request.actor, case=case, file=facts.pop("file"), facts=facts, form_key=key)

    if saved(request, form, record):
        messages.success(request, _("Saved."))
        return redirect("case-sharing", case.pk)
    return render(request, "casework/consent_form.html", {"form": form} | case_frame(request, case))


def _chosen(request: ActorRequest) -> dict[str, Any]:
    """The partner that was found in the directory."""
    asked = request.GET.get("partner", "")
    found = PartnerService.objects.visible_to(request.actor).filter(pk=asked).first() if UUID_SHAPE.fullmatch(asked) else None
    return {"recipient": found.network_id} if found is not None and found.network_id else {}


def _guardian_known(request: ActorRequest, case: Case) -> dict[str, str]:
    """Who answers for this child, when the family of somebody helped here says so."""
    named = Relative.objects.visible_to(request.actor).filter(other_id=case.person_id, guardian_ground__in=GROUNDS)
    known = named.order_by("-created_at").first() if request.actor.may(P.PERSON_IDENTITY_VIEW) else None
    if known is None:
        return {}
    note_seen(request, known)
    return {"guardian_ground": known.guardian_ground, "guardian": str(known.guardian)}


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def consent_detail(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """Everything that was asked and answered."""
    consent = fetch(request, CONSENT_WITH_CASE.select_related("form", "by"), pk=consent_id)
    note_seen(request, consent)
    referrals = consent.referrals.select_related("recipient")
    context = {"consent": mark_consents([consent])[0], "referrals": mark_referrals(referrals)}
    return render(request, "casework/consent_detail.html", context | case_frame(request, consent.case))


@requires(P.CONSENT_RECORD)
def consent_paper(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    """The signed form, when it was scanned after the consent was recorded."""
    consent = fetch(request, CONSENT_WITH_CASE, pk=consent_id)
    form = FileForm(posted(request), request.FILES or None, actor=request.actor)
    if consent.form_id is not None:
        return redirect("consent-detail", consent.pk)
    if saved(request, form, lambda facts, key: add_consent_form(by=request.actor, consent=consent, file=facts["file"], form_key=key)):
        messages.success(request, _("The file was added."))
        return redirect("consent-detail", consent.pk)
    return render(request, "casework/consent_paper.html", {"form": form, "consent": consent} | case_frame(request, consent.case))


@requires(P.CONSENT_RECORD)
def consent_withdraw(request: ActorRequest, consent_id: UUID) -> HttpResponse:
    consent = fetch(request, CONSENT_WITH_CASE, pk=consent_id)
    form = PressForm(posted(request), actor=request.actor)
    if saved(request, form, lambda _facts, _key: withdraw_consent(by=request.actor, consent=consent)):
        messages.success(request, _("The consent was taken back. The partner can no longer open anything."))
        return redirect("case-sharing", consent.case_id)
    context = {"form": form, "consent": consent} | case_frame(request, consent.case)
    return render(request, "casework/consent_withdraw.html", context)
