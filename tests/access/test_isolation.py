"""Code that forgets every filter, and whoever injects a query: the other organisation's rows are not there."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models.deletion import ProtectedError

from access.context import acting
from tests.bootstrap import URLS

# Houses, rooms and beds are known in the network (who is in them is not): read by all, changed by their own.
KNOWN_IN_THE_NETWORK = {"shelters.shelter", "shelters.room", "shelters.bed", "shelters.outofservice"}
# Seen by both sides: whose the other side is.
SHARED = {
    "shelters.booking": "requester_id", "casework.referral": "recipient_id", "casework.referralstatechange": "recipient_id",
    "casework.sharedpackage": "recipient_id", "reports.programme": "donor_id", "reports.report": "donor_id", "reports.reportfile": "donor_id",
}  # fmt: skip
# The other side answers these; what exactly it may change is tested in their own rooms.
ANSWERED = {"shelters.booking", "casework.referral"}
NO_LOCK = {"access.outboxjob"}


def owned() -> list[type[models.Model]]:
    """Every model whose rows belong to an organisation."""
    found = [m for m in apps.get_models() if any(f.attname == "organisation_id" for f in m._meta.concrete_fields)]
    return [model for model in found if model._meta.label_lower not in NO_LOCK]


def label(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)


def foreign(model: Any, own: Any) -> Any:
    return model._base_manager.exclude(organisation_id=own)


def rows_of(world: Any, model: Any, organisation: str) -> int:
    with acting(organisation_id=world.organisations[organisation].pk):
        return int(model._base_manager.filter(organisation_id=world.organisations[organisation].pk).count())


@pytest.mark.parametrize("model", owned(), ids=label)
def test_reading_without_a_filter_shows_nothing_foreign(model: Any, world: Any, db: None) -> None:
    for organisation in ("rodnik", "sana-sezim", "fund-aurora"):
        own = world.organisations[organisation].pk
        with acting(organisation_id=own):
            others = [row for row in foreign(model, own).order_by() if not_ours(model, row, own)]
            assert others == []
            assert label(model) in KNOWN_IN_THE_NETWORK | SHARED.keys() or model._base_manager.count() == foreign_less(model, own)


def not_ours(model: Any, row: Any, own: Any) -> bool:
    """Neither known in the network nor shared with us as recipient or as the one who asked."""
    if label(model) in KNOWN_IN_THE_NETWORK:
        return False
    return own != getattr(row, SHARED.get(label(model), ""), None) and not answered_by(model, row, own)


def answered_by(model: Any, row: Any, own: Any) -> bool:
    """A move of a referral of ours, made by its recipient."""
    return label(model) == "casework.referralstatechange" and row.referral.organisation_id == own


def foreign_less(model: Any, own: Any) -> int:
    return int(model._base_manager.filter(organisation_id=own).count())


@pytest.mark.parametrize("model", owned(), ids=label)
def test_without_a_context_there_is_nothing_to_read_or_to_change(model: Any, world: Any, db: None) -> None:
    assert model._base_manager.count() == 0
    assert touched(lambda: model._base_manager.update(organisation_id=world.organisations["rodnik"].pk)) == 0
    assert touched(lambda: model._base_manager.all()._raw_delete("default")) == 0


@pytest.mark.parametrize("model", owned(), ids=label)
def test_changing_and_removing_without_a_filter_touches_nothing_foreign(model: Any, world: Any, db: None) -> None:
    own, before = world.organisations["rodnik"].pk, rows_of(world, model, "sana-sezim")
    field = next(f for f in model._meta.concrete_fields if f.attname not in {"id", "organisation_id"})
    with acting(organisation_id=own):
        if label(model) not in ANSWERED:
            assert touched(lambda: foreign(model, own).update(**{field.attname: models.F(field.attname)})) == 0
            assert touched(lambda: foreign(model, own)._raw_delete("default")) == 0
        taken = touched(lambda: foreign(model, own).update(organisation_id=own))
        assert taken == 0, "A row of another organisation was taken over."
        touched(lambda: model._base_manager.all().delete())

    assert rows_of(world, model, "sana-sezim") == before


@pytest.mark.parametrize("model", [m for m in owned() if label(m) in SHARED], ids=label)
def test_what_is_shared_is_never_removed_by_the_other_side(model: Any, world: Any, db: None) -> None:
    own = world.organisations["rodnik"].pk
    with acting(organisation_id=own):
        assert touched(lambda: foreign(model, own)._raw_delete("default")) == 0


def touched(work: Any) -> int:
    """How many rows a statement touched; one the database refuses touched none."""
    try:
        with transaction.atomic():
            done = work()
            transaction.set_rollback(True)
    except (DatabaseError, ProtectedError):
        return 0
    return int(done[0] if isinstance(done, tuple) else done or 0)


def test_the_world_has_rows_of_two_organisations_in_nearly_every_table(world: Any, db: None) -> None:
    empty = {label(m) for m in owned() if not (rows_of(world, m, "rodnik") and rows_of(world, m, "sana-sezim"))}

    assert len(owned()) >= 30
    assert len(empty) <= 8, f"Too little to test with: {sorted(empty)}"


def test_the_signed_context_is_never_part_of_a_statement(world: Any, db: None) -> None:
    """Other connections of the pages' role may read the text of a statement; who reads a context could act under it."""
    name = connection.settings_dict["NAME"]
    with acting(organisation_id=world.organisations["rodnik"].pk), psycopg.connect(URLS.owner, autocommit=True) as watcher:
        pid = connection.connection.info.backend_pid
        seen = watcher.execute("select query from pg_stat_activity where pid = %s and datname = %s", [pid, name]).fetchone()
        shown = str(world.organisations["rodnik"].pk) in str(seen)
    with connection.cursor() as cursor:
        cursor.execute("show track_activities")
        tracked = cursor.fetchone()[0]

    assert not shown
    assert tracked == "off"


def test_the_text_of_the_statement_has_only_a_place_for_the_context(world: Any, db: None) -> None:
    """Holds on every server, also where nobody has switched the showing of statements off."""
    from access.context import put

    sent: list[str] = []
    execute = psycopg.Cursor.execute

    class Listening(psycopg.Cursor):  # type: ignore[type-arg]
        def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
            done = execute(self, query, params, **kwargs)
            sent.append(self._query.query.decode())  # what really went to the server
            return done

    original, psycopg.Cursor = psycopg.Cursor, Listening  # type: ignore[misc]
    try:
        with transaction.atomic():
            put("never|in|a|statement")
    finally:
        psycopg.Cursor = original  # type: ignore[misc]

    assert sent == ["select set_config('app.ctx', $1, true)"]


@pytest.mark.parametrize(
    "attack",
    [
        "select set_config('app.ctx', '{org}||99999999999|', true)",
        "select set_config('app.ctx', '{org}||99999999999|' || repeat('0', 64), true)",
        "set local app.ctx = '{org}'",
        "select * from app.context_key",
        "set role pana_owner",
        "set session authorization pana_owner",
        "alter table casework_case disable row level security",
        "alter table casework_case no force row level security",
        "drop policy may_read on casework_case",
        "create policy mine on casework_case using (true)",
        "set row_security = off",
        "create function pg_temp.org() returns uuid language sql as 'select null::uuid'",
        "alter function app.org() owner to pana_web",
        "copy casework_case to program 'cat'",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_an_injected_statement_opens_nothing(attack: str, world: Any, db: None) -> None:
    own, other = world.organisations["rodnik"].pk, world.organisations["sana-sezim"].pk
    with acting(organisation_id=own):
        assert stolen(attack.format(org=other), other) == 0


def stolen(attack: str, other: Any) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
            cursor.execute("select count(*) from casework_case where organisation_id = %s", [other])
            found = int(cursor.fetchone()[0])
            transaction.set_rollback(True)
            return found
    except DatabaseError:
        return 0
