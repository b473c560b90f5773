"""How long an organisation keeps things, by its own calendar; and keys may turn under what was asked for."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from access.rowsecurity import OWN, RowSecurity

GUARD = """
create or replace function app.guard_approval() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  moves text[] := array['state', 'decided_by_id', 'decided_at', 'used_at'];
begin
  if app.org() is null then return new; end if;
  {sealed}
  if (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves) then
    raise exception 'what was asked for does not change' using errcode = '42501';
  end if;
  if new.decided_by_id is distinct from old.decided_by_id
     and (old.decided_by_id is not null or new.decided_by_id is distinct from app.uid() or not app.may('approval_decide')) then
    raise exception 'one decides for oneself, once' using errcode = '42501';
  end if;
  if new.state <> old.state and (old.state, new.state) not in
     (('waiting', 'approved'), ('waiting', 'refused'), ('waiting', 'withdrawn'), ('approved', 'used')) then
    raise exception 'a decision stays' using errcode = '42501';
  end if;
  return new;
end $$;
"""
SEALED_ANEW = "if app.may('system') then moves := moves || array['reason']; end if;"
MANAGED = f"{OWN} and ((select app.may('settings_manage')) or (select app.may('system')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_pulse'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='time_zone',
            field=models.CharField(default='Asia/Almaty', max_length=40, verbose_name='time zone'),
        ),
        migrations.CreateModel(
            name='KeepingPeriod',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('empty_calls', 'empty_calls'), ('advice_calls', 'advice_calls'), ('help_calls', 'help_calls'), ('needs', 'needs'), ('packages', 'packages'), ('files', 'files'), ('stories', 'stories'), ('identity', 'identity'), ('receipts', 'receipts')], max_length=20)),
                ('days', models.PositiveIntegerField()),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind'), name='keeping_period_once')],
            },
        ),
        RowSecurity("access_keepingperiod", write=MANAGED),
        migrations.RunSQL(GUARD.format(sealed=SEALED_ANEW), GUARD.format(sealed="")),
    ]
