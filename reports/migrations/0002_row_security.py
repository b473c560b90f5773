"""Row security of reports: the own organisation, and the donor for what was published to it."""

from django.db import migrations

from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation

FUNDED = f"{OWN} or donor_id = (select app.org())"
SHOWN = f"{OWN} or (donor_id = (select app.org()) and state in ('published', 'withdrawn'))"
GIVEN_OUT = f"""{OWN} or (donor_id = (select app.org())
  and exists (select 1 from reports_report r where r.id = report_id and r.state = 'published'))"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        RowSecurity("reports_programme", read=FUNDED),
        RowSecurity("reports_report", read=SHOWN),
        RowSecurity("reports_reportfile", read=GIVEN_OUT),
        RowSecurity("reports_monthsnapshot"),
        RowSecurity("reports_ledgerfigure"),
        *[AppendOnly(f"reports_{name}") for name in ("monthsnapshot", "ledgerfigure", "reportfile")],
        SameOrganisation("reports_report", "programme_id", "reports_programme"),
        SameOrganisation("reports_reportfile", "report_id", "reports_report"),
    ]
