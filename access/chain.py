"""The audit chain: every event carries the hash of the one before, organisation by organisation. Read by its owner only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

CHECKED = """
select c.organisation, c.seq, c.event_id, e.id is null as missing,
  e.id is not null and c.hash <> app.event_digest(coalesce(lag(c.hash) over w, '\\x00'::bytea), e) as changed,
  c.seq <> coalesce(lag(c.seq) over w, 0) + 1 as gap
from app.audit_chain c left join access_auditevent e on e.id = c.event_id
window w as (partition by c.organisation order by c.seq)
"""
BREAKS = f"select organisation, seq, event_id, missing, changed, gap from ({CHECKED}) as checked where missing or changed or gap order by 1, 2"
UNCHAINED = """
select coalesce(e.organisation_id, '00000000-0000-0000-0000-000000000000'::uuid), e.id
from access_auditevent e left join app.audit_chain c on c.event_id = e.id where c.event_id is null
"""
TAILS = """
select h.organisation, h.seq from app.audit_head h
left join lateral (select seq, hash from app.audit_chain c where c.organisation = h.organisation order by seq desc limit 1) t on true
where t.seq is distinct from h.seq or t.hash is distinct from h.hash
"""


@dataclass(frozen=True)
class Break:
    """Where the chain of an organisation does not hold, and why."""

    organisation: UUID
    position: int
    reason: str


def check_chain() -> tuple[int, list[Break]]:
    """How many links were checked, and every place where the record was bent: changed, removed, slipped in or cut off."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from app.audit_chain")
        checked = int(cursor.fetchone()[0])
        cursor.execute(BREAKS)
        breaks = [
            Break(organisation, seq, "an event is missing" if missing else "an event was changed" if changed else "a link is missing")
            for organisation, seq, _event, missing, changed, _gap in cursor.fetchall()
        ]
        cursor.execute(UNCHAINED)
        breaks += [Break(organisation, 0, "an event was slipped in") for organisation, _event in cursor.fetchall()]
        cursor.execute(TAILS)
        breaks += [Break(organisation, seq, "the end was cut off") for organisation, seq in cursor.fetchall()]
    return checked, breaks


def heads() -> list[tuple[UUID, int, str]]:
    """Organisation, position and hash of the newest link: what to keep outside the database."""
    with connection.cursor() as cursor:
        cursor.execute("select organisation, seq, encode(hash, 'hex') from app.audit_head order by 1")
        return [(organisation, int(seq), str(digest)) for organisation, seq, digest in cursor.fetchall()]
