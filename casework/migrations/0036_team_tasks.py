"""Tasks without a case: seen by owner, author and whoever leads the team; those of a case as before. None turns into the other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from access.rowsecurity import OWN
from casework.rowsecurity import SEES, sees

OF_A_CASE = f"(case_id is not null and {sees('case_id')})"
LEADS = """(select app.may('case_assign')) or (team = 'house' and (select app.may('shelter_manage')))
  or (team = 'hotline' and (select app.may('call_review')))"""
OF_A_TEAM = f"""(case_id is null and ((select app.may('system')) or ((select app.may('team_task'))
  and (owner_id = (select app.uid()) or by_id = (select app.uid()) or {LEADS}))))"""
WRITTEN = "(case_id is null and ((select app.may('system')) or ((select app.may('team_task')) and by_id = (select app.uid()))))"
READS = f"{OWN} and ({OF_A_CASE} or {OF_A_TEAM})"
ADDS = f"{OWN} and ({OF_A_CASE} or {WRITTEN})"
POLICIES = f"""
alter policy may_read on casework_task using ({READS});
alter policy may_add on casework_task with check ({ADDS});
alter policy may_change on casework_task using ({READS}) with check ({READS});
"""
POLICIES_BACK = f"""
alter policy may_read on casework_task using ({SEES});
alter policy may_add on casework_task with check ({SEES});
alter policy may_change on casework_task using ({SEES}) with check ({SEES});
"""
GUARD = """
create function app.guard_task() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if new.case_id is distinct from old.case_id or new.by_id is distinct from old.by_id or (new.team = '') is distinct from (old.team = '') then
    raise exception 'a task stays of its case or of a team, and of whoever wrote it down' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_task before update on casework_task for each row execute function app.guard_task();
"""
GUARD_BACK = """
drop trigger guard_task on casework_task;
drop function app.guard_task();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0035_absence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='team',
            field=models.CharField(blank=True, choices=[('office', 'Office'), ('house', 'House'), ('hotline', 'Hotline')], default='', max_length=8, verbose_name='team'),
        ),
        migrations.SeparateDatabaseAndState(
            # Going back loses no task: one without a case stays, and row security of then shows it to nobody.
            database_operations=[migrations.RunSQL("alter table casework_task alter column case_id drop not null", "")],
            state_operations=[
                migrations.AlterField(
                    model_name='task',
                    name='case',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='casework.case'),
                ),
            ],
        ),
        migrations.RunSQL("update casework_task set team = 'office' where case_id is null", ""),  # of those that stayed
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('case', None)), fields=['organisation', 'state', 'due_on'], name='task_of_no_case'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case', None), models.Q(('team', ''), _negated=True)), models.Q(('case__isnull', False), ('team', '')), _connector='OR'), name='task_of_a_case_or_a_team'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('kind__in', ('task', 'appointment', 'expiry')), _connector='OR'), name='task_of_a_team_reaches_nobody'),
        ),
        migrations.RunSQL(POLICIES, POLICIES_BACK),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
