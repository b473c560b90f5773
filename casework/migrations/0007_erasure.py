"""Erasures, and the holds that forbid them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation

HOLDER = f"{OWN} and ((select app.may('legal_hold')) or (select app.may('system')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_keeping'),
        ('casework', '0006_found_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ground', models.CharField(choices=[('request', 'The person asked for it'), ('retention', 'The time of keeping is over'), ('restored', 'Erased before; a backup had brought it back')], max_length=10)),
                ('emptied', models.JSONField(default=dict)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='casework.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ground', 'request'), _negated=True), models.Q(('approved_by__isnull', False), ('asked_by__isnull', False), models.Q(('asked_by', models.F('approved_by')), _negated=True)), _connector='OR'), name='erasure_on_request_by_two')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reason', access.crypto.fields.EncryptedTextField(verbose_name='reason')),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('why_lifted', access.crypto.fields.EncryptedTextField(verbose_name='reason')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='casework.person')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-set_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('organisation', 'person'), name='one_live_hold'), models.CheckConstraint(condition=models.Q(('lifted_at', None), ('lifted_by__isnull', False), _connector='OR'), name='hold_lifted_by_somebody')],
            },
        ),
        RowSecurity("casework_erasure", change="false", remove="false"),
        AppendOnly("casework_erasure"),
        SameOrganisation("casework_erasure", "person_id", "casework_person"),
        RowSecurity("casework_legalhold", write=HOLDER, remove="false"),
        SameOrganisation("casework_legalhold", "person_id", "casework_person"),
    ]
