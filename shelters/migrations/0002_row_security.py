"""Row security of the shelters. Houses and beds are known in the network; who is in them is not."""

from django.db import migrations

from access.rowsecurity import OWN, RowSecurity, SameOrganisation

BOTH_SIDES = f"{OWN} or requester_id = (select app.org())"
TAKEN = """
create function app.taken_beds(first_day date) returns setof uuid language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select bed_id from shelters_booking
  where state in ('held', 'accepted', 'occupied', 'ended') and during && daterange(first_day, null)
    and not (state = 'held' and expires_at < now())
$$;
create function app.expired_holds(wanted uuid) returns setof uuid language sql volatile security definer
set search_path = pg_catalog, public, pg_temp as $$
  update shelters_booking set state = 'expired', decided_at = now()
  where bed_id = wanted and state = 'held' and expires_at < now() returning id
$$;
"""
TAKEN_BACK = "drop function app.expired_holds(uuid); drop function app.taken_beds(date);"


class Migration(migrations.Migration):
    dependencies = [("shelters", "0001_initial"), ("casework", "0002_row_security")]

    operations = [
        RowSecurity("shelters_shelter", read="(select app.org()) is not null"),
        RowSecurity("shelters_bed", read="(select app.org()) is not null"),
        RowSecurity("shelters_outofservice", read="(select app.org()) is not null"),
        RowSecurity("shelters_shelteraddress"),
        RowSecurity("shelters_room", read="(select app.org()) is not null"),
        RowSecurity("shelters_stay"),
        RowSecurity("shelters_booking", read=BOTH_SIDES, write=BOTH_SIDES, remove=OWN),
        SameOrganisation("shelters_shelteraddress", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_room", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_bed", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_bed", "room_id", "shelters_room"),
        SameOrganisation("shelters_outofservice", "bed_id", "shelters_bed"),
        SameOrganisation("shelters_stay", "shelter_id", "shelters_shelter"),
        SameOrganisation("shelters_stay", "case_id", "casework_case"),
        SameOrganisation("shelters_booking", "bed_id", "shelters_bed"),
        SameOrganisation("shelters_booking", "stay_id", "shelters_stay"),
        migrations.RunSQL(TAKEN, TAKEN_BACK),
    ]
