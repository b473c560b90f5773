"""Shifts: seen on the hotline and by who leads it, begun by each for themselves."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity

SEES = f"""{OWN} and ((select app.may('call_view')) or (select app.may('call_log')) or (select app.may('call_review'))
  or (select app.may('system')))"""
BEGINS = f"{OWN} and ((select app.may('system')) or ((select app.may('call_log')) and user_id = (select app.uid())))"
CHANGES = f"{OWN} and ((select app.may('call_log')) or (select app.may('call_review')) or (select app.may('system')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('hotline', '0003_need_to_know'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='began')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='worries')),
                ('reason', access.crypto.fields.EncryptedTextField(verbose_name='why the lead ended it')),
                ('calls_left', models.PositiveIntegerField(default=0, verbose_name='calls left open')),
                ('call_backs_left', models.PositiveIntegerField(default=0, verbose_name='call-backs left')),
                ('holds_left', models.PositiveIntegerField(default=0, verbose_name='held beds left')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken over')),
                ('version', models.PositiveIntegerField(default=1)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-started_at',),
                'indexes': [models.Index(fields=['organisation', '-started_at'], name='shift_newest'), models.Index(condition=models.Q(('taken_at', None)), fields=['organisation', 'ended_at'], name='shift_to_take_over')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('organisation', 'user'), name='one_open_shift_each'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='shift_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='shift_ended_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('taken_by', None)), models.Q(('ended_at__isnull', False), ('taken_at__gte', models.F('ended_at')), ('taken_by__isnull', False)), _connector='OR'), name='shift_taken_after_its_end'), models.CheckConstraint(condition=models.Q(('taken_by', None), models.Q(('taken_by', models.F('user')), _negated=True), _connector='OR'), name='shift_taken_by_another')],
            },
        ),
        RowSecurity("hotline_shift", read=SEES, write=BEGINS, change=CHANGES, remove="false"),
    ]
