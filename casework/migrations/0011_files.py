"""Files of a case, their bytes apart."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import RowSecurity, SameOrganisation


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_keeping'),
        ('casework', '0010_legal_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name', access.crypto.fields.EncryptedTextField(verbose_name='name of the file')),
                ('digest', access.crypto.fields.EncryptedTextField()),
                ('kind', models.CharField(choices=[('pdf', 'PDF document'), ('jpg', 'Picture (JPEG)'), ('png', 'Picture (PNG)'), ('webp', 'Picture (WebP)'), ('txt', 'Text'), ('docx', 'Word document'), ('xlsx', 'Excel workbook')], max_length=5)),
                ('size', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the virus scan'), ('ready', 'Can be opened'), ('infected', 'Contained a virus and was destroyed'), ('removed', 'Removed')], default='waiting', max_length=10)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('scanned_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.case')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'ordering': ('-added_at',),
            },
        ),
        migrations.CreateModel(
            name='AttachmentContent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('data', access.crypto.fields.EncryptedBinaryField()),
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='casework.attachment')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['organisation', 'state'], name='file_by_state'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('state__in', ('waiting', 'ready'))), models.Q(('removed_at__isnull', False), ('state__in', ('infected', 'removed'))), _connector='OR'), name='file_gone_has_a_time'),
        ),
        RowSecurity("casework_attachment", remove="false"),
        SameOrganisation("casework_attachment", "case_id", "casework_case"),
        RowSecurity("casework_attachmentcontent", remove="false"),
        SameOrganisation("casework_attachmentcontent", "attachment_id", "casework_attachment"),
    ]
