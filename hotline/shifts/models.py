"""Who is on the hotline, and what they hand over when they go."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.shifts.models import SHARED, ShiftBase, shift_constraints
from access.shifts.models import ShiftQuerySet as ShiftQuerySet


class Shift(ShiftBase):
    """One person's time on the hotline."""

    calls_left = models.PositiveIntegerField(_("calls left open"), default=0)
    call_backs_left = models.PositiveIntegerField(_("call-backs left"), default=0)
    holds_left = models.PositiveIntegerField(_("held beds left"), default=0)

    objects = ShiftQuerySet.as_manager()

    class Privacy:
        identifying = ("words", "reason")
        plain = (*SHARED, "calls_left", "call_backs_left", "holds_left")

    class Meta:
        ordering = ("-started_at",)
        constraints = shift_constraints("shift")
        indexes = [
            models.Index(fields=("organisation", "-started_at"), name="shift_newest"),
            models.Index(fields=("organisation", "ended_at"), condition=Q(taken_at=None), name="shift_to_take_over"),
        ]
