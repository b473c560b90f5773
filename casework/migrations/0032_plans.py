"""The plan of help: seen by whoever sees the case, written by whoever works on it, approved by somebody who wrote nothing of it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

WORKS = f"{SEES} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')))"
CHANGES = f"{SEES} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')) or (select app.may('approval_decide')))"
# Nobody approves in another's name, nor what they wrote themselves.
GUARD = """
create function app.guard_help_plan() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null or app.may('system') then return new; end if;
  if tg_op = 'INSERT' then
    if new.approved_by_id is not null then raise exception 'a plan begins without approval' using errcode = '42501'; end if;
    return new;
  end if;
  if (new.approved_by_id, new.approved_at) is distinct from (old.approved_by_id, old.approved_at)
     and (new.approved_by_id is distinct from app.uid() or not app.may('approval_decide') or app.uid() = any (old.authors)
          or (to_jsonb(new) - array['approved_by_id', 'approved_at']) is distinct from (to_jsonb(old) - array['approved_by_id', 'approved_at'])) then
    raise exception 'somebody who wrote nothing of it approves a plan, as it stands' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_help_plan before insert or update on casework_helpplan for each row execute function app.guard_help_plan();
"""
GUARD_BACK = "drop trigger guard_help_plan on casework_helpplan; drop function app.guard_help_plan();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0031_needs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('wish', access.crypto.fields.EncryptedTextField(verbose_name='what the person wishes')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='agreed with the person on')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('approved_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='help_plan', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('service', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='from which need', vocabulary='service_type')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='goal')),
                ('state', models.CharField(choices=[('open', 'In work'), ('reached', 'Reached'), ('partly', 'Reached in part'), ('dropped', 'Given up')], default='open', max_length=8, verbose_name='state')),
                ('outcome', access.crypto.fields.EncryptedTextField(verbose_name='what came of it')),
                ('settled_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='casework.helpplan')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='GoalAction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what is to be done')),
                ('partner', access.crypto.fields.EncryptedTextField(verbose_name='partner who does it')),
                ('due_on', models.DateField(verbose_name='day')),
                ('state', models.CharField(choices=[('todo', 'To do'), ('doing', 'Under way'), ('done', 'Done'), ('dropped', 'No longer needed')], default='todo', max_length=8, verbose_name='state')),
                ('outcome', access.crypto.fields.EncryptedTextField(verbose_name='what came of it')),
                ('settled_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goal_actions', to='casework.case')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='casework.goal')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('due_on', 'created_at', 'pk'),
                'indexes': [models.Index(condition=models.Q(('state__in', ('todo', 'doing'))), fields=['organisation', 'due_on'], name='goal_action_due'), models.Index(condition=models.Q(('state__in', ('todo', 'doing'))), fields=['owner', 'due_on'], name='goal_action_of_owner'), models.Index(fields=['case', 'goal'], name='goal_action_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_on', None), ('state__in', ('todo', 'doing'))), models.Q(models.Q(('state__in', ('todo', 'doing')), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='goal_action_settled_has_a_day')],
            },
        ),
        migrations.AddConstraint(
            model_name='helpplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='help_plan_approved_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='goal',
            index=models.Index(fields=['case', 'created_at'], name='goal_of_case'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='goal_settled_has_a_day'),
        ),
        RowSecurity("casework_helpplan", read=SEES, write=WORKS, change=CHANGES, remove="false"),
        SameOrganisation("casework_helpplan", "case_id", "casework_case"),
        RowSecurity("casework_goal", read=SEES, write=WORKS, remove="false"),
        SameOrganisation("casework_goal", "case_id", "casework_case"),
        SameOrganisation("casework_goal", "plan_id", "casework_helpplan"),
        RowSecurity("casework_goalaction", read=SEES, write=WORKS, remove="false"),
        SameOrganisation("casework_goalaction", "case_id", "casework_case"),
        SameOrganisation("casework_goalaction", "goal_id", "casework_goal"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
