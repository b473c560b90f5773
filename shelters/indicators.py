"""What the shelters count for the report."""

from __future__ import annotations

from django.db.models import DateField, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least, NullIf
from django.utils.translation import gettext_lazy as _

from access.indicators import Indicator, Rows, Scope, Section, Unit
from casework.dimensions import CASE_BREAKDOWNS, code, with_dimensions
from casework.models import Case
from shelters.models import Bed, Shelter, Stay, TurnAway
from shelters.unmet.models import TurnAwayReason


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
    return rows.annotate(
        counted=F("id"),
        by_region=code(F("region")),
        by_reason=F("reason"),
        by_sex=code(F("sex")),
        by_age=code(F("age_band")),
    )


def sheltered_at_the_end(scope: Scope) -> Rows:
    """People with a bed on the night after the last day, or whom an old journal has in a shelter on that day."""
    by_bed = Q(arrived_on__lte=scope.last) & (Q(left_on=None) | Q(left_on__gt=scope.last))
    stays = scope.narrow(Stay.objects.filter(by_bed))
    journal = Q(sheltered_from__lte=scope.last, sheltered_until__gt=scope.last) & ~Q(shelter_name="")
    return with_dimensions(scope.narrow(Case.objects.filter(Q(pk__in=stays.values("case_id")) | journal)))


def beds_at_the_end(scope: Scope) -> Rows:
    """Beds of the own houses that exist on the last day."""
    there = Q(starts_on__lte=scope.last) & (Q(ends_on=None) | Q(ends_on__gt=scope.last))
    rows = scope.narrow(Bed.objects.filter(there))
    return rows.annotate(counted=F("id"), by_region=F("shelter__region"), by_shelter=F("shelter__name"))


def houses_at_the_end(scope: Scope) -> Rows:
    """Own houses with at least one bed on the last day."""
    rows = scope.narrow(Shelter.objects.filter(pk__in=beds_at_the_end(scope).values("shelter_id")))
    return rows.annotate(counted=F("id"), by_region=F("region"))


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
        Unit.EVENTS, turn_aways, ("region", "reason", "sex", "age"),
    ),
    *(
        Indicator(code_, Section.PROTECTION, name, definition, Unit.EVENTS, rows, ("region", "sex", "age"), contained_in=("PROT_TURN_AWAYS",))
        for code_, name, definition, rows in (
            ("PROT_TURN_AWAYS_NO_BED", _("Turn-aways: no suitable bed"), _("Of the turn-aways of the period, those for want of a suitable bed."),
             lambda scope: turn_aways(scope).filter(reason=TurnAwayReason.NO_BED)),
            ("PROT_TURN_AWAYS_RULES", _("Turn-aways: rules of the house"), _("Of the turn-aways of the period, those of people whom no house with a bed takes in by its rules."),
             lambda scope: turn_aways(scope).filter(reason=TurnAwayReason.NOT_ELIGIBLE)),
            ("PROT_TURN_AWAYS_FAR", _("Turn-aways: too far away"), _("Of the turn-aways of the period, those in which the bed was too far away."),
             lambda scope: turn_aways(scope).filter(reason=TurnAwayReason.TOO_FAR)),
        )
    ),
    Indicator(
        "PROT_SHELTER_END", Section.PROTECTION, _("Persons in the shelter on the last day"),
        _("Persons who stayed in a shelter on the last day of the period and did not leave on it."),
        Unit.PERSONS, sheltered_at_the_end, CASE_BREAKDOWNS, contained_in=("PROT_SHELTER_ASSIST",),
        about="person_id", among="PROT_SHELTER_ASSIST", is_stock=True,
    ),
    Indicator(
        "PROT_SHELTERS", Section.PROTECTION, _("Shelters"),
        _("Houses of the organisation with at least one bed on the last day of the period."),
        Unit.ITEMS, houses_at_the_end, ("region",), is_stock=True,
    ),
    Indicator(
        "PROT_PLACES", Section.PROTECTION, _("Places in shelters"),
        _("Beds of the organisation's houses on the last day of the period, also those out of service for a while."),
        Unit.PLACES, beds_at_the_end, ("region", "shelter"), is_stock=True,
    ),
)  # fmt: skip
