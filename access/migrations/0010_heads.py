"""The end of an organisation's own audit, and single links of it, for whoever acts for that organisation."""

from django.db import migrations

HEADS = """
create function app.own_head() returns table (seq bigint, hash bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.seq, h.hash from app.audit_head h where h.organisation = app.org()
$$;
create function app.own_link(wanted bigint) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.hash from app.audit_chain c where c.organisation = app.org() and c.seq = wanted
$$;
"""
HEADS_BACK = """
drop function app.own_link(bigint);
drop function app.own_head();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_keeping")]

    operations = [migrations.RunSQL(HEADS, HEADS_BACK)]
