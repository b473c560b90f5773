"""Row security of the hotline."""

from django.db import migrations

from access.rowsecurity import RowSecurity, SameOrganisation


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_initial"), ("shelters", "0002_row_security")]

    operations = [
        RowSecurity("hotline_call"),
        SameOrganisation("hotline_call", "case_id", "casework_case"),
    ]
