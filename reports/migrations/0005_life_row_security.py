"""Row security of what people confirmed; a report replaces one of its own organisation; hashes of files given out before."""

from django.db import migrations

from access.rowsecurity import AppendOnly, RowSecurity, SameOrganisation

HASHES = """
update reports_report r set hashes = (
  select jsonb_object_agg(f.kind, jsonb_build_object('sha256', f.sha256, 'size', length(f.content)))
  from reports_reportfile f where f.report_id = r.id)
where exists (select 1 from reports_reportfile f where f.report_id = r.id)
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_report_life"), ("access", "0002_row_security")]

    operations = [
        RowSecurity("reports_datacheck"),
        RowSecurity("reports_textcheck"),
        AppendOnly("reports_datacheck"),
        AppendOnly("reports_textcheck"),
        SameOrganisation("reports_datacheck", "report_id", "reports_report"),
        SameOrganisation("reports_textcheck", "report_id", "reports_report"),
        SameOrganisation("reports_report", "replaces_id", "reports_report"),
        migrations.RunSQL(HASHES, migrations.RunSQL.noop),
    ]
