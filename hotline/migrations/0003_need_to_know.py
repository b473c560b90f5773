"""Calls are read on the hotline and by whoever works on the case they became; an operator still finds the case they handed over."""

from django.db import migrations

from access.rowsecurity import OWN

CALLS = f"""{OWN} and ((select app.may('call_view')) or (select app.may('call_log')) or (select app.may('call_review'))
  or (select app.may('system')) or (select app.may('counting'))
  or ((select app.may('case_view_all')) and case_id not in (select app.closed_to_me())) or case_id in (select app.my_cases()))"""


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_row_security"), ("casework", "0009_need_to_know")]

    operations = [
        migrations.RunSQL(f"alter policy may_read on hotline_call using ({CALLS})", f"alter policy may_read on hotline_call using ({OWN})"),
    ]
