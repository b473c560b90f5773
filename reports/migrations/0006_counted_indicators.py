"""A frozen month says which indicators it counted; follow-ups and the right to stay are counted like the rest of a case."""

import django.contrib.postgres.fields
from django.db import migrations, models

from access.rowsecurity import OWN


def counted(table: str) -> migrations.RunSQL:
    """Whole by those who may see figures, for the length of the counting (as in casework 0009)."""
    return migrations.RunSQL(
        f"create policy may_count on {table} for select using ({OWN} and (select app.may('counting')))", f"drop policy may_count on {table}"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0034_letters'),
        ('reports', '0005_life_row_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='monthsnapshot',
            name='counted',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None),
        ),
        counted("casework_followup"),
        counted("casework_righttostay"),
    ]
