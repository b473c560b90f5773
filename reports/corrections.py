"""The part of a report that says what became of corrections: which report it replaces, and where late entries count."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.models import Report
from reports.render import Section

CODE = "corrections"


def describe_corrections(report: Report) -> Section:
    """Says the same whether nothing came late or too little to be told, so that silence tells nothing."""
    told = []
    if report.replaces_reference:
        told.append(_("This report replaces the report %(reference)s, which was withdrawn.") % {"reference": report.replaces_reference})
    told.append(_("No figure that was published earlier was changed."))
    if report.late_told:
        told.append(
            _("At least %(number)s records of earlier months were written down or corrected after those months were frozen; they are counted in this period.")
            % {"number": report.late_told}
        )
    else:
        told.append(_("Records that are written down or corrected after a month was frozen are counted in the period in which that was done."))
    return Section(CODE, _("Corrections and late entries"), tuple(told))
