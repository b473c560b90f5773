"""Opening what a person agreed to share, and finding the case that began with it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from access.actors import Actor
from casework.cases.models import Case
from casework.cases.reaching import case_by_referral
from casework.referrals.models import Referral, SharedPackage
from casework.referrals.presenters import Section, sections

Groups = dict[str, dict[str, Any]]


class PackageClosed(Exception):
    """There is no open package to begin a case from."""


def read_package(package: SharedPackage) -> list[Section]:
    """What the person agreed to share, in the reader's language."""
    return sections(json.loads(package.content))


def case_from(by: Actor, referral_id: UUID) -> Case | None:
    """The case this organisation opened from a referral, if it did."""
    return case_by_referral(by, referral_id)


def opened_package(by: Actor, referral: Referral) -> Groups:
    package = SharedPackage.objects.visible_to(by).filter(referral=referral).first()
    if package is None:
        raise PackageClosed
    groups: Groups = json.loads(package.content)
    return groups
