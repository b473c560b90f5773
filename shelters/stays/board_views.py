"""The occupancy board by day and week."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission as P
from shelters.rules import minutes_left, week_of
from shelters.stays.board import board
from shelters.stays.house import expected_arrivals, month_figures, waiting_holds


def chosen_day(request: ActorRequest) -> date:
    """The day in the address, or today; what is no day counts as today."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()


@requires(P.BOARD_VIEW)
@require_safe
def day_board(request: ActorRequest) -> HttpResponse:
    day, today, now = chosen_day(request), timezone.localdate(), timezone.now()
    show = request.GET.get("show", "")
    houses = board(request.actor, [day])
    for house in houses:
        house.only = "free" if show == "free" else ""
    waiting = [{"hold": hold, "minutes": minutes_left(hold.expires_at or now, now)} for hold in waiting_holds(request.actor)]
    context = {
        "day": day, "today": today, "show": show, "houses": houses, "waiting": waiting,
        "arrivals": expected_arrivals(request.actor), "month": month_figures(request.actor, day, today),
        "before": day - timedelta(days=1), "after": day + timedelta(days=1),
    }  # fmt: skip
    return render(request, "shelters/board.html", context)


@requires(P.BOARD_VIEW)
@require_safe
def week_board(request: ActorRequest) -> HttpResponse:
    days = week_of(chosen_day(request))
    context = {
        "days": days, "houses": board(request.actor, days), "today": timezone.localdate(),
        "before": days[0] - timedelta(days=7), "after": days[0] + timedelta(days=7),
    }  # fmt: skip
    return render(request, "shelters/board_week.html", context)
