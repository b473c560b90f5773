"""Health in the house: read and written there; an alert and a medicine end once, and what was given stays as it is."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from shelters.rowsecurity import READ_IN_THE_HOUSE, SYSTEM, TURNED_BY_THE_SYSTEM, written_by

ENDS = f"{OWN} and ((select app.may('stay_manage')) or {SYSTEM})"
GUARD = """
create function app.guard_ending() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  ends text[] := array['ended_at', 'ended_by_id'];
begin
  if app.org() is null then return new; end if;
  if app.may('system') then ends := ends || array['words', 'name', 'dose']; end if;
  if (to_jsonb(new) - ends) is distinct from (to_jsonb(old) - ends) or (old.ended_at is not null and not app.may('system')) then
    raise exception 'it is ended, and nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_alert before update on shelters_healthalert for each row execute function app.guard_ending();
create trigger guard_medicine before update on shelters_medicine for each row execute function app.guard_ending();
"""
GUARD_BACK = """
drop trigger guard_medicine on shelters_medicine; drop trigger guard_alert on shelters_healthalert; drop function app.guard_ending();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('shelters', '0008_custody'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HealthAlert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('kind', models.CharField(choices=[('allergy', 'Allergy'), ('pregnancy', 'Pregnancy'), ('medicine', 'Medicine that must not be missed'), ('fits', 'May faint or have fits'), ('not_alone', 'Should not be left alone'), ('diet', 'Must not eat or drink something'), ('infant', 'Infant, or nursing a child'), ('other', 'Something else to know')], max_length=12, verbose_name='kind')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what to do or avoid')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='shelters.stay')),
            ],
            options={
                'ordering': ('kind', 'created_at'),
            },
        ),
        migrations.CreateModel(
            name='Medicine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('name', access.crypto.fields.EncryptedTextField(verbose_name='medicine')),
                ('dose', access.crypto.fields.EncryptedTextField(verbose_name='how much')),
                ('times', django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(), blank=True, default=list, size=None, verbose_name='times of day')),
                ('first_day', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='medicines', to='shelters.stay')),
            ],
            options={
                'ordering': ('created_at',),
            },
        ),
        migrations.CreateModel(
            name='Dose',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('outcome', models.CharField(choices=[('taken', 'Taken'), ('refused', 'Did not want it'), ('away', 'Was not here')], max_length=8, verbose_name='what came of it')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='remark')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('medicine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doses', to='shelters.medicine')),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.AddConstraint(
            model_name='medicine',
            constraint=models.CheckConstraint(condition=models.Q(('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='medicine_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='dose',
            constraint=models.UniqueConstraint(fields=('medicine', 'due_at'), name='dose_given_once'),
        ),
        RowSecurity("shelters_healthalert", read=READ_IN_THE_HOUSE, write=written_by("noted_by_id"), change=ENDS, remove="false"),
        RowSecurity("shelters_medicine", read=READ_IN_THE_HOUSE, write=written_by("noted_by_id"), change=ENDS, remove="false"),
        RowSecurity("shelters_dose", read=READ_IN_THE_HOUSE, write=written_by("given_by_id"), change=TURNED_BY_THE_SYSTEM, remove="false"),
        SameOrganisation("shelters_healthalert", "stay_id", "shelters_stay"),
        SameOrganisation("shelters_medicine", "stay_id", "shelters_stay"),
        SameOrganisation("shelters_dose", "medicine_id", "shelters_medicine"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
