"""What the shelters count for the report."""

from __future__ import annotations

from django.db.models import DateField, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least, NullIf
from django.utils.translation import gettext_lazy as _

from access.indicators import Indicator, Rows, Scope, Section, Unit
from casework.dimensions import CASE_BREAKDOWNS, code, with_dimensions
from casework.models import Case
from shelters.models import Stay, TurnAway


def _overlaps(scope: Scope, first: str, last: str) -> Q:
    """Somebody was there on at least one day of the period; who never left is still there."""
    return Q(**{f"{first}__lte": scope.last}) & (Q(**{f"{last}__gte": scope.first}) | Q(**{f"{last}__isnull": True}))


def sheltered(scope: Scope) -> Rows:
    """People with a stay in the period, by bed or, for old journals, by the shelter and days written there."""
    in_period = Stay.objects.filter(_overlaps(scope, "arrived_on", "left_on"))
    journal = _overlaps(scope, "sheltered_from", "sheltered_until") & ~Q(shelter_name="")
    undated = Q(sheltered_from=None, requested_on__range=(scope.first, scope.last)) & ~Q(shelter_name="")
    by_bed = Q(pk__in=scope.narrow(in_period).values("case_id"))
    rows = scope.narrow(Case.objects.filter(by_bed | journal | undated))
    stays = in_period.filter(case_id=OuterRef("pk")).order_by("arrived_on")
    rows = rows.annotate(stay_shelter=Subquery(stays.values("shelter__name")[:1]))
    named = Coalesce(F("stay_shelter"), NullIf(F("shelter_name"), Value("")))
    return with_dimensions(rows).annotate(by_shelter=code(named))


def bed_nights(scope: Scope) -> Rows:
    """Nights slept in the period: from arrival (or the first day) to departure (or the day after the last)."""
    rows = scope.narrow(Stay.objects.filter(_overlaps(scope, "arrived_on", "left_on")))
    after = Value(scope.last, output_field=DateField())
    start = Greatest(F("arrived_on"), Value(scope.first, output_field=DateField()))
    end = Least(Coalesce(F("left_on"), after + Value(1, output_field=IntegerField())), after + Value(1, output_field=IntegerField()))
    nights = Greatest(end - start, Value(0, output_field=IntegerField()), output_field=IntegerField())
    return rows.annotate(counted=F("id"), by_shelter=F("shelter__name"), amount=nights)


def turn_aways(scope: Scope) -> Rows:
    """Each time somebody needed a bed and got none, on the day it was recorded. It names nobody, so it is no count of people."""
    rows = scope.narrow(TurnAway.objects.filter(day__range=(scope.first, scope.last)))
    return rows.annotate(counted=F("id"), by_region=code(F("region")))


INDICATORS = (
    Indicator(
        "PROT_SHELTER_ASSIST", Section.PROTECTION, _("Persons assisted in a shelter"),
        _("Persons who stayed in a shelter on at least one day of the period."),
        Unit.PERSONS, sheltered, (*CASE_BREAKDOWNS, "shelter"),
    ),
    Indicator(
        "PROT_BED_NIGHTS", Section.PROTECTION, _("Bed-nights"),
        _("Nights slept in the beds of the shelters in the period."),
        Unit.NIGHTS, bed_nights, ("shelter",), is_sum=True, about="case__person_id", among="PROT_SHELTER_ASSIST",
    ),
    Indicator(
        "PROT_TURN_AWAYS", Section.PROTECTION, _("Turn-aways"),
        _("Times in the period that somebody needed a bed and got none in any house; unmet need, not persons."),
        Unit.EVENTS, turn_aways, ("region",),
    ),
)  # fmt: skip
