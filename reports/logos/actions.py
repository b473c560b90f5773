"""Setting the logo of a programme, and taking it away."""

from __future__ import annotations

import hashlib

from django.core.exceptions import PermissionDenied

from access.actors import Actor
from access.audit import audited
from access.events import Event
from reports.logos.models import Logo
from reports.models import Programme


@audited(Event.PROGRAMME_CHANGED)
def set_logo(*, by: Actor, programme: Programme, picture: bytes) -> Programme:
    """From now on this picture stands on the cover; reports that were made already keep theirs. The same again changes nothing."""
    if by.user is None:
        raise PermissionDenied
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    digest = hashlib.sha256(picture).hexdigest()
    logo, _made = Logo.objects.get_or_create(
        organisation_id=programme.organisation_id, digest=digest, defaults={"picture": picture, "by": by.user}
    )
    return _change(programme, logo)


@audited(Event.PROGRAMME_CHANGED)
def remove_logo(*, by: Actor, programme: Programme) -> Programme:
    """No picture on the cover any more."""
    return _change(Programme.objects.select_for_update().get(pk=programme.pk), None)


def _change(programme: Programme, logo: Logo | None) -> Programme:
    if programme.logo_id != (logo.pk if logo else None):
        programme.logo = logo
        programme.save(update_fields=["logo"])
    return programme
