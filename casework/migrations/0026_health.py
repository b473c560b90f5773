"""Health needs: seen and kept by whoever cares for the person. Languages: by whoever sees a case of theirs."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import KNOWS

CARES = f"{KNOWS} and ((select app.may('system')) or (select app.may('person_health_view')))"
KEEPS = f"{KNOWS} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0025_family'),
    ]

    operations = [
        migrations.CreateModel(
            name='HealthSheet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('disability', models.CharField(choices=[('unknown', 'Not known'), ('none', 'None'), ('first', 'First group'), ('second', 'Second group'), ('third', 'Third group'), ('child', 'Child with a disability'), ('not_established', 'Visible, not established yet')], default='unknown', max_length=16, verbose_name='disability')),
                ('is_pregnant', models.BooleanField(default=False, verbose_name='pregnant')),
                ('conditions', access.crypto.fields.EncryptedTextField(verbose_name='illnesses and injuries')),
                ('medicines', access.crypto.fields.EncryptedTextField(verbose_name='medicines that must not be missed')),
                ('allergies', access.crypto.fields.EncryptedTextField(verbose_name='allergies')),
                ('help_needed', access.crypto.fields.EncryptedTextField(verbose_name='what help is needed')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='health_sheet', to='casework.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Speech',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('native', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='mother tongue', vocabulary='language')),
                ('well', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='speaks well', vocabulary='language')),
                ('a_little', casework.vocabulary.fields.CodesField(blank=True, default=list, verbose_name='understands a little', vocabulary='language')),
                ('interpreter_language', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='language of the interpreter', vocabulary='language')),
                ('interpreter_sex', models.CharField(choices=[('any', 'A woman or a man'), ('woman', 'Only a woman'), ('man', 'Only a man')], default='any', max_length=6, verbose_name='who may interpret')),
                ('not_by', access.crypto.fields.EncryptedTextField(verbose_name='who must not interpret')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='speech', to='casework.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        RowSecurity("casework_healthsheet", read=CARES, write=CARES, remove="false"),
        RowSecurity("casework_speech", read=KNOWS, write=KEEPS, remove="false"),
        *[SameOrganisation(table, "person_id", "casework_person") for table in ("casework_healthsheet", "casework_speech")],
    ]
