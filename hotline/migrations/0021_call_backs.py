"""Tries to call back: seen by whoever sees the call, added by whoever tried, changed by nobody."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation

SEES = f"""{OWN} and ((select app.may('call_view')) or (select app.may('call_log')) or (select app.may('call_review'))
  or (select app.may('system')) or exists (select 1 from hotline_call c where c.id = call_id))"""
TRIES = f"""{OWN} and ((select app.may('system')) or (user_id = (select app.uid()) and ((select app.may('call_log'))
  or ((select app.may('case_edit')) and exists (select 1 from hotline_call c where c.id = call_id)))))"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0022_risk'),
        ('hotline', '0020_shifts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallBackTry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('result', models.CharField(choices=[('reached', 'Reached, we spoke'), ('no_answer', 'No answer or switched off'), ('not_now', 'Answered, but could not talk now'), ('other_person', 'Somebody else answered'), ('wrong_number', 'Wrong number or no such number')], max_length=14, verbose_name='what came of it')),
                ('round', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ('created_at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='call',
            name='call_back_round',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='call',
            name='call_back_state',
            field=models.CharField(blank=True, choices=[('', 'Nothing is promised'), ('waiting', 'Waits'), ('decision', 'Needs a decision'), ('reached', 'Called back'), ('given_up', 'Given up')], default='', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='call',
            name='call_back_urgency',
            field=models.CharField(blank=True, choices=[('now', 'Within half an hour'), ('today', 'Within four hours'), ('later', 'Within one day')], default='', max_length=6, verbose_name='how soon'),
        ),
        migrations.AddField(
            model_name='call',
            name='claimed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='call',
            name='claimed_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='call',
            name='given_up',
            field=models.CharField(blank=True, choices=[('unreachable', 'Cannot be reached'), ('wrong_number', 'The number is not theirs'), ('not_safe', 'Calling would put them in danger'), ('elsewhere', 'They are helped elsewhere'), ('not_wanted', 'They asked not to be called')], default='', max_length=14, verbose_name='why given up'),
        ),
        migrations.AddField(
            model_name='call',
            name='leave_no_message',
            field=models.BooleanField(default=True, verbose_name='leave no message, do not say who calls'),
        ),
        migrations.AddField(
            model_name='call',
            name='safe_from',
            field=models.TimeField(blank=True, null=True, verbose_name='safe from'),
        ),
        migrations.AddField(
            model_name='call',
            name='safe_until',
            field=models.TimeField(blank=True, null=True, verbose_name='safe until'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('safe_from', None), ('safe_until', None)), models.Q(('safe_from__isnull', False), ('safe_until__isnull', False)), _connector='OR'), name='call_safe_hours_both'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call_back_state', 'given_up'), _negated=True), models.Q(('given_up', ''), _negated=True), _connector='OR'), name='call_given_up_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('claimed_until', None)), models.Q(('claimed_by__isnull', False), ('claimed_until__isnull', False)), _connector='OR'), name='call_claim_runs_out'),
        ),
        migrations.AddField(
            model_name='callbacktry',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='hotline.call'),
        ),
        migrations.AddField(
            model_name='callbacktry',
            name='organisation',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation'),
        ),
        migrations.AddField(
            model_name='callbacktry',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='callbacktry',
            index=models.Index(fields=['call', 'round'], name='tries_of_call'),
        ),
        RowSecurity("hotline_callbacktry", read=SEES, write=TRIES, change="false", remove="false"),
        SameOrganisation("hotline_callbacktry", "call_id", "hotline_call"),
        AppendOnly("hotline_callbacktry"),
    ]
