"""Keeping the directory: adding, changing, and saying that it was checked."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.partners.models import PartnerService
from casework.partners.rules import still_checked


class InTheFuture(Exception):
    """Nobody has checked anything tomorrow."""


@audited(Event.PARTNER_ADDED)
def add_service(*, by: Actor, facts: dict[str, Any], form_key: UUID | None = None) -> PartnerService:
    """A service somebody heard of. Number and address count as unverified until they were tried."""

    def make(pk: UUID) -> PartnerService:
        return PartnerService.objects.create(pk=pk, organisation_id=by.organisation_id, **facts)

    return once(by=by, key=form_key, model=PartnerService, make=make)


@audited(Event.PARTNER_CHANGED)
def change_service(*, by: Actor, service: PartnerService, facts: dict[str, Any], version: int | None = None) -> PartnerService:
    """Correct what is known. A number or an address that changes is unverified again. Refused when a colleague saved first."""
    telephone = still_checked(str(service.telephone), str(facts.get("telephone", "")), service.telephone_checked)
    address = still_checked(str(service.address), str(facts.get("address", "")), service.address_checked)
    take_version(service, expected=version)
    for name, value in facts.items():
        setattr(service, name, value)
    service.telephone_checked, service.address_checked = telephone, address
    service.save(update_fields=[*facts, "telephone_checked", "address_checked", "version"])
    return service


@audited(Event.PARTNER_CHECKED)
def check_service(
    *, by: Actor, service: PartnerService, telephone_checked: bool, address_checked: bool, checked_on: date | None = None, version: int | None = None
) -> PartnerService:
    """Somebody rang or went there on this day: what they found stands, what they did not try is unverified."""
    day = checked_on or timezone.localdate()
    if day > timezone.localdate():
        raise InTheFuture
    take_version(service, expected=version)
    service.telephone_checked = telephone_checked and bool(service.telephone)
    service.address_checked = address_checked and bool(service.address)
    service.checked_on, service.checked_by = day, by.user
    service.save(update_fields=["telephone_checked", "address_checked", "checked_on", "checked_by", "version"])
    return service
