"""The pages see the promised work of their own organisation; only the worker's login sees all of it."""

from django.db import migrations

from access.rowsecurity import OWN, RowSecurity

WORKER = """
create table app.worker_login (one boolean primary key default true check (one), login name not null);
create function app.is_worker() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from app.worker_login where login = session_user)
$$;
create function app.outbox_state() returns table (state text, jobs bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select state, count(*), min(not_before) from access_outboxjob where state <> 'done' group by state
$$;
do $$
declare other record;
begin
  for other in select distinct a.grantee from pg_class c, aclexplode(c.relacl) a
    where c.oid = 'app.worker_login'::regclass and a.grantee <> c.relowner and a.grantee <> 0
  loop
    execute format('revoke all on app.worker_login from %s', other.grantee::regrole);
  end loop;
end $$;
"""
WORKER_BACK = """
drop function app.outbox_state();
drop function app.is_worker();
drop table app.worker_login;
"""
MINE = f"{OWN} or (select app.is_worker())"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_words_of_the_context")]

    operations = [
        migrations.RunSQL(WORKER, WORKER_BACK),
        RowSecurity("access_outboxjob", read=MINE, write=MINE, change=MINE, remove="(select app.is_worker())"),
    ]
