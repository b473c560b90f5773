"""Every hour the notes are compared; every day each organisation gets a new one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.heads.actions import keep_head, report_difference
from access.heads.checking import differences
from access.health.actions import give_sign
from access.health.models import Pulse, PulseName
from access.models import Organisation

A_DAY = timedelta(hours=23)


@shared_task(name="access.heads.tasks.keep")
def keep() -> bool:
    """Whether everything agreed. What differs is written into the organisation's audit once a day, and shown until it agrees."""
    folder = Path(settings.HEADS_FOLDER)
    before = Pulse.objects.filter(name=PulseName.HEADS).first()
    detail = before.detail if before else {}
    kept: dict[str, int] = dict(detail.get("kept", {}))
    is_new_day = before is None or timezone.now() - datetime.fromisoformat(detail["day"]) > A_DAY
    wrong: dict[str, list[str]] = {}
    for organisation in Organisation.objects.filter(is_active=True):
        code = str(organisation.pk)
        with acting(organisation_id=organisation.pk):
            by = system_actor(organisation)
            if problems := differences(folder, organisation.pk, last_position=kept.get(code)):
                wrong[code] = sorted(set(problems))
                if is_new_day or code not in detail.get("wrong", {}):
                    report_difference(by=by, problems=wrong[code])
            if is_new_day and (head := keep_head(by=by, folder=folder)):
                kept[code] = head.position
    day = timezone.now().isoformat() if is_new_day else detail["day"]
    give_sign(PulseName.HEADS, ok=not wrong, detail={"kept": kept, "wrong": wrong, "day": day})
    return not wrong


SCHEDULE = {"access.heads.tasks.keep": 3600.0}
