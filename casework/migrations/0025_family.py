"""The family of a person: seen by whoever sees a case of that person, kept by whoever works on it; a slip may be taken back."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import access.crypto.fields
import casework.vocabulary.fields
from access.rowsecurity import RowSecurity, SameOrganisation
from casework.rowsecurity import KNOWS

KEEPS = f"{KNOWS} and ((select app.may('system')) or (select app.may('case_edit')) or (select app.may('service_add')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0024_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Relative',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('relation', models.CharField(choices=[('child', 'Child'), ('partner', 'Husband, wife or partner'), ('mother', 'Mother'), ('father', 'Father'), ('sibling', 'Brother or sister'), ('grandparent', 'Grandparent'), ('other', 'Another relative or close person')], max_length=12, verbose_name='who they are')),
                ('whereabouts', models.CharField(choices=[('accompanying', 'With the person'), ('separated', 'Separated: with another adult of the family'), ('unaccompanied', 'Unaccompanied: with no adult who answers for them'), ('at_home', 'At home, in the place of origin'), ('elsewhere', 'Somewhere else'), ('unknown', 'Not known')], default='unknown', max_length=14, verbose_name='where they are')),
                ('sex', casework.vocabulary.fields.CodeField(default='unknown', verbose_name='sex', vocabulary='sex')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of birth')),
                ('is_in_danger', models.BooleanField(default=False, verbose_name='in danger')),
                ('name', access.crypto.fields.EncryptedTextField(verbose_name='name')),
                ('words', access.crypto.fields.EncryptedTextField(verbose_name='what is known')),
                ('guardian_ground', models.CharField(blank=True, choices=[('parent', 'A parent'), ('court', 'Decision of a court'), ('authority', 'Appointed by the guardianship authority'), ('attorney', 'Power of attorney of a parent'), ('factual', 'Cares for the child without papers'), ('nobody', 'Nobody yet')], default='', max_length=10, verbose_name='ground of the guardian')),
                ('guardian', access.crypto.fields.EncryptedTextField(verbose_name='who answers for the child')),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='named_as_relative', to='casework.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relatives', to='casework.person')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
                'indexes': [models.Index(fields=['person', 'created_at'], name='relative_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('other', None), models.Q(('other', models.F('person')), _negated=True), _connector='OR'), name='relative_is_another'), models.CheckConstraint(condition=models.Q(('birth_year', None), models.Q(('birth_year__gte', 1900), ('birth_year__lte', 2100)), _connector='OR'), name='relative_birth_year_possible'), models.UniqueConstraint(condition=models.Q(('other__isnull', False)), fields=('person', 'other'), name='relative_named_once')],
            },
        ),
        RowSecurity("casework_relative", read=KNOWS, write=KEEPS),
        SameOrganisation("casework_relative", "person_id", "casework_person"),
        SameOrganisation("casework_relative", "other_id", "casework_person"),
    ]
