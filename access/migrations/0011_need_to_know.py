"""The audit is read by those who may, and by each of what they did themselves; receipts are one's own."""

from django.db import migrations

from access.rowsecurity import OWN

AUDIT = f"{OWN} and ((select app.may('audit_view')) or (select app.may('system')) or actor_id = (select app.uid()))"
RECEIPT = f"{OWN} and (user_id = (select app.uid()) or (select app.may('system')))"


class Migration(migrations.Migration):
    dependencies = [("access", "0010_heads")]

    operations = [
        migrations.RunSQL(
            f"alter policy may_read on access_auditevent using ({AUDIT})", f"alter policy may_read on access_auditevent using ({OWN})"
        ),
        migrations.RunSQL(
            f"alter policy may_read on access_formreceipt using ({RECEIPT})", f"alter policy may_read on access_formreceipt using ({OWN})"
        ),
    ]
