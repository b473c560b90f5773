"""What signing in leaves behind is swept: old attempts, sessions whose time is over; and reading is watched.

Known browsers leave nothing here: their mark lies in the browser alone and runs out by itself (devices.py).
"""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from access.actors import system_actor
from access.attempts import KEPT
from access.context import acting
from access.drafts.keeping import too_old
from access.models import Organisation, SignInAttempt
from access.watching import tell_busy_readers


@shared_task(name="access.tasks.sweep_sign_in")
def sweep_sign_in() -> int:
    """Attempts no limit counts any more, and sessions that have ended by themselves."""
    now = timezone.now()
    attempts, _ = SignInAttempt.objects.filter(at__lt=now - KEPT).delete()
    sessions = Session.objects.filter(expire_date__lt=now)._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("select app.forget_ended_sessions()")
        listed = int(cursor.fetchone()[0])
    return attempts + sessions + listed


@shared_task(name="access.tasks.sweep_drafts")
def sweep_drafts() -> int:
    """What was typed and not sent within three days."""
    gone = 0
    for pk in Organisation.objects.values_list("pk", flat=True):
        with acting(organisation_id=pk):
            gone += too_old(pk).delete()[0]
    return gone


@shared_task(name="access.tasks.watch_reading")
def watch_reading() -> int:
    """Look who opened many files within the last hour, one organisation after the other."""
    told = 0
    for organisation in Organisation.objects.filter(is_active=True):
        with acting(organisation_id=organisation.pk):
            told += tell_busy_readers(by=system_actor(organisation), organisation=organisation)
    return told


SCHEDULE = {"access.tasks.sweep_sign_in": 3600.0, "access.tasks.sweep_drafts": 3600.0, "access.tasks.watch_reading": 600.0}
