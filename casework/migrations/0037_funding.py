"""Grants, kept by whoever manages the money; what is charged to them, seen and written with the case or the activity it is about."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import sees

MANAGES = f"{OWN} and ((select app.may('system')) or (select app.may('funding_manage')))"
OF_A_CASE = f"(case_id is not null and {sees('case_id')})"
OF_AN_ACTIVITY = "(activity_id is not null and ((select app.may('system')) or (select app.may('activity_view'))))"
READS = f"{OWN} and ({OF_A_CASE} or {OF_AN_ACTIVITY})"
WRITES = f"""{OWN} and ((select app.may('system'))
  or ({OF_A_CASE} and ((select app.may('case_edit')) or (service_id is not null and (select app.may('service_add')))))
  or (activity_id is not null and (select app.may('activity_edit'))))"""
# A service is charged with its own case; what one thing costs is paid once.
TOGETHER = """
create unique index casework_service_id_case on casework_service (id, case_id);
alter table casework_charge add constraint casework_charge_service_of_case foreign key (service_id, case_id)
  references casework_service (id, case_id) deferrable initially deferred;
create policy may_count on casework_charge for select using (organisation_id = (select app.org()) and (select app.may('counting')));
create function app.guard_charge() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and app.org() is not null and (to_jsonb(new) - 'share') is distinct from (to_jsonb(old) - 'share') then
    raise exception 'of a charge only the share changes' using errcode = '42501';
  end if;
  if (select coalesce(sum(share), 0) from casework_charge c where c.service_id = new.service_id or c.activity_id = new.activity_id) > 100 then
    raise exception 'what one thing costs is paid once' using errcode = '23514';
  end if;
  return null;
end $$;
create trigger guard_charge after insert or update on casework_charge for each row execute function app.guard_charge();
"""
APART = """
drop trigger guard_charge on casework_charge;
drop function app.guard_charge();
drop policy may_count on casework_charge;
alter table casework_charge drop constraint casework_charge_service_of_case;
drop index casework_service_id_case;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0036_team_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name of the grant')),
                ('donor', models.CharField(max_length=120, verbose_name='who gives it')),
                ('source', casework.vocabulary.fields.CodeField(verbose_name='kind of source', vocabulary='funding_source')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('regions', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='regions', vocabulary='region')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount')),
                ('currency', casework.vocabulary.fields.CodeField(default='KZT', verbose_name='currency', vocabulary='currency')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-starts_on', 'name'),
            },
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('share', models.PositiveSmallIntegerField(default=100)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='casework.activity')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='casework.service')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='casework.grant')),
            ],
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='grant_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='grant_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('organisation', 'name', 'starts_on'), name='grant_named_once'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activity', None), ('case__isnull', False)), models.Q(('activity__isnull', False), ('case', None), ('service', None)), _connector='OR'), name='charge_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(('share__gte', 1), ('share__lte', 100)), name='charge_share_in_hundredths'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.UniqueConstraint(condition=models.Q(('activity', None), ('service', None)), fields=('case', 'grant'), name='charge_case_once'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.UniqueConstraint(condition=models.Q(('service__isnull', False)), fields=('service', 'grant'), name='charge_service_once'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.UniqueConstraint(condition=models.Q(('activity__isnull', False)), fields=('activity', 'grant'), name='charge_activity_once'),
        ),
        RowSecurity("casework_grant", read=OWN, write=MANAGES, remove="false"),
        RowSecurity("casework_charge", read=READS, write=WRITES),
        *[
            SameOrganisation("casework_charge", f"{name}_id", f"casework_{name}")
            for name in ("grant", "case", "service", "activity")
        ],
        migrations.RunSQL(TOGETHER, APART),
    ]
