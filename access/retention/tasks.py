"""What was kept long enough goes by itself."""

from __future__ import annotations

import logging

from celery import shared_task

from access.models import Organisation
from access.retention.actions import sweep_organisation

logger = logging.getLogger("pana.retention")


@shared_task(name="access.retention.tasks.sweep")
def sweep() -> int:
    """Every organisation, by its own periods and its own calendar. One that fails does not keep the others waiting."""
    gone = 0
    for organisation in Organisation.objects.order_by("code"):
        try:
            gone += sum(sweep_organisation(organisation).values())
        except Exception as error:  # told by its class: the text may hold a person's data
            logger.error("What was kept long enough in %s could not be let go (%s).", organisation.code, type(error).__name__)
    return gone


SCHEDULE = {"access.retention.tasks.sweep": 3600.0}
