"""Inside an organisation too, the database shows a case only to those who work on it, see all cases, or opened it in an emergency."""

from django.db import migrations

from access.rowsecurity import OWN, RowSecurity, SameOrganisation

SETS = """
create function app.my_cases() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select a.case_id from casework_assignment a
    where a.organisation_id = (select app.org()) and a.user_id = (select app.uid()) and a.ended_on is null
      and ((select app.may('case_view')) or (select app.may('case_view_all')))
  union
  select e.case_id from casework_emergencyopening e
    where e.organisation_id = (select app.org()) and e.user_id = (select app.uid()) and e.ended_at is null and e.until > clock_timestamp()
$$;
create function app.closed_to_me() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.id from casework_case c where c.organisation_id = (select app.org()) and c.is_restricted and c.id not in (select app.my_cases())
$$;
create function app.my_people() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.person_id from casework_case c where c.id in (select app.my_cases())
$$;
create function app.people_closed_to_me() returns setof uuid language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.person_id from casework_case c where c.id in (select app.closed_to_me())
$$;
create function app.sees_case(wanted uuid) returns boolean language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from casework_case c where c.id = wanted and c.organisation_id = (select app.org()))
    and (app.may('system') or (app.may('case_view_all') and wanted not in (select app.closed_to_me())) or wanted in (select app.my_cases()))
$$;
"""
SETS_BACK = """
drop function app.sees_case(uuid);
drop function app.people_closed_to_me();
drop function app.my_people();
drop function app.closed_to_me();
drop function app.my_cases();
"""
# What somebody may know of a case they do not see: that it is there, by a code or a number they hold in hand.
KNOWN = """
create function app.case_by_code(wanted text) returns table (id uuid, code text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.id, c.code::text from casework_case c
    where c.organisation_id = (select app.org()) and c.code = wanted and c.state not in ('closed', 'closed_referred')
      and (app.may('case_view') or app.may('case_view_all') or app.may('stay_manage') or app.may('system'))
$$;
create function app.case_by_referral(referral uuid) returns table (id uuid, code text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.id, c.code::text from casework_timelineentry t join casework_case c on c.id = t.case_id
    where t.organisation_id = (select app.org()) and t.kind = 'from_referral' and t.source_id = referral
      and (app.may('referral_receive') or app.may('system'))
    order by t.at limit 1
$$;
create function app.number_is_known(wanted_iin bytea, wanted_phone bytea, in_open_case boolean) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select (app.may('case_open') or app.may('call_log') or app.may('call_view') or app.may('system')) and exists (
    select 1 from casework_identity i
      where i.organisation_id = (select app.org()) and (i.iin_hash = wanted_iin or i.phone_hash = wanted_phone)
        and (not in_open_case or exists (select 1 from casework_case c where c.person_id = i.person_id and c.closed_on is null)))
$$;
create function app.sealed_notes(of_case uuid) returns table (id uuid, author_name text, profession text, written_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select n.id, u.display_name::text, n.profession::text, n.written_at
    from casework_note n join access_user u on u.id = n.author_id
    where n.case_id = of_case and n.is_privileged and n.author_id is distinct from (select app.uid()) and app.sees_case(of_case)
$$;
create function app.looks_at(of_case uuid) returns table (at timestamptz, actor_name text, object_type text, action text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select e.at, coalesce(u.display_name, '')::text, e.object_type::text, e.action::text
    from access_auditevent e left join access_user u on u.id = e.actor_id
    where e.organisation_id = (select app.org()) and app.sees_case(of_case)
      and e.action in ('access.viewed', 'casework.emergency.opened')
      and e.object_id in (
        select of_case union select person_id from casework_case where id = of_case
        union select i.id from casework_identity i join casework_case c on c.person_id = i.person_id where c.id = of_case
        union select id from casework_note where case_id = of_case union select id from casework_exploitation where case_id = of_case)
    order by e.at desc limit 100
$$;
"""
KNOWN_BACK = """
drop function app.looks_at(uuid);
drop function app.sealed_notes(uuid);
drop function app.number_is_known(bytea, bytea, boolean);
drop function app.case_by_referral(uuid);
drop function app.case_by_code(text);
"""


def sees(column: str) -> str:
    """Whoever sees the case in this column. Sets, not a function per row: they are worked out once a statement."""
    return (
        f"((select app.may('system')) or ((select app.may('case_view_all')) and {column} not in (select app.closed_to_me()))"
        f" or {column} in (select app.my_cases()))"
    )


def knows(column: str) -> str:
    """Whoever sees a case of the person in this column."""
    return (
        f"((select app.may('system')) or ((select app.may('case_view_all')) and {column} not in (select app.people_closed_to_me()))"
        f" or {column} in (select app.my_people()))"
    )


IN_CASE = (
    "casestatechange", "consent", "exploitation", "routeleg", "service", "step", "timelineentry", "victimstatusdecision", "workstream",
)  # fmt: skip
COUNTED = (
    "case", "person", "casestatechange", "exploitation", "routeleg", "service", "step", "victimstatusdecision", "workstream", "referral",
    "referralstatechange", "consent",
)  # fmt: skip
MAY_IDENTIFY = "((select app.may('system')) or (select app.may('person_identity_view')))"
RECEIVED = """recipient_id = (select app.org()) and state <> 'draft'
  and ((select app.may('referral_receive')) or (select app.may('system')))"""
READS = {
    "case": f"{OWN} and {sees('id')}",
    "person": f"{OWN} and {knows('id')}",
    "identity": f"{OWN} and {MAY_IDENTIFY} and {knows('person_id')}",
    "documentnumber": f"{OWN} and {MAY_IDENTIFY} and {knows('person_id')}",
    "note": f"{OWN} and {sees('case_id')} and (not is_privileged or author_id = (select app.uid()) or (select app.may('system')))",
    "referral": f"({OWN} and {sees('case_id')}) or ({RECEIVED})",
    "referralstatechange": "exists (select 1 from casework_referral r where r.id = referral_id)",
    **{table: f"{OWN} and {sees('case_id')}" for table in IN_CASE},
}
BEFORE = {
    **dict.fromkeys(READS, OWN),
    "referral": f"{OWN} or (recipient_id = (select app.org()) and state <> 'draft')",
    "referralstatechange": f"{OWN} or exists (select 1 from casework_referral r where r.id = referral_id)",
}
OPENED = f"{OWN} and (user_id = (select app.uid()) or (select app.may('emergency_review')) or (select app.may('system')))"
OPENING = f"""{OWN} and user_id = (select app.uid()) and reviewed_at is null and ended_at is null
  and until <= clock_timestamp() + interval '61 minutes' and (select app.may('emergency_open'))"""
GUARD = """
create function app.guard_emergency() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if (to_jsonb(new) - array['ended_at', 'reviewed_by_id', 'reviewed_at', 'review'])
     is distinct from (to_jsonb(old) - array['ended_at', 'reviewed_by_id', 'reviewed_at', 'review'])
     or (new.ended_at is distinct from old.ended_at and (old.ended_at is not null or old.user_id is distinct from app.uid()))
     or (new.reviewed_by_id is distinct from old.reviewed_by_id
         and (old.reviewed_by_id is not null or new.reviewed_by_id is distinct from app.uid() or not app.may('emergency_review'))) then
    raise exception 'an emergency opening is ended by who opened it and reviewed by another, nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_emergency before update on casework_emergencyopening for each row execute function app.guard_emergency();
"""
GUARD_BACK = """
drop trigger guard_emergency on casework_emergencyopening;
drop function app.guard_emergency();
"""


def counting(table: str) -> migrations.RunSQL:
    """Rows are counted whole by those who may see figures, for the length of the counting."""
    return migrations.RunSQL(
        f"create policy may_count on casework_{table} for select using ({OWN} and (select app.may('counting')))",
        f"drop policy may_count on casework_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_emergency"), ("access", "0004_words_of_the_context")]

    operations = [
        migrations.RunSQL(SETS, SETS_BACK),
        migrations.RunSQL(KNOWN, KNOWN_BACK),
        *[
            migrations.RunSQL(
                f"alter policy may_read on casework_{table} using ({rule})", f"alter policy may_read on casework_{table} using ({BEFORE[table]})"
            )
            for table, rule in READS.items()
        ],
        *[counting(table) for table in COUNTED],
        RowSecurity("casework_emergencyopening", read=OPENED, write=OPENING, change=OPENED, remove="false"),
        SameOrganisation("casework_emergencyopening", "case_id", "casework_case"),
        migrations.RunSQL(GUARD, GUARD_BACK),
    ]
