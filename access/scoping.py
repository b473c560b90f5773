"""Which rows somebody may see. Fetching is the check: another organisation's row does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404

if TYPE_CHECKING:
    from access.actors import Actor, ActorRequest

M = TypeVar("M", bound=models.Model)


class OrganisationQuerySet(models.QuerySet[Any]):
    """Rows of the actor's own organisation. Rooms that share more (or less) override `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organisation_id=actor.organisation_id)


def fetch(request: ActorRequest, source: type[M] | models.QuerySet[M], *, pk: UUID) -> M:
    """The one row with this id that the actor may see, or 404; what was seen is noted for the audit."""
    rows: Any = source.all() if isinstance(source, models.QuerySet) else source._default_manager.all()
    row: M | None = rows.visible_to(request.actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    note_seen(request, row)
    return row


def note_seen(request: ActorRequest, *rows: models.Model) -> None:
    """Remember that these rows were shown; the middleware records it once the page was really given out."""
    request.seen.extend((row._meta.label_lower, row.pk) for row in rows)
