"""Files, holds and erasures are seen by whoever sees the case, in the database too; keys may turn under an emergency's reason."""

from django.db import migrations

from access.rowsecurity import OWN

SEES = (
    f"{OWN} and ((select app.may('system')) or ((select app.may('case_view_all')) and case_id not in (select app.closed_to_me()))"
    " or case_id in (select app.my_cases()))"
)
KNOWS = (
    f"{OWN} and ((select app.may('system')) or ((select app.may('case_view_all')) and person_id not in (select app.people_closed_to_me()))"
    " or person_id in (select app.my_people()))"
)
# As it was, but that the system may seal the reason anew (keys turn) and empty it (the person was erased).
GUARD = """
create or replace function app.guard_emergency() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  moves text[] := array['ended_at', 'reviewed_by_id', 'reviewed_at', 'review'];
begin
  if app.org() is null then return new; end if;
  {sealed}
  if (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves)
     or (new.ended_at is distinct from old.ended_at and (old.ended_at is not null or old.user_id is distinct from app.uid()))
     or (new.reviewed_by_id is distinct from old.reviewed_by_id
         and (old.reviewed_by_id is not null or new.reviewed_by_id is distinct from app.uid() or not app.may('emergency_review'))) then
    raise exception 'an emergency opening is ended by who opened it and reviewed by another, nothing else' using errcode = '42501';
  end if;
  return new;
end $$;
"""
SEALED_ANEW = "if app.may('system') then moves := moves || array['reason']; end if;"
OF_A_FILE = f"{OWN} and exists (select 1 from casework_attachment a where a.id = attachment_id)"

READS = {"attachment": SEES, "attachmentcontent": OF_A_FILE, "erasure": KNOWS, "legalhold": KNOWS}
WRITTEN = {"attachment": SEES, "attachmentcontent": OF_A_FILE}


def reading(table: str, rows: str) -> str:
    return f"alter policy may_read on casework_{table} using ({rows})"


def writing(table: str, rows: str) -> str:
    added = f"alter policy may_add on casework_{table} with check ({rows})"
    return f"{added}; alter policy may_change on casework_{table} using ({rows}) with check ({rows})"


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_files"), ("access", "0011_need_to_know")]

    operations = [
        migrations.RunSQL(GUARD.format(sealed=SEALED_ANEW), GUARD.format(sealed="")),
        *[migrations.RunSQL(reading(table, rows), reading(table, OWN)) for table, rows in READS.items()],
        *[migrations.RunSQL(writing(table, rows), writing(table, OWN)) for table, rows in WRITTEN.items()],
    ]
