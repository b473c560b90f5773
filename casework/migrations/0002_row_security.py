"""Row security of casework, and foreign keys that cannot cross organisations."""

from django.db import migrations

from access.rowsecurity import OWN, AppendOnly, RowSecurity, SameOrganisation

OWN_ONLY = (
    "activity", "assignment", "case", "casestatechange", "consent", "exploitation", "identity", "importbatch", "note",
    "person", "routeleg", "service", "step", "synonym", "timelineentry", "victimstatusdecision", "workstream",
)  # fmt: skip
IN_CASE = (
    "assignment", "casestatechange", "consent", "exploitation", "note", "referral", "routeleg", "service", "step",
    "timelineentry", "victimstatusdecision", "workstream",
)  # fmt: skip
ADDRESSED = f"{OWN} or (recipient_id = (select app.org()) and state <> 'draft')"
PACKAGE = f"""{OWN} or (recipient_id = (select app.org()) and closed_at is null and open_until >= current_date
  and exists (select 1 from casework_referral r where r.id = referral_id and r.state in ('accepted', 'in_progress')))"""
MOVES = f"{OWN} or exists (select 1 from casework_referral r where r.id = referral_id)"


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("access", "0002_row_security")]

    operations = [
        *[RowSecurity(f"casework_{name}") for name in OWN_ONLY],
        RowSecurity("casework_referral", read=ADDRESSED, change=ADDRESSED, remove=OWN),
        RowSecurity("casework_referralstatechange", read=MOVES, change="false", remove="false"),
        RowSecurity("casework_sharedpackage", read=PACKAGE),
        *[AppendOnly(f"casework_{name}") for name in ("casestatechange", "victimstatusdecision", "referralstatechange")],
        SameOrganisation("casework_identity", "person_id", "casework_person"),
        SameOrganisation("casework_case", "person_id", "casework_person"),
        *[SameOrganisation(f"casework_{name}", "case_id", "casework_case") for name in IN_CASE],
        SameOrganisation("casework_step", "workstream_id", "casework_workstream"),
        SameOrganisation("casework_referral", "consent_id", "casework_consent"),
        SameOrganisation("casework_sharedpackage", "referral_id", "casework_referral"),
    ]
