"""What somebody typed and has not sent: theirs alone."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import access.crypto.fields
from access.rowsecurity import OWN, RowSecurity

THEIRS = f"{OWN} and (user_id = (select app.uid()) or (select app.may('system')))"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_need_to_know'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=300)),
                ('words', access.crypto.fields.EncryptedTextField()),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'kept_at'], name='draft_by_age')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'user', 'place'), name='draft_once')],
            },
        ),
        RowSecurity("access_draft", read=THEIRS, write=THEIRS),
    ]
