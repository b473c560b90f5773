"""In and out: read in the house alone, written by who works there, changed by nobody, deleted by the system after two days."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from shelters.rowsecurity import READ_IN_THE_HOUSE, TURNED_BY_THE_SYSTEM, written_by


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('shelters', '0004_need_to_know'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('where', models.CharField(choices=[('in', 'In the house'), ('out', 'Out')], max_length=3, verbose_name='in or out')),
                ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='expected back')),
                ('with_staff', models.BooleanField(default=False, verbose_name='with a worker of the house')),
                ('with_whom', access.crypto.fields.EncryptedTextField(verbose_name='with whom')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='shelters.stay')),
                ('with_stay', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shelters.stay')),
            ],
            options={
                'ordering': ('-created_at',),
                'indexes': [models.Index(fields=['stay', '-created_at'], name='presence_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('where', 'out'), models.Q(('expected_at', None), ('with_staff', False), ('with_stay', None)), _connector='OR'), name='presence_in_expects_nobody')],
            },
        ),
        RowSecurity(
            "shelters_presence", read=READ_IN_THE_HOUSE, write=written_by("noted_by_id"), change=TURNED_BY_THE_SYSTEM, remove=TURNED_BY_THE_SYSTEM
        ),
        SameOrganisation("shelters_presence", "stay_id", "shelters_stay"),
        SameOrganisation("shelters_presence", "with_stay_id", "shelters_stay"),
    ]
