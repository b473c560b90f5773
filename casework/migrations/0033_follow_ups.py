"""Follow-ups: seen by whoever sees the case, added by whoever works on it in their own name, changed by nobody."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import SEES

ASKS = (
    f"{SEES} and ((select app.may('system'))"
    " or (by_id = (select app.uid()) and ((select app.may('case_edit')) or (select app.may('service_add')))))"
)
TURNS = f"{OWN} and (select app.may('system'))"
GUARD = """
create trigger guard_words before update or delete on casework_followup for each row execute function app.guard_words('words');
"""
GUARD_BACK = "drop trigger guard_words on casework_followup;"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0032_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('since', models.DateField()),
                ('months', models.PositiveSmallIntegerField(verbose_name='months after the end')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('contacted_on', models.DateField(verbose_name='day of the contact')),
                ('result', casework.vocabulary.fields.CodeField(verbose_name='result', vocabulary='follow_up_result')),
                ('housing', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='housing', vocabulary='follow_up_housing')),
                ('occupation', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='work or school', vocabulary='follow_up_occupation')),
                ('safety', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='safety', vocabulary='follow_up_safety')),
                ('again', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='sign of being exploited again', vocabulary='follow_up_again')),
                ('needs_help', models.BooleanField(default=False, verbose_name='needs help again')),
                ('decision', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='how to go on', vocabulary='follow_up_decision')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='in words')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-contacted_on', '-created_at', '-pk'),
                'indexes': [models.Index(fields=['case', 'since', 'months'], name='follow_up_of_case')],
                'constraints': [models.UniqueConstraint(fields=('case', 'since', 'months', 'attempt'), name='follow_up_attempt_once'), models.CheckConstraint(condition=models.Q(('months__in', (1, 3, 6, 12))), name='follow_up_at_its_month'), models.CheckConstraint(condition=models.Q(('contacted_on__gte', models.F('since'))), name='follow_up_after_the_end'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'reached'), models.Q(('safety', ''), _negated=True)), models.Q(models.Q(('result', 'reached'), _negated=True), ('needs_help', False), ('safety', '')), _connector='OR'), name='follow_up_tells_when_reached')],
            },
        ),
        RowSecurity("casework_followup", read=SEES, write=ASKS, change=TURNS, remove="false"),
        SameOrganisation("casework_followup", "case_id", "casework_case"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
