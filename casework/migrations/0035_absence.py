"""Somebody stands in for a colleague while the days run: the database takes the days itself, nothing has to end it.

The stand-in sees what the absent one is assigned to, not what was lent to them; a restricted case only when it was named by
whoever works on it; nothing more once the absent one has left the organisation.
"""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

READS = f"""{OWN} and ((select app.may('system')) or absent_id = (select app.uid()) or stand_in_id = (select app.uid())
  or (select app.may('case_view')) or (select app.may('case_view_all')) or (select app.may('case_assign')))"""
NAMES = f"""{OWN} and ((select app.may('system')) or (by_id = (select app.uid()) and ended_at is null and noted_at is null
  and ((absent_id = (select app.uid()) and (select app.may('case_view'))) or (select app.may('case_assign')))
  and exists (select 1 from access_membership m
    where m.organisation_id = casework_absence.organisation_id and m.user_id = casework_absence.stand_in_id and m.ended_at is null)))"""
CHANGES = f"""{OWN} and ((select app.may('system')) or absent_id = (select app.uid()) or stand_in_id = (select app.uid())
  or (select app.may('case_assign')))"""
CHOOSES = f"""{SEES} and ((select app.may('system')) or exists (
  select 1 from casework_absence s join casework_assignment a on a.user_id = s.absent_id and a.ended_on is null
    where s.id = absence_id and s.by_id = (select app.uid()) and s.ended_at is null and not s.all_cases and a.case_id = casework_absencecase.case_id
      and (not even_restricted or s.absent_id = (select app.uid()))))"""
GUARD = """
create function app.guard_absence() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if (to_jsonb(new) - array['noted_at', 'ended_at', 'ended_by_id']) is distinct from (to_jsonb(old) - array['noted_at', 'ended_at', 'ended_by_id'])
     or (new.noted_at is distinct from old.noted_at and (old.noted_at is not null or new.stand_in_id is distinct from app.uid()))
     or ((new.ended_at, new.ended_by_id) is distinct from (old.ended_at, old.ended_by_id)
         and (old.ended_at is not null or new.ended_by_id is distinct from app.uid())) then
    raise exception 'an absence is noted by the stand-in and ended once, nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_absence before update on casework_absence for each row execute function app.guard_absence();
"""
GUARD_BACK = """
drop trigger guard_absence on casework_absence;
drop function app.guard_absence();
"""
TODAY = """
create function app.today() returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select (clock_timestamp() at time zone 'Asia/Almaty')::date
$$;
"""
LENT = """
create function app.stood_in_for(wanted uuid) returns table (case_id uuid, absent_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.case_id, s.absent_id from casework_absence s
    join casework_assignment a on a.user_id = s.absent_id and a.organisation_id = s.organisation_id and a.ended_on is null
    join casework_case c on c.id = a.case_id
    left join casework_absencecase k on k.absence_id = s.id and k.case_id = a.case_id
    where s.organisation_id = (select app.org()) and s.stand_in_id = wanted and s.ended_at is null
      and (wanted = (select app.uid()) or (select app.may('system')))
      and (select app.today()) between s.first and s.last
      and case when c.is_restricted then coalesce(k.even_restricted, false) else s.all_cases or k.id is not null end
      and exists (select 1 from access_membership m where m.organisation_id = s.organisation_id and m.user_id = s.absent_id and m.ended_at is null)
$$;
create function app.stand_ins_of(of_case uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.id from casework_case c
    join casework_assignment a on a.case_id = c.id and a.ended_on is null
    join casework_absence s on s.absent_id = a.user_id and s.organisation_id = a.organisation_id
    left join casework_absencecase k on k.absence_id = s.id and k.case_id = c.id
    where c.id = of_case and app.sees_case(of_case) and s.ended_at is null and s.last >= (select app.today())
      and case when c.is_restricted then coalesce(k.even_restricted, false) else s.all_cases or k.id is not null end
      and exists (select 1 from access_membership m where m.organisation_id = s.organisation_id and m.user_id = s.absent_id and m.ended_at is null)
$$;
"""
LENT_BACK = "drop function app.stand_ins_of(uuid); drop function app.stood_in_for(uuid);"
WORKED_ON = """
create or replace function app.my_cases() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.case_id from casework_assignment a
    where a.organisation_id = (select app.org()) and a.user_id = (select app.uid()) and a.ended_on is null
      and ((select app.may('case_view')) or (select app.may('case_view_all')))
  union
  select e.case_id from casework_emergencyopening e
    where e.organisation_id = (select app.org()) and e.user_id = (select app.uid()) and e.ended_at is null and e.until > clock_timestamp()
"""
STOOD_IN = """
  union
  select l.case_id from app.stood_in_for((select app.uid())) l
    where ((select app.may('case_view')) or (select app.may('case_view_all')))
      and (select exists (
        select 1 from casework_absence s
          where s.organisation_id = (select app.org()) and s.stand_in_id = (select app.uid()) and s.ended_at is null))
"""
END = "$$;"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0034_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('all_cases', models.BooleanField(default=True)),
                ('noted_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-first', '-created_at'),
            },
        ),
        migrations.CreateModel(
            name='AbsenceCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('even_restricted', models.BooleanField(default=False)),
                ('absence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chosen', to='casework.absence')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.AddIndex(
            model_name='absence',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['stand_in', 'last'], name='absence_of_stand_in'),
        ),
        migrations.AddIndex(
            model_name='absence',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['absent', 'last'], name='absence_of_absent'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='absence_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last__lte', django.db.models.expressions.CombinedExpression(models.F('first'), '+', models.Value(366)))), name='absence_lasts_a_year_at_most'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('absent', models.F('stand_in')), _negated=True), name='absence_of_one_for_another'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='absence_ended_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='absencecase',
            constraint=models.UniqueConstraint(fields=('absence', 'case'), name='absence_case_once'),
        ),
        RowSecurity("casework_absence", read=READS, write=NAMES, change=CHANGES, remove="false"),
        RowSecurity("casework_absencecase", read=SEES, write=CHOOSES, change=f"{OWN} and (select app.may('system'))", remove="false"),
        SameOrganisation("casework_absencecase", "absence_id", "casework_absence"),
        SameOrganisation("casework_absencecase", "case_id", "casework_case"),
        migrations.RunSQL(GUARD, GUARD_BACK),
        migrations.RunSQL(TODAY, "drop function app.today();"),
        migrations.RunSQL(LENT, LENT_BACK),
        migrations.RunSQL(WORKED_ON + STOOD_IN + END, WORKED_ON + END),
    ]
