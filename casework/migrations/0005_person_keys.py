"""The key of a person belongs to a person; those who are here already get theirs."""

import secrets
from typing import Any

from django.db import migrations

from access.crypto.keys import provider
from access.crypto.people import wrap
from access.rowsecurity import SameOrganisation


def make_keys(apps: Any, schema_editor: Any) -> None:
    """One key each; what is sealed already is sealed anew by the sweep, and opens until then."""
    person, key = apps.get_model("casework", "Person"), apps.get_model("access", "PersonKey")
    waiting = []
    for pk, organisation_id in person.objects.values_list("pk", "organisation_id").iterator():
        epoch = provider.current_epoch(organisation_id)
        wrapped = wrap(secrets.token_bytes(32), organisation_id=organisation_id, person_id=pk, epoch=epoch)
        waiting.append(key(id=pk, organisation_id=organisation_id, epoch=epoch, wrapped=wrapped))
    key.objects.bulk_create(waiting, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_two_sides"), ("access", "0006_person_keys")]

    operations = [
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        SameOrganisation("access_personkey", "id", "casework_person"),
    ]
