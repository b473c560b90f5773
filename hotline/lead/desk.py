"""Reviews on the page Today."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.desk import Tile, register
from access.permissions import Permission as P
from hotline.lead.models import CallReview, ReviewQuerySet

NEW_FOR = timedelta(days=14)


def reviews_of(actor: Actor, show: str) -> ReviewQuerySet:
    """Those that wait for this lead (`open`: not about their own calls), or cards about one's own calls of a fortnight (`mine`)."""
    reviews: ReviewQuerySet = CallReview.objects.visible_to(actor)
    if show == "mine":
        return reviews.done().filter(call__operator_id=actor.user_id, reviewed_at__gt=timezone.now() - NEW_FOR).order_by("-reviewed_at")
    return reviews.open().exclude(call__operator_id=actor.user_id)


def _open(actor: Actor) -> int:
    return reviews_of(actor, "open").count()


def _mine(actor: Actor) -> int:
    return reviews_of(actor, "mine").count()


def register_tiles() -> None:
    register(
        Tile(_("Calls to look at"), P.CALL_REVIEW, _open, "review-list", "?show=open"),
        Tile(_("What the lead said about my calls"), P.CALL_LOG, _mine, "review-list", "?show=mine"),
    )
