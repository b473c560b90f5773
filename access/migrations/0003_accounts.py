"""Whoever works for the pages changes no account but their own, and no organisation at all."""

from django.db import migrations
from django.db.migrations.operations import RemoveField

from access.rowsecurity import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("access", "0002_row_security")]

    operations = [
        # nobody writes it any more; the column itself goes with the next release
        migrations.SeparateDatabaseAndState(state_operations=[RemoveField(model_name="user", name="last_login")]),
        RowSecurity(
            "access_user", read="true", write="(select app.org()) is not null", change="id = (select app.uid())", remove="false"
        ),
        RowSecurity("access_organisation", read="true", write="false", change="false", remove="false"),
    ]
