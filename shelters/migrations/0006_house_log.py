"""The log and the shifts of a house: read in the house, begun by each for themselves; a line of the log stays as it is."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from shelters.rowsecurity import READ_IN_THE_HOUSE, SYSTEM, TURNED_BY_THE_SYSTEM, written_by

ON_DUTY = f"{OWN} and ((select app.may('stay_manage')) or {SYSTEM})"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('shelters', '0005_presence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HouseEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what happened')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('shelter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log', to='shelters.shelter')),
                ('stay', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='log', to='shelters.stay')),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['organisation', '-created_at'], name='house_log_newest')],
            },
        ),
        migrations.CreateModel(
            name='HouseShift',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='began')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='worries')),
                ('reason', access.crypto.fields.EncryptedTextField(verbose_name='why the lead ended it')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken over')),
                ('version', models.PositiveIntegerField(default=1)),
                ('holds_left', models.PositiveIntegerField(default=0, verbose_name='requests left without an answer')),
                ('arrivals_left', models.PositiveIntegerField(default=0, verbose_name='arrivals still expected')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('shelter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='shelters.shelter')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-started_at',),
                'indexes': [models.Index(fields=['organisation', '-started_at'], name='house_shift_newest'), models.Index(condition=models.Q(('taken_at', None)), fields=['organisation', 'ended_at'], name='house_shift_to_take_over')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('organisation', 'user'), name='one_open_house_shift_each'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='house_shift_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='house_shift_ended_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('taken_by', None)), models.Q(('ended_at__isnull', False), ('taken_at__gte', models.F('ended_at')), ('taken_by__isnull', False)), _connector='OR'), name='house_shift_taken_after_its_end'), models.CheckConstraint(condition=models.Q(('taken_by', None), models.Q(('taken_by', models.F('user')), _negated=True), _connector='OR'), name='house_shift_taken_by_another')],
            },
        ),
        RowSecurity("shelters_houseshift", read=READ_IN_THE_HOUSE, write=written_by("user_id"), change=ON_DUTY, remove="false"),
        RowSecurity("shelters_houseentry", read=READ_IN_THE_HOUSE, write=written_by("author_id"), change=TURNED_BY_THE_SYSTEM, remove="false"),
        SameOrganisation("shelters_houseshift", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_houseentry", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_houseentry", "stay_id", "shelters_stay"),
    ]
