"""What an erasure left undone when its process died is done by the next sweep."""

from __future__ import annotations

from celery import shared_task

from casework.erasure.tombstones import note_missing


@shared_task(name="casework.erasure.tasks.note")
def note() -> int:
    return note_missing()


SCHEDULE = {"casework.erasure.tasks.note": 3600.0}
