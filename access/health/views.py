"""Whether the installation is well: for a load balancer, for a person, for a machine that watches."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import public, requires
from access.health.actions import retry_job
from access.health.checks import State, look, outbox_state, versions
from access.health.metrics import as_text
from access.outbox.models import JobState, OutboxJob
from access.permissions import Permission


@public
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503 (access.errors); not a word more."""
    outbox_state()
    return HttpResponse("ok\n", content_type="text/plain")


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever knows the word; for anybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(as_text(), content_type="text/plain; version=0.0.4")


@requires(Permission.HEALTH_VIEW)
def installation(request: ActorRequest) -> HttpResponse:
    """Every check, and the failed work of one's own organisation with a button to try it again."""
    failed = OutboxJob.objects.visible_to(request.actor).filter(state=JobState.FAILED).order_by("finished_at")
    if request.method == "POST":
        job = failed.filter(pk=_id(request.POST.get("job", ""))).first()
        if job is None:
            raise Http404
        retry_job(by=request.actor, job=job)
        messages.success(request, _("It will be tried again."))
        return redirect("installation")
    findings = list(look())
    worst = next((state for state in (State.BAD, State.WARN) if any(f.state == state for f in findings)), State.GOOD)
    context = {"findings": findings, "worst": worst, "failed": failed[:50], "versions": versions()}
    return render(request, "access/installation.html", context)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
