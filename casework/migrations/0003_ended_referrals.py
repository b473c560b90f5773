"""A referral that has ended stays ended, and nobody who works changes whose it is or on what it rests."""

from django.db import migrations

GUARD = """
create function app.guard_referral() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if app.org() is null then return new; end if;
  if old.state in ('declined', 'completed', 'withdrawn', 'revoked') and new.state <> old.state then
    raise exception 'a referral that has ended stays ended' using errcode = '42501';
  end if;
  if (new.organisation_id, new.recipient_id, new.case_id, new.code) is distinct from (old.organisation_id, old.recipient_id, old.case_id, old.code)
     or (old.consent_id is distinct from new.consent_id and old.state <> 'draft') then
    raise exception 'whose referral this is does not change' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger guard_referral before update on casework_referral for each row execute function app.guard_referral();
"""
GUARD_BACK = """
drop trigger guard_referral on casework_referral;
drop function app.guard_referral();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_row_security")]

    operations = [migrations.RunSQL(GUARD, GUARD_BACK)]
