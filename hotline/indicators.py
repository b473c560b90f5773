"""What the hotline counts for the report. Calls, cases and persons are never confused."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from access.indicators import Indicator, Rows, Scope, Section, Unit
from casework.dimensions import code
from hotline.models import NON_CALLS, Call


def calls(scope: Scope) -> Rows:
    """Contacts begun in the period in which somebody spoke or wrote."""
    rows = Call.objects.filter(started_at__date__range=(scope.first, scope.last)).exclude(outcome_class__in=NON_CALLS)
    return scope.narrow(rows).annotate(
        counted=F("id"),
        by_language=code(F("language")),
        by_outcome=code(F("outcome")),
        by_region=code(F("region")),
        by_sex=code(F("sex")),
        by_caller=code(F("caller_kind")),
    )


def _with_outcome(scope: Scope, *outcomes: str) -> Rows:
    return calls(scope).filter(outcome__in=outcomes)


BREAKDOWNS = ("language", "region", "sex", "caller")
INDICATORS = (
    Indicator(
        "PROT_HOTLINE_CALLS", Section.PROTECTION, _("Calls to the hotline"),
        _("Contacts with the hotline in the period; silent, wrong-number, prank and test calls are left out."),
        Unit.CALLS, calls, (*BREAKDOWNS, "outcome"),
    ),
    Indicator(
        "PROT_HOTLINE_INFO", Section.PROTECTION, _("Calls for information"),
        _("Calls in the period that ended with information or advice."),
        Unit.CALLS, lambda scope: _with_outcome(scope, "information_given", "consultation_lawyer", "consultation_psychologist"),
        BREAKDOWNS, contained_in=("PROT_HOTLINE_CALLS",),
    ),
    Indicator(
        "PROT_HOTLINE_TO_POLICE", Section.PROTECTION, _("Calls passed to the police"),
        _("Calls in the period that were passed to the police."),
        Unit.CALLS, lambda scope: _with_outcome(scope, "referred_police"), BREAKDOWNS, contained_in=("PROT_HOTLINE_CALLS",),
    ),
    Indicator(
        "PROT_HOTLINE_CONFIRMED", Section.PROTECTION, _("Calls that became cases"),
        _("Calls in the period that were handed over as a case."),
        Unit.CALLS, lambda scope: calls(scope).filter(case__isnull=False), BREAKDOWNS, contained_in=("PROT_HOTLINE_CALLS",),
        about="case__person_id",
    ),
)  # fmt: skip
