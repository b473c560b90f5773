"""The picture on the cover of a programme's reports: kept as it was, one of each."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from access.rowsecurity import AppendOnly, RowSecurity, SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
        ('reports', '0006_counted_indicators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('picture', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'digest'), name='logo_kept_once')],
            },
        ),
        migrations.AddField(
            model_name='programme',
            name='logo',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.logo', verbose_name='logo'),
        ),
        RowSecurity("reports_logo"),
        AppendOnly("reports_logo"),
        SameOrganisation("reports_programme", "logo_id", "reports_logo"),
    ]
