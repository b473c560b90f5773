"""Two files that are one person's: asked by whoever sees both, done and undone by the system on behalf of two people, never removed."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity, SameOrganisation
from casework.rowsecurity import knows

SYSTEM = "(select app.may('system'))"
MERGES = f"({SYSTEM} or (select app.may('person_merge')))"


def both(column: str) -> str:
    """Whoever sees both people."""
    return f"{OWN} and {knows(column)} and {knows('other_id')}"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('casework', '0037_funding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptApart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='kept_apart_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='kept_apart_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('other_code', models.CharField(max_length=12)),
                ('takes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                ('moved', models.JSONField(default=dict)),
                ('before', access.crypto.fields.EncryptedTextField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('why_undone', access.crypto.fields.EncryptedTextField(verbose_name='why they are two people')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='casework.person')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_into', to='casework.person')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-asked_at',),
                'indexes': [models.Index(condition=models.Q(('undone_at', None)), fields=['organisation', 'kept'], name='merge_of_kept')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('other')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('done_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='merge_done_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('done_at__isnull', False), ('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_after_done'), models.UniqueConstraint(condition=models.Q(('done_at__isnull', False), ('undone_at', None)), fields=('other',), name='merged_into_one')],
            },
        ),
        RowSecurity(
            "casework_merge", read=f"{OWN} and {knows('kept_id')}", write=f"{both('kept_id')} and {MERGES} and ({SYSTEM} or done_at is null)",
            change=f"{OWN} and {SYSTEM}", remove="false",
        ),
        SameOrganisation("casework_merge", "kept_id", "casework_person"),
        SameOrganisation("casework_merge", "other_id", "casework_person"),
        RowSecurity("casework_keptapart", read=both("one_id"), write=f"{both('one_id')} and {MERGES}", change="false", remove="false"),
        SameOrganisation("casework_keptapart", "one_id", "casework_person"),
        SameOrganisation("casework_keptapart", "other_id", "casework_person"),
    ]
