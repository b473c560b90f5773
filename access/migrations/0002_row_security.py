"""Who is acting, as the database knows it; row security of this room; the audit chain closed at commit."""

from typing import Any

from django.db import migrations

from access.context import context_key
from access.rowsecurity import OWN, AppendOnly, RowSecurity

CONTEXT = """
create schema if not exists app;
grant usage on schema app to public;
create table app.context_key (one boolean primary key default true check (one), inner_pad bytea not null, outer_pad bytea not null);
create table app.audit_head (organisation uuid primary key, seq bigint not null, hash bytea not null);
create table app.audit_chain (organisation uuid not null, seq bigint not null, event_id uuid not null unique, hash bytea not null, primary key (organisation, seq));
do $$
declare other record;
begin
  for other in select distinct grantee, table_name from information_schema.role_table_grants
    where table_schema = 'app' and grantee <> current_user
  loop
    if other.grantee = 'PUBLIC' then execute format('revoke all on app.%I from public', other.table_name);
    else execute format('revoke all on app.%I from %I', other.table_name, other.grantee); end if;
  end loop;
end $$;

create function app.context() returns text[] language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  raw text := nullif(current_setting('app.ctx', true), '');
  parts text[];
  pads app.context_key;
  expected text;
begin
  if raw is null then return null; end if;
  parts := string_to_array(raw, '|');
  select * into pads from app.context_key;
  expected := encode(sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(array_to_string(parts[1:3], '|'), 'UTF8'))), 'hex');
  if array_length(parts, 1) is distinct from 4 or parts[4] is distinct from expected then
    raise exception 'the context was refused' using errcode = '28000';
  end if;
  if to_timestamp(parts[3]::bigint) < clock_timestamp() then
    raise exception 'the context has run out' using errcode = '28000';
  end if;
  return parts;
end $$;
create function app.org() returns uuid language sql stable as $$ select nullif((app.context())[1], '')::uuid $$;
create function app.uid() returns uuid language sql stable as $$ select nullif((app.context())[2], '')::uuid $$;
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are append-only', tg_table_name using errcode = '42501';
end $$;
"""
CONTEXT_BACK = """
drop function app.refuse_change();
drop function app.uid();
drop function app.org();
drop function app.context();
drop table app.audit_chain;
drop table app.audit_head;
drop table app.context_key;
drop schema app;
"""
CHAIN = """
create function app.event_digest(previous bytea, e access_auditevent) returns bytea language sql immutable as $$
  select sha256(previous || convert_to(concat_ws('|', e.id, extract(epoch from e.at), e.organisation_id, e.actor_id, e.action,
    e.object_type, e.object_id, e.outcome, e.detail::text), 'UTF8'))
$$;
create function app.stamp_event() returns trigger language plpgsql as $$
begin
  new.at := clock_timestamp();
  return new;
end $$;
create function app.chain_event() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  owner uuid := coalesce(new.organisation_id, '00000000-0000-0000-0000-000000000000'::uuid);
  head app.audit_head;
  digest bytea;
begin
  insert into app.audit_head values (owner, 0, '\\x00') on conflict do nothing;
  select * into head from app.audit_head where organisation = owner for update;
  digest := app.event_digest(head.hash, new);
  insert into app.audit_chain values (owner, head.seq + 1, new.id, digest);
  update app.audit_head set seq = head.seq + 1, hash = digest where organisation = owner;
  return null;
end $$;
create trigger stamp_event before insert on access_auditevent for each row execute function app.stamp_event();
create constraint trigger chain_event after insert on access_auditevent deferrable initially deferred
  for each row execute function app.chain_event();
"""
CHAIN_BACK = """
drop trigger chain_event on access_auditevent;
drop trigger stamp_event on access_auditevent;
drop function app.chain_event();
drop function app.stamp_event();
drop function app.event_digest(bytea, access_auditevent);
"""


def store_context_key(apps: Any, schema_editor: Any) -> None:
    """Keep the signing key padded twice, as HMAC-SHA256 needs it; the web role cannot read it."""
    key = context_key()
    inner, outer = bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("insert into app.context_key (inner_pad, outer_pad) values (%s, %s)", [inner, outer])


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(CONTEXT, CONTEXT_BACK),
        migrations.RunPython(store_context_key, migrations.RunPython.noop),
        RowSecurity("access_membership", read=f"{OWN} or user_id = (select app.uid())"),
        RowSecurity("access_formreceipt"),
        RowSecurity("access_auditevent", change="false", remove="false"),
        AppendOnly("access_auditevent"),
        migrations.RunSQL(CHAIN, CHAIN_BACK),
    ]
