"""What the recipient of a referral may change of it, and that nobody writes into the course of a stranger's referral."""

from django.db import migrations

GUARD = """
create function app.guard_answer() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null or app.org() = old.organisation_id then return new; end if;
  if (to_jsonb(new) - array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome'])
     is distinct from (to_jsonb(old) - array['state', 'answered_at', 'completed_at', 'decline_reason', 'outcome'])
     or new.state <> old.state and new.state not in ('received', 'accepted', 'waiting_list', 'declined', 'in_progress', 'completed') then
    raise exception 'the recipient answers a referral and changes nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_answer before update on casework_referral for each row execute function app.guard_answer();
alter policy may_add on casework_referralstatechange with check (
  organisation_id = (select app.org()) and exists (select 1 from casework_referral r where r.id = referral_id));
"""
GUARD_BACK = """
alter policy may_add on casework_referralstatechange with check (organisation_id = (select app.org()));
drop trigger guard_answer on casework_referral;
drop function app.guard_answer();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_ended_referrals")]

    operations = [migrations.RunSQL(GUARD, GUARD_BACK)]
