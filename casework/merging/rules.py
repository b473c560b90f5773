"""What keeps two files from being one person's, or from being two again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from access.approvals.actions import CannotNow
from casework.erasure.models import LegalHold
from casework.merging.models import Merge
from casework.people.models import Person


class IsErased(CannotNow):
    sentence = _("One of the two was erased.")


class MergedAlready(CannotNow):
    sentence = _("One of the two files was merged with another in the meantime. Look at the person again.")


class BothOnHold(CannotNow):
    sentence = _("A legal hold is set for both files. Lift one of them first, then ask again.")


class NotMerged(CannotNow):
    sentence = _("These two files are two already.")


class MergedFurther(CannotNow):
    sentence = _("This file was merged into another since. Take that apart first.")


def refuse_merge(kept: Person, other: Person) -> None:
    """Why these two cannot be made one now, if so."""
    if kept.erased_at is not None or other.erased_at is not None:
        raise IsErased
    if kept.pk == other.pk or Merge.objects.live().filter(other__in=(kept, other)).exists():
        raise MergedAlready
    if LegalHold.objects.filter(person__in=(kept, other)).live().count() > 1:
        raise BothOnHold


def refuse_undo(merge: Merge, kept: Person) -> None:
    """Why this cannot be taken back now, if so."""
    if not merge.is_live:
        raise NotMerged
    if kept.erased_at is not None:
        raise IsErased
    if Merge.objects.live().filter(other=kept).exists():
        raise MergedFurther
