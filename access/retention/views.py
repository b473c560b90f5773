"""How long this organisation keeps things, in words and in days."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission
from access.retention.actions import set_period
from access.retention.forms import PeriodsForm
from access.retention.registry import periods_of
from access.retention.table import TABLE


@requires(Permission.SETTINGS_MANAGE)
def keeping_periods(request: ActorRequest) -> HttpResponse:
    """The table with a form; only what was changed is saved."""
    form = PeriodsForm(request.POST or None, actor=request.actor, periods=periods_of(request.actor.organisation))
    if request.method == "POST" and form.is_valid():
        for kind, days in form.changes().items():
            set_period(by=request.actor, kind=kind, days=days)
        messages.success(request, _("Saved."))
        return redirect("keeping-periods")
    lines = [{"rule": rule, "field": form[rule.kind.value]} for rule in TABLE]
    return render(request, "access/keeping_periods.html", {"form": form, "lines": lines, "backup_days": settings.FORGOTTEN_DAYS})
