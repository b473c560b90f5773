"""Who waits for a bed and who was turned away: read by those who look for beds and by the house, written in one's own name."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from shelters.rowsecurity import SYSTEM, TURNED_BY_THE_SYSTEM

LOOKS = "((select app.may('bed_hold')) or (select app.may('hold_decide')))"
READS = f"{OWN} and ({LOOKS} or {SYSTEM})"
COUNTS = f"{OWN} and ({LOOKS} or {SYSTEM} or (select app.may('counting')))"
HOLDS = "(select app.may('bed_hold'))"


def recorded_by(column: str) -> str:
    return f"{OWN} and ({SYSTEM} or ({HOLDS} and {column} = (select app.uid())))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0022_risk'),
        ('shelters', '0009_health'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TurnAway',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sex', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='sex', vocabulary='sex')),
                ('age_band', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='age group', vocabulary='age_band_report')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='needs')),
                ('region', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='region', vocabulary='region')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
                ('reason', models.CharField(choices=[('no_bed', 'No suitable bed'), ('not_eligible', 'Does not meet the rules of the house'), ('too_far', 'Too far away'), ('other', 'Something else')], max_length=12, verbose_name='reason')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-day', '-created_at'),
                'indexes': [models.Index(fields=['organisation', 'day'], name='turn_away_by_day')],
            },
        ),
        migrations.CreateModel(
            name='WaitingEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sex', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='sex', vocabulary='sex')),
                ('age_band', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='age group', vocabulary='age_band_report')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='needs')),
                ('region', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='region', vocabulary='region')),
                ('first_day', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('urgency', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('danger', 'In danger tonight'), ('street', 'Nowhere to sleep'), ('child', 'A child, or with children'), ('pregnant', 'Pregnant'), ('ill', 'Ill or injured'), ('must_leave', 'Must leave where they are now')], max_length=12), blank=True, default=list, size=None, verbose_name='reasons to come first')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='how they are reached')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('ended_how', models.CharField(blank=True, choices=[('placed', 'Has a bed'), ('turned_away', 'Turned away'), ('not_needed', 'Does not need it any more')], default='', max_length=12, verbose_name='how it ended')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['organisation', 'created_at'], name='waiting_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_how', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='waiting_ended_somehow')],
            },
        ),
        RowSecurity(
            "shelters_waitingentry", read=READS, write=recorded_by("asked_by_id"), change=f"{OWN} and ({HOLDS} or {SYSTEM})", remove="false"
        ),
        RowSecurity("shelters_turnaway", read=COUNTS, write=recorded_by("recorded_by_id"), change=TURNED_BY_THE_SYSTEM, remove="false"),
        SameOrganisation("shelters_waitingentry", "case_id", "casework_case"),
    ]
