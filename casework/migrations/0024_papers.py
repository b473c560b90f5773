"""The papers of a person and their right to stay: seen by whoever sees a case of theirs, kept by whoever works on it; papers are counted."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import KNOWS

KEEPS = f"{KNOWS} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')))"
COUNT = f"create policy may_count on casework_identitydocument for select using ({OWN} and (select app.may('counting')))"
COUNT_BACK = "drop policy may_count on casework_identitydocument"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0023_safe_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', casework.vocabulary.fields.CodeField(verbose_name='document', vocabulary='document_kind')),
                ('status', casework.vocabulary.fields.CodeField(verbose_name='where it is', vocabulary='document_status')),
                ('country', casework.vocabulary.fields.CodeField(blank=True, default='', verbose_name='issued by', vocabulary='country')),
                ('number', access.crypto.fields.EncryptedTextField(verbose_name='series and number')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('restoring', access.crypto.fields.EncryptedTextField(verbose_name='what is done to restore it')),
                ('restored_on', models.DateField(blank=True, null=True, verbose_name='restored on')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='casework.person')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
                'indexes': [models.Index(fields=['person', 'created_at'], name='paper_of_person'), models.Index(condition=models.Q(('valid_until__isnull', False)), fields=['organisation', 'valid_until'], name='paper_runs_out'), models.Index(condition=models.Q(('restored_on__isnull', False)), fields=['organisation', 'restored_on'], name='paper_restored')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('restored_on__isnull', False), ('status', 'restored_by_us')), models.Q(models.Q(('status', 'restored_by_us'), _negated=True), ('restored_on', None)), _connector='OR'), name='paper_restored_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='RightToStay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ground', casework.vocabulary.fields.CodeField(verbose_name='ground', vocabulary='legal_status')),
                ('began_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('notes', access.crypto.fields.EncryptedTextField(verbose_name='decision, number, what was asked for')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rights_to_stay', to='casework.person')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['person', '-created_at'], name='right_of_person'), models.Index(condition=models.Q(('ends_on__isnull', False)), fields=['organisation', 'ends_on'], name='right_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('began_on', None), ('ends_on', None), ('ends_on__gte', models.F('began_on')), _connector='OR'), name='stay_right_in_order')],
            },
        ),
        *[RowSecurity(table, read=KNOWS, write=KEEPS, remove="false") for table in ("casework_identitydocument", "casework_righttostay")],
        *[SameOrganisation(table, "person_id", "casework_person") for table in ("casework_identitydocument", "casework_righttostay")],
        migrations.RunSQL(COUNT, COUNT_BACK),
    ]
