"""A figure somebody else published, as it was published: with its basis, source and doubts."""

from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from access.models import OrganisationOwned
from access.scoping import OrganisationQuerySet


class Base(models.TextChoices):
    """What kind of count it is. Counts of different kinds are never added and never stand in one line."""

    INTERIOR = "interior", _("Ministry of Internal Affairs: trafficking crimes")
    PROSECUTOR = "prosecutor", _("Prosecutor General: legal statistics")
    GOVERNMENT = "government", _("Government: investigations and victims identified")
    SOCIAL = "social", _("Recipients of special social services")
    NGO = "ngo", _("Non-governmental organisations")
    INTERNATIONAL = "international", _("International organisations")
    MIXED = "mixed", _("Several bodies together")
    ESTIMATE = "estimate", _("Estimates, not counts")


class Doubt(models.TextChoices):
    """Whether sources disagree. Contradictions are kept and shown, not smoothed."""

    NONE = "none", _("No doubt known")
    CONTRADICTED = "contradicted", _("Another source says otherwise")
    SETTLED = "settled", _("Looked into: two different things")


class ContextFigureQuerySet(OrganisationQuerySet):
    """The organisation's own collection of others' figures."""

    def with_doubts(self) -> Self:
        """Annotate `is_doubtful`: marked so, or another figure for the same thing, period and basis has another value."""
        other = self.model.objects.filter(
            organisation=OuterRef("organisation"), indicator=OuterRef("indicator"), period=OuterRef("period"),
            unit=OuterRef("unit"), detail=OuterRef("detail"), base=OuterRef("base"),
        ).exclude(value=OuterRef("value")).exclude(doubt=Doubt.SETTLED)  # fmt: skip
        return self.annotate(is_doubtful=Q(doubt=Doubt.CONTRADICTED) | (~Q(doubt=Doubt.SETTLED) & Exists(other)))

    def beside(self, *, first: int, last: int) -> Self:
        """Those that go with a report about these years."""
        return self.filter(in_reports=True, year__range=(first, last)).order_by("indicator", "base", "year", "period", "detail")

    def count_by_indicator(self) -> dict[str, int]:
        """How many figures there are of each indicator."""
        rows = self.order_by().values("indicator").annotate(number=Count("pk"))
        return {row["indicator"]: row["number"] for row in rows}


class ContextFigure(OrganisationOwned):
    """One published aggregate. It names nobody and was public before Pana knew it."""

    indicator = models.CharField(_("indicator"), max_length=40)
    period = models.CharField(_("period"), max_length=40, help_text=_("As published: 2024, 2025-Q1, 2022-11m."))
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField(_("unit"), max_length=40)
    detail = models.CharField(_("of whom or what"), max_length=200, default="all")
    base = models.CharField(_("kind of count"), max_length=20, choices=Base.choices)
    basis = models.CharField(_("basis as the source words it"), max_length=120)
    source = models.CharField(_("source"), max_length=200)
    note = models.CharField(_("note"), max_length=400, blank=True, default="")
    doubt = models.CharField(_("do sources agree"), max_length=20, choices=Doubt.choices, default=Doubt.NONE)
    in_reports = models.BooleanField(_("show beside reports"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ContextFigureQuerySet.as_manager()

    class Privacy:
        plain = (
            "id", "organisation", "created_at", "indicator", "period", "year", "value", "unit", "detail", "base", "basis",
            "source", "note", "doubt", "in_reports", "version",
        )  # fmt: skip

    class Meta:
        ordering = ("indicator", "base", "year", "period", "detail")
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="context_value_not_negative"),
            models.UniqueConstraint(
                fields=("organisation", "indicator", "period", "unit", "detail", "basis", "source", "value"), name="context_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"
