"""Merging two files needs two colleagues who see both people."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.merging.actions import merge_files
from casework.merging.models import Merge
from casework.merging.rules import refuse_merge
from casework.merging.waiting import MERGE
from casework.people.models import Person


def sees_both(actor: Actor, merge_id: UUID) -> bool:
    """Both files, while they are two; the one that is kept, once they are one."""
    merge = Merge.objects.visible_to(actor).filter(pk=merge_id).first()
    if merge is None:
        return False
    return merge.done_at is not None or bool(Person.objects.visible_to(actor).filter(pk=merge.other_id).exists())


def codes_of(merge_id: UUID) -> str:
    merge = Merge.objects.select_related("kept").filter(pk=merge_id).first()
    return f"{merge.kept.code} + {merge.other_code}" if merge else ""


def _perform(by: Actor, approval: Approval) -> None:
    merge_files(by=by, merge=Merge.objects.with_people().get(pk=approval.target_id))


def _hindered(merge_id: UUID) -> None:
    merge = Merge.objects.select_related("kept", "other").get(pk=merge_id)
    refuse_merge(merge.kept, merge.other)


def _looks_at(approval: Approval) -> str:
    return reverse("merge-detail", args=[approval.target_id])


KIND = declare(
    Kind(
        code=MERGE, name=_("Merge two files of one person"), asks=P.PERSON_MERGE, sees=sees_both, tells=codes_of, perform=_perform, hindered=_hindered,
        looks_at=_looks_at,
        sentence=_(
            "The cases, papers and family of both files are one person's from then on, and whoever works on one case learns who the person is. "
            "It can be taken apart again."
        ),
    )
)  # fmt: skip
