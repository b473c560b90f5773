"""Risk assessments: seen by whoever sees the case, added by whoever works on it, changed by nobody."""

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

ASSESSES = (
    f"{SEES} and ((select app.may('system'))"
    " or (assessed_by_id = (select app.uid()) and ((select app.may('case_edit')) or (select app.may('service_add')))))"
)
TURNS = f"{OWN} and (select app.may('system'))"
# As append-only, but that the system may seal the words anew (keys turn) and empty them (the person was erased, or time is over).
GUARD = """
create function app.guard_risk() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  words text[] := array['what_threatens', 'safety_plan', 'why_lower'];
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - words) is distinct from (to_jsonb(old) - words)
     or (app.org() is not null and not app.may('system') and to_jsonb(new) is distinct from to_jsonb(old)) then
    raise exception 'a risk assessment stays as it is' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_risk before update or delete on casework_riskassessment for each row execute function app.guard_risk();
"""
GUARD_BACK = "drop trigger guard_risk on casework_riskassessment; drop function app.guard_risk();"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0021_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('level', casework.vocabulary.fields.CodeField(verbose_name='level of risk', vocabulary='risk_level')),
                ('level_before', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='level before', vocabulary='risk_level')),
                ('dangers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('what_threatens', access.crypto.fields.EncryptedTextField(verbose_name='what threatens')),
                ('safety_plan', access.crypto.fields.EncryptedTextField(verbose_name='safety plan')),
                ('why_lower', access.crypto.fields.EncryptedTextField(verbose_name='why the level falls')),
                ('assessed_on', models.DateField(verbose_name='assessed on')),
                ('review_on', models.DateField(verbose_name='next review')),
                ('assessed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_assessments', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-assessed_on', '-created_at', '-pk'),
                'indexes': [models.Index(fields=['case', '-assessed_on', '-created_at', '-id'], name='risk_of_case'), models.Index(fields=['organisation', 'review_on'], name='risk_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('assessed_on'))), name='risk_reviewed_later'), models.CheckConstraint(condition=models.Q(('review_on__lte', django.db.models.expressions.CombinedExpression(models.F('assessed_on'), '+', models.Value(datetime.timedelta(days=184))))), name='risk_reviewed_in_half_a_year')],
            },
        ),
        RowSecurity("casework_riskassessment", read=SEES, write=ASSESSES, change=TURNS, remove="false"),
        SameOrganisation("casework_riskassessment", "case_id", "casework_case"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
