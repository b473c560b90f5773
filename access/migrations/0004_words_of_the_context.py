"""The context also says what the one who acts may do, so that policies can ask for it."""

from django.db import migrations

CONTEXT = """
create or replace function app.context() returns text[] language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  raw text := nullif(current_setting('app.ctx', true), '');
  parts text[];
  pads app.context_key;
  expected text;
begin
  if raw is null then return null; end if;
  parts := string_to_array(raw, '|');
  select * into pads from app.context_key;
  expected := encode(sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(array_to_string(parts[1:{signed}], '|'), 'UTF8'))), 'hex');
  if array_length(parts, 1) is distinct from {signed} + 1 or parts[{signed} + 1] is distinct from expected then
    raise exception 'the context was refused' using errcode = '28000';
  end if;
  if to_timestamp(parts[{signed}]::bigint) < clock_timestamp() then
    raise exception 'the context has run out' using errcode = '28000';
  end if;
  return parts;
end $$;
"""
MAY = """
create function app.may(word text) returns boolean language sql stable as $$
  select coalesce(word = any(string_to_array((app.context())[3], ',')), false)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_accounts")]

    operations = [
        migrations.RunSQL(CONTEXT.format(signed=4), CONTEXT.format(signed=3)),
        migrations.RunSQL(MAY, "drop function app.may(text);"),
    ]
