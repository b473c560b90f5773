"""What signing in leaves behind is swept: old attempts, sessions whose time is over.

Known browsers leave nothing here: their mark lies in the browser alone and runs out by itself (devices.py).
"""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from access.attempts import KEPT
from access.models import SignInAttempt


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


SCHEDULE = {"access.tasks.sweep_sign_in": 3600.0}
