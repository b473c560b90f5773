"""Adding a file to a case, settling what the scanner said, and removing it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.context import acting
from access.events import Event
from access.outbox.actions import enqueue
from access.receipts import once
from casework.attachments.examining import Examined
from casework.attachments.models import Attachment, AttachmentContent, FileState
from casework.attachments.scanner import has_scanner
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry

SCAN = "casework.file.scan"
MOST_OF_A_CASE = 200


class TooManyFiles(Exception):
    """A case has only so many files."""


class NoRoomForFiles(Exception):
    """The organisation has used up the room for its files."""


@audited(Event.FILE_ADDED)
def add_file(*, by: Actor, case: Case, file: Examined, form_key: UUID | None = None) -> Attachment:
    """Keep a file that was examined. What only a scanner can judge waits until one has."""
    refuse_closed(case)

    def make(pk: UUID) -> Attachment:
        if by.user is None:
            raise PermissionDenied
        _refuse_too_much(case, len(file.data))
        waits = has_scanner() or file.needs_scan
        made = Attachment.objects.create(
            pk=pk, organisation_id=case.organisation_id, case=case, name=file.name, digest=file.digest, kind=file.kind,
            size=len(file.data), state=FileState.WAITING if waits else FileState.READY, added_by=by.user,
        )  # fmt: skip
        AttachmentContent.objects.create(organisation_id=case.organisation_id, attachment=made, data=file.data)
        add_entry(case=case, by=by, kind="file", codes={"file_kind": file.kind.value}, source_id=pk)
        if waits:
            enqueue(
                kind=SCAN, payload={"organisation": str(case.organisation_id), "file": str(pk)}, key=f"{SCAN}:{pk}",
                organisation_id=case.organisation_id,
            )  # fmt: skip
        return made

    return once(by=by, key=form_key, model=Attachment, make=make)


def _refuse_too_much(case: Case, size: int) -> None:
    """The limits are the organisation's, so they are counted over every case, also those one may not see."""
    with acting(organisation_id=case.organisation_id):
        kept = Attachment.objects.filter(organisation_id=case.organisation_id).kept()
        number = kept.filter(case=case).count()
        used = kept.aggregate(used=Sum("size"))["used"] or 0
    if number >= MOST_OF_A_CASE:
        raise TooManyFiles
    if used + size > settings.FILES_MEGABYTES * 1024 * 1024:
        raise NoRoomForFiles


@audited(Event.FILE_SCANNED, telling=("clean",))
def settle_scan(*, by: Actor, attachment: Attachment, clean: bool) -> Attachment:
    """The scanner has spoken: the file may be opened from now on, or is destroyed."""
    current: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if current.state != FileState.WAITING:
        return current
    current.scanned_at = timezone.now()
    if clean:
        current.state = FileState.READY
    else:
        _destroy(current, FileState.INFECTED)
    current.save(update_fields=["state", "scanned_at", "removed_at"])
    return current


@audited(Event.FILE_REMOVED)
def remove_file(*, by: Actor, attachment: Attachment) -> Attachment:
    """Destroy the bytes of a file. That it was there stays on record."""
    refuse_closed(attachment.case)
    current: Attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if current.state in (FileState.WAITING, FileState.READY):
        _destroy(current, FileState.REMOVED)
        current.save(update_fields=["state", "removed_at"])
        add_entry(case=attachment.case, by=by, kind="file_removed", codes={"file_kind": current.kind}, source_id=current.pk)
    return current


def _destroy(attachment: Attachment, state: FileState) -> None:
    AttachmentContent.objects.filter(attachment_id=attachment.pk).update(data=b"")
    attachment.state, attachment.removed_at = state, timezone.now()
