"""A key for every person, and the folder of the organisations' keys beside the database."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from access.crypto.keys import store
from access.rowsecurity import RowSecurity

GUARD = """
create function app.guard_person_key() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if old.destroyed_at is not null or new.id <> old.id or new.organisation_id <> old.organisation_id then
    raise exception 'a key that was destroyed stays destroyed, and is nobody else''s' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_person_key before update on access_personkey for each row execute function app.guard_person_key();
"""
GUARD_BACK = """
drop trigger guard_person_key on access_personkey;
drop function app.guard_person_key();
"""


def make_store(apps: Any, schema_editor: Any) -> None:
    """Once for a database: a store that goes missing later is never made again silently."""
    store().initialise()


class Migration(migrations.Migration):
    dependencies = [("access", "0005_approvals")]

    operations = [
        migrations.RunPython(make_store, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("epoch", models.PositiveIntegerField()),
                ("wrapped", models.BinaryField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.organisation"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "epoch"], name="person_key_by_epoch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("destroyed_at", None), ("wrapped", b""), _connector="OR"), name="person_key_destroyed_is_empty"
                    )
                ],
            },
        ),
        RowSecurity("access_personkey", remove="false"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
