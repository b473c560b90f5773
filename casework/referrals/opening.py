"""Opening what a person agreed to share, and finding the case that began with it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from access.actors import Actor
from casework.cases.models import Case, TimelineEntry
from casework.referrals.models import Referral, SharedPackage
from casework.referrals.presenters import Section, sections

Groups = dict[str, dict[str, Any]]


class PackageClosed(Exception):
    """There is no open package to begin a case from."""


def read_package(package: SharedPackage) -> list[Section]:
    """What the person agreed to share, in the reader's language."""
    return sections(json.loads(package.content))


def case_from(referral_id: UUID, organisation_id: UUID) -> Case | None:
    """The case this organisation opened from a referral, if it did."""
    entry = TimelineEntry.objects.filter(organisation_id=organisation_id, kind="from_referral", source_id=referral_id)
    found = entry.select_related("case").first()
    return found.case if found else None


def opened_package(by: Actor, referral: Referral) -> Groups:
    package = SharedPackage.objects.visible_to(by).filter(referral=referral).first()
    if package is None:
        raise PackageClosed
    groups: Groups = json.loads(package.content)
    return groups
