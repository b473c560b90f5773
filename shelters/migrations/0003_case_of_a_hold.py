"""A hold may name the case it is for; what another organisation may do to a booking of ours is told to the database."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from access.rowsecurity import SameOrganisation

GUARD = """
create function app.guard_foreign_booking() returns trigger language plpgsql as $$
begin
  if new.organisation_id is not distinct from (select app.org()) or (select app.org()) is null then return new; end if;
  if tg_op = 'INSERT' then
    if new.state <> 'held' or new.stay_id is not null or new.case_id is not null then
      raise exception 'another house decides about its beds' using errcode = '42501';
    end if;
    return new;
  end if;
  if (new.id, new.organisation_id, new.bed_id, new.requester_id, new.during, new.code)
       is distinct from (old.id, old.organisation_id, old.bed_id, old.requester_id, old.during, old.code)
     or new.stay_id is distinct from old.stay_id or new.case_id is distinct from old.case_id
     or (old.state = 'held' and new.expires_at is distinct from old.expires_at)
     or not (new.state = old.state or new.state = 'released' and old.state in ('held', 'accepted')
             or new.state = 'expired' and old.state = 'held' and old.expires_at < now()) then
    raise exception 'another house decides about its beds' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_foreign_booking before insert or update on shelters_booking
  for each row execute function app.guard_foreign_booking();
"""
GUARD_BACK = "drop trigger guard_foreign_booking on shelters_booking; drop function app.guard_foreign_booking();"

NEEDS = [("children", "Comes with children"), ("wheelchair", "Wheelchair or no stairs"), ("cot", "A cot")]
DESTINATIONS = [
    ("own_home", "Own home"),
    ("family", "Family or friends"),
    ("other_shelter", "Another shelter"),
    ("abroad", "Home country"),
    ("hospital", "Hospital"),
    ("detention", "Place of detention"),
    ("other", "Somewhere else"),
    ("unknown", "Not known"),
]


class Migration(migrations.Migration):
    dependencies = [("shelters", "0002_row_security"), ("casework", "0002_row_security")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="case",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=NEEDS, max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="needs",
            ),
        ),
        migrations.AlterField(
            model_name="stay",
            name="destination",
            field=models.CharField(
                blank=True, choices=DESTINATIONS, default="", max_length=20, verbose_name="where to"
            ),
        ),
        SameOrganisation("shelters_booking", "case_id", "casework_case"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
