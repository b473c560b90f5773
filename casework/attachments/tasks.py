"""Files are scanned outside the request; one that could not be scanned is tried again, and not opened meanwhile."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from access.actors import system_actor
from access.context import acting
from access.models import Organisation
from access.outbox.models import OutboxJob
from access.outbox.registry import job
from casework.attachments.actions import SCAN, settle_scan
from casework.attachments.models import Attachment, AttachmentContent, FileState
from casework.attachments.scanner import ScannerAway, has_scanner, is_clean

AT_ONCE = 50


@job(SCAN, atomic=False, patience=timedelta(minutes=5), max_attempts=5)
def scan_promised(promised: OutboxJob) -> None:
    """Scan the file a job speaks of. Without a scanner it waits for the sweep."""
    if has_scanner():
        scan(UUID(str(promised.payload["organisation"])), UUID(str(promised.payload["file"])))


def scan(organisation_id: UUID, attachment_id: UUID) -> None:
    organisation = Organisation.objects.get(pk=organisation_id)
    with acting(organisation_id=organisation_id):
        waiting = Attachment.objects.filter(pk=attachment_id, state=FileState.WAITING)
        content = AttachmentContent.objects.filter(attachment__in=waiting).select_related("attachment__case").first()
        data = content.data if content else b""
    if content is None or not data:
        return
    clean = is_clean(data)
    with acting(organisation_id=organisation_id):
        settle_scan(by=system_actor(organisation), attachment=content.attachment, clean=clean)


@shared_task(name="casework.attachments.tasks.scan_waiting")
def scan_waiting() -> int:
    """What waits because the scanner was away."""
    done = 0
    if not has_scanner():
        return done
    for organisation in Organisation.objects.order_by("code"):
        with acting(organisation_id=organisation.pk):
            waiting = list(Attachment.objects.filter(organisation=organisation, state=FileState.WAITING).values_list("pk", flat=True)[:AT_ONCE])
        for pk in waiting:
            try:
                scan(organisation.pk, pk)
            except ScannerAway:
                return done
            done += 1
    return done


SCHEDULE = {"casework.attachments.tasks.scan_waiting": 300.0}
