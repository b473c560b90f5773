"""The daily copy, made by the worker once somebody has made a key for it."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from access.health.models import Pulse, PulseName
from config.backup.keys import public_key
from config.backup.problems import BackupFailed
from config.backup.running import run_backup
from config.backup.shelf import clear_shelf, next_name, shelf

EVERY = timedelta(hours=23, minutes=30)
AGAIN_AFTER_A_FAILURE = timedelta(hours=1)


@shared_task(name="config.backup.tasks.copy_if_due")
def copy_if_due() -> bool:
    """A copy a day; after one that failed, again within the hour. The alarm was raised where it failed.

    Keys past their days go whether or not there is a new copy: erased people must leave the old ones.
    """
    clear_shelf(shelf(), settings.BACKUP_KEEP)
    if not public_key() or not is_due():
        return False
    try:
        run_backup(next_name(), keep=settings.BACKUP_KEEP)
    except BackupFailed:
        return False
    return True


def is_due() -> bool:
    last = Pulse.objects.filter(name=PulseName.BACKUP).first()
    return last is None or timezone.now() - last.at > (EVERY if last.ok else AGAIN_AFTER_A_FAILURE)


SCHEDULE = {"config.backup.tasks.copy_if_due": 600.0}
