"""Tasks and dates of a case, seen and written by whoever sees the case."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import SEES


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0020_suspects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('task', 'Task'), ('appointment', 'Appointment'), ('hearing', 'Court hearing'), ('expiry', 'Something runs out')], default='task', max_length=12, verbose_name='kind')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what is to be done')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('at', models.TimeField(blank=True, null=True, verbose_name='time')),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'No longer needed')], default='open', max_length=8, verbose_name='state')),
                ('settled_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['organisation', 'due_on'], name='task_due'), models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on'], name='task_of_owner')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='task_settled_has_a_day'), models.CheckConstraint(condition=models.Q(('at', None), ('due_on__isnull', False), _connector='OR'), name='task_time_has_a_day'), models.CheckConstraint(condition=models.Q(('kind', 'task'), ('due_on__isnull', False), _connector='OR'), name='task_date_has_a_day')],
            },
        ),
        RowSecurity("casework_task", read=SEES, write=SEES, remove="false"),
        SameOrganisation("casework_task", "case_id", "casework_case"),
    ]
