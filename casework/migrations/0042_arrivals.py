"""Files of other houses: asked for in one's own name, what was agreed to does not change; what came along is seen with its case."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

SYSTEM = "(select app.may('system'))"
IMPORTS = "(select app.may('case_import'))"
READS = f"{OWN} and ({IMPORTS} or (select app.may('approval_decide')) or {SYSTEM})"
WRITES = f"{OWN} and (({IMPORTS} and asked_by_id = (select app.uid())) or {SYSTEM})"
GUARD = """
create function app.guard_arrival() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  moves text[] := array['taken_at', 'cases', 'known'];
begin
  if app.org() is null then return new; end if;
  if old.taken_at is not null or (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves) then
    raise exception 'a file is taken once, and is the one that was agreed to' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_arrival before update on casework_casearrival for each row execute function app.guard_arrival();
"""
GUARD_BACK = "drop trigger guard_arrival on casework_casearrival; drop function app.guard_arrival();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0041_merging'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CameAlong',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('table', models.CharField(choices=[('referral', 'Referral'), ('consent', 'Consent')], max_length=20)),
                ('words', access.crypto.fields.EncryptedTextField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='came_along', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='CaseArrival',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sha256', models.CharField(max_length=64)),
                ('came_from', models.CharField(blank=True, default='', max_length=200)),
                ('with_names', models.BooleanField(default=False)),
                ('people', models.PositiveIntegerField()),
                ('cases', models.PositiveIntegerField()),
                ('known', models.PositiveIntegerField(default=0)),
                ('taken_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['organisation', '-created_at'], name='arrival_newest')],
            },
        ),
        RowSecurity("casework_casearrival", read=READS, write=WRITES, remove="false"),
        migrations.RunSQL(GUARD, GUARD_BACK),
        RowSecurity("casework_camealong", read=SEES, write=f"{SEES} and ({IMPORTS} or {SYSTEM})", change=f"{SEES} and {SYSTEM}", remove="false"),
        SameOrganisation("casework_camealong", "case_id", "casework_case"),
    ]
