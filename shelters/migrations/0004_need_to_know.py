"""Who works in a house sees who lives there; who does not, sees the stays of their own cases. The address is by permission."""

from django.db import migrations

from access.rowsecurity import OWN

SETS = """
create function app.house_cases() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.case_id from shelters_stay s where s.organisation_id = (select app.org())
  union
  select b.case_id from shelters_booking b where b.organisation_id = (select app.org()) and b.case_id is not null
$$;
create function app.house_people() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.person_id from casework_case c where c.id in (select app.house_cases())
$$;
"""
SETS_BACK = """
drop function app.house_people();
drop function app.house_cases();
"""
AT_HOME = "((select app.may('board_view')) or (select app.may('house_view')))"
LIVES_HERE = f"{OWN} and {AT_HOME} and {{column}} in (select app.{{known}}())"
STAYS = f"""{OWN} and ({AT_HOME} or (select app.may('system')) or (select app.may('counting'))
  or ((select app.may('case_view_all')) and case_id not in (select app.closed_to_me())) or case_id in (select app.my_cases()))"""
ADDRESS = f"{OWN} and ((select app.may('shelter_address_view')) or (select app.may('shelter_manage')) or (select app.may('system')))"


class Migration(migrations.Migration):
    dependencies = [("shelters", "0003_case_of_a_hold"), ("casework", "0009_need_to_know")]

    operations = [
        migrations.RunSQL(SETS, SETS_BACK),
        migrations.RunSQL(
            f"create policy lives_here on casework_case for select using ({LIVES_HERE.format(column='id', known='house_cases')})",
            "drop policy lives_here on casework_case",
        ),
        migrations.RunSQL(
            f"create policy lives_here on casework_person for select using ({LIVES_HERE.format(column='id', known='house_people')})",
            "drop policy lives_here on casework_person",
        ),
        migrations.RunSQL(
            f"alter policy may_read on shelters_stay using ({STAYS})", f"alter policy may_read on shelters_stay using ({OWN})"
        ),
        migrations.RunSQL(
            f"alter policy may_read on shelters_shelteraddress using ({ADDRESS})",
            f"alter policy may_read on shelters_shelteraddress using ({OWN})",
        ),
    ]
