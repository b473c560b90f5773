"""Reading a package that the database let through."""

from __future__ import annotations

import json

from casework.referrals.models import SharedPackage
from casework.referrals.presenters import Section, sections


def read_package(package: SharedPackage) -> list[Section]:
    """What the person agreed to share, in the reader's language."""
    return sections(json.loads(package.content))
