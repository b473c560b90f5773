"""What is done to help, in the demo: the needs of three cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from casework.cases.models import Case, assigned_cases
from casework.needs.actions import assess_needs
from casework.needs.questions import SERVICES

STORY = "Ойдан шығарылған мәтін / вымышленный текст (demo)"
SIGNS = ["sleep_safely", "afraid_sleepless", "no_work", "no_documents", "held", "documents_kept"]
NEEDED = {"sss_domestic": "today", "sss_psychological": "week", "sss_labour": "planned", "sss_legal": "week"}


def show_helping(manager: Actor, director: Actor) -> None:
    """The cases the scene works on: the newest three of the case manager."""
    with acting_as(manager):
        cases = list(
            Case.objects.filter(pk__in=assigned_cases(manager)).select_related("person").order_by("-requested_on")[:3]
        )
        for case in cases:
            _needs(manager, case)


def _needs(manager: Actor, case: Case) -> None:
    facts: dict[str, Any] = {
        "assessed_on": timezone.localdate() - timedelta(days=1), "signs": SIGNS, "ill_treatment": "yes", "criteria_words": STORY,
    }  # fmt: skip
    needs = {
        service: {"need": "yes", "urgency": NEEDED[service], "words": STORY}
        if service in NEEDED
        else {"need": "no", "urgency": "", "words": ""}
        for service in SERVICES
    }
    assess_needs(by=manager, case=case, facts=facts, needs=needs, form=None)
