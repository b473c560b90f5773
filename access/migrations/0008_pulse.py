"""When each part of the installation last gave a sign; written by the worker's login alone."""

import uuid

import django.utils.timezone
from django.db import migrations, models

from access.rowsecurity import RowSecurity

NAMES = [(name, name) for name in ("worker", "clock", "backup", "heads", "restore")]
WORKER = "(select app.is_worker())"


class Migration(migrations.Migration):
    dependencies = [("access", "0007_factors")]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(choices=NAMES, max_length=40, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ok", models.BooleanField(default=True)),
                ("detail", models.JSONField(default=dict)),
            ],
        ),
        RowSecurity("access_pulse", read="true", write=WORKER, change=WORKER, remove=WORKER),
    ]
