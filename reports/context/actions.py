"""Every write of the context series: somebody adds, corrects, removes or imports figures of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from reports.context.models import ContextFigure
from reports.context.reading import ReadFigure
from reports.context.rules import find_year, guess_base, guess_doubt, is_plain_period


@dataclass(frozen=True)
class Imported:
    """How many figures an import added and how many were there already."""

    added: int
    known: int


@audited(Event.CONTEXT_CHANGED)
def add_context_figure(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> ContextFigure:
    """Write down a figure that somebody else published."""

    def make(pk: UUID) -> ContextFigure:
        return ContextFigure.objects.create(pk=pk, organisation_id=by.organisation_id, year=find_year(facts["period"]), **facts)

    return once(by=by, key=form_key, model=ContextFigure, make=make)


@audited(Event.CONTEXT_CHANGED)
def change_context_figure(*, by: Actor, figure: ContextFigure, facts: dict[str, Any], version: int | None = None) -> ContextFigure:
    """Correct a figure. Reports that were published already keep what they showed."""
    take_version(figure, expected=version)
    for name, value in facts.items():
        setattr(figure, name, value)
    figure.year = find_year(figure.period)
    figure.save(update_fields=[*facts, "year", "version"])
    return figure


@audited(Event.CONTEXT_REMOVED)
def remove_context_figure(*, by: Actor, figure: ContextFigure) -> None:
    """Take a figure out of the collection; published reports keep it."""
    ContextFigure.objects.filter(pk=figure.pk).delete()


@audited(Event.CONTEXT_IMPORTED)
def import_context(*, by: Actor, figures: Sequence[ReadFigure]) -> Imported:
    """Add a whole file of figures; those that are there already are left as they are, officers' corrections with them."""
    before = ContextFigure.objects.filter(organisation_id=by.organisation_id).count()
    ContextFigure.objects.bulk_create(
        (
            ContextFigure(
                organisation_id=by.organisation_id,
                **vars(one),
                year=find_year(one.period),
                base=guess_base(one.indicator, one.basis),
                doubt=guess_doubt(one.note),
                in_reports=is_plain_period(one.period),
            )
            for one in figures
        ),
        ignore_conflicts=True,
    )
    added = ContextFigure.objects.filter(organisation_id=by.organisation_id).count() - before
    return Imported(added, len(figures) - added)
