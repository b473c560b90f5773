"""Exports of cases: asked for in one's own name, read by those who decide too; what was agreed to does not change afterwards."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity

READS = f"{OWN} and ((select app.may('case_export')) or (select app.may('approval_decide')) or (select app.may('system')))"
WRITES = f"{OWN} and (((select app.may('case_export')) and asked_by_id = (select app.uid())) or (select app.may('system')))"
# The system may seal the purpose anew when keys turn.
GUARD = """
create function app.guard_export() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  moves text[] := array['made_at', 'cases', 'sha256'];
begin
  if app.org() is null then return new; end if;
  if app.may('system') then moves := moves || array['purpose']; end if;
  if (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves) then
    raise exception 'what was asked for does not change' using errcode = '42501';
  end if;
  if old.made_at is not null and row(new.made_at, new.cases, new.sha256) is distinct from row(old.made_at, old.cases, old.sha256) then
    raise exception 'an export is made once' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_export before update on casework_caseexport for each row execute function app.guard_export();
"""
GUARD_BACK = "drop trigger guard_export on casework_caseexport; drop function app.guard_export();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0013_found_quickly'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseExport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('first', models.DateField(verbose_name='requested from')),
                ('last', models.DateField(verbose_name='requested until')),
                ('with_names', models.BooleanField(default=False, verbose_name='with names, numbers and dates of birth')),
                ('purpose', access.crypto.fields.EncryptedTextField(verbose_name='purpose')),
                ('made_at', models.DateTimeField(null=True)),
                ('cases', models.PositiveIntegerField(null=True)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['organisation', '-created_at'], name='export_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='export_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('cases', None), ('made_at', None), ('sha256', '')), models.Q(('cases__isnull', False), ('made_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='export_made_has_a_hash')],
            },
        ),
        RowSecurity("casework_caseexport", read=READS, write=WRITES, remove="false"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
