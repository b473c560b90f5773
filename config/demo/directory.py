"""The directory of the demo: the partner of the network and three more, checked lately, long ago, and never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from access.models import Organisation
from casework.partners.actions import add_service, check_service
from casework.partners.models import PartnerService

STORY = "Ойдан шығарылған мәтін / вымышленный текст (demo)"
SERVICES: tuple[tuple[dict[str, Any], int | None], ...] = (
    ({"name": "Ойдан шығарылған емхана / Вымышленная клиника (demo)", "kind": "health", "services": ["medical_exam", "treatment"],
      "languages": ["ru", "kk"], "accepts": ["women", "no_papers"], "cost": "free", "hours": "9:00–18:00"}, 12),
    ({"name": "Ойдан шығарылған адвокаттар / Вымышленные адвокаты (demo)", "kind": "lawyer_bar", "services": ["legal_consultation"],
      "languages": ["ru"], "accepts": [], "cost": "part", "hours": "10:00–17:00"}, 200),
    ({"name": "Ойдан шығарылған консулдық / Вымышленное консульство (demo)", "kind": "embassy_consulate", "services": ["consular"],
      "languages": ["uz", "ru"], "accepts": ["foreigners"], "cost": "unknown", "hours": ""}, None),
)  # fmt: skip


def show_directory(manager: Actor, partner: Organisation) -> None:
    """What the colleagues of the case manager look up."""
    with acting_as(manager):
        if PartnerService.objects.exists():
            return
        known = {"name": partner.name, "kind": partner.partner_type or "ngo", "network": partner, "services": ["legal_consultation"], "regions": []}
        for number, (facts, days) in enumerate((({**SERVICES[0][0], **known}, 3), *SERVICES)):
            sealed = {"telephone": f"+7 727 000 00 1{number}", "notes": STORY, "conditions": STORY}
            service = add_service(by=manager, facts={"regions": [manager.organisation.region], **facts, **sealed})
            if days is not None:
                day = timezone.localdate() - timedelta(days=days)
                check_service(by=manager, service=service, telephone_checked=True, address_checked=False, checked_on=day)
