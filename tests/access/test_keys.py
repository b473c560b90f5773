"""The keys: each opens what is its own, in its own place, and nothing else; and none of them is ever shown."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter

from access.context import acting
from access.crypto.fields import CannotOpen, Sealed, sealed_fields
from access.crypto.keys import installation_key, installation_keys, provider, store
from access.crypto.models import PersonKey
from access.crypto.nonces import new_nonce
from access.crypto.people import KeyDestroyed, forget_everybody, key_to_open, make_keys
from access.crypto.sealing import head_of, person_of, seal, unseal, unseal_bytes
from access.crypto.store import KeyGone, KeyStore, StoreMissing
from casework.models import Identity, Note
from tests.access.test_canary import TOKENS
from tests.bootstrap import URLS
from tests.world_casework import new_case

HERE = "somewhere.text.7"
EVERY_TABLE = "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('public', 'app')"


@pytest.fixture
def acts(world: Any, db: None) -> Iterator[UUID]:
    """Inside the first organisation."""
    organisation: UUID = world.organisations["rodnik"].pk
    with acting(organisation_id=organisation):
        yield organisation


@pytest.fixture
def own_store(settings: Any, tmp_path: Path, db: None) -> Iterator[KeyStore]:
    """An empty key store of this test alone."""
    settings.KEY_STORE = tmp_path / "keys"
    installation_keys.forget()
    made = store()
    made.initialise()
    yield made
    installation_keys.forget()
    forget_everybody()


@contextmanager
def as_the_owner() -> Iterator[Any]:
    """A connection beside the test's own, for what only the owner of the tables may see."""
    with psycopg.connect(URLS.owner, dbname=connection.settings_dict["NAME"]) as beside, beside.cursor() as cursor:
        yield cursor


def refuses(open_it: Callable[[], Any], *errors: type[Exception]) -> bool:
    expected = errors or (CannotOpen,)
    try:
        open_it()
    except expected:
        return True
    return False


def stored() -> list[tuple[Any, Any, bytes]]:
    """Row, field and stored bytes of everything sealed that the acting organisation holds."""
    found = []
    for model, field in sealed_fields():
        if field.key_owner == "organisation_id":
            found += [(row, field, bytes(row.__dict__[field.attname])) for row in model._default_manager.all()[:6] if row.__dict__[field.attname]]
    return found


def test_a_dump_of_the_database_holds_nothing_in_clear(world: Any, db: None, measure: Any) -> None:
    """Every row of every table, as its owner sees it."""
    with as_the_owner() as cursor:
        tables = [str(row[0]) for row in cursor.execute(EVERY_TABLE).fetchall()]
        dumped = {table: "\n".join(row[0] for row in cursor.execute(f"select t::text from {table} t").fetchall()).lower() for table in tables}
    keys = {installation_key().hex(), django_settings.INSTALLATION_KEY.lower()}
    wanted = {token.lower() for token in TOKENS} | keys | {token.encode().hex() for token in TOKENS}
    clear = [f"{token} in {table}" for table, text in dumped.items() for token in wanted if token in text]

    measure("K01", checked=sum(bool(text) for text in dumped.values()) * len(wanted), failed=clear)


def test_a_value_opens_in_its_own_place_only(acts: UUID, measure: Any) -> None:
    checked, opened = 0, []
    for row, field, sealed in stored():
        assert field.open(row, sealed)
        place, other = field.place(row), uuid4()
        moved = [
            place.replace(str(row.pk), str(other)),
            place.replace(field.column, "other_column"),
            place.replace(row._meta.db_table, "other_table"),
        ]
        attempts = [(sealed, to, acts) for to in moved] + [(sealed, place, other)]
        attempts += [(changed, place, acts) for changed in with_other_head(sealed)]
        for value, to, organisation in attempts:
            checked += 1
            if not refuses(lambda v=value, t=to, o=organisation: unseal_bytes(v, organisation_id=o, place=t)):
                opened.append(f"{place} at {to}")

    measure("K02", checked=checked, failed=opened)


def with_other_head(sealed: bytes) -> list[bytes]:
    """The same value, said to be of another version, of another key, or changed by one bit."""
    head = head_of(sealed)
    return [
        b"\1" + sealed[1:],
        b"\3" + sealed[1:],
        head[:1] + bytes([1 - head[1]]) + sealed[2:],
        head[:-1] + bytes([head[-1] ^ 1]) + sealed[len(head) :],
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        sealed[:10],
    ]


def test_without_the_right_key_nothing_opens_and_nothing_sealed_is_shown(acts: UUID, own_store: KeyStore, settings: Any, measure: Any) -> None:
    person = new_key(acts)
    values = [seal("secret", organisation_id=acts, place=HERE), seal("secret", organisation_id=acts, place=HERE, person_id=person)]
    shown: list[str] = []
    for wrong in (b"another installation key of 32 b", b"yet another installation key 32b"):
        forget_everybody()
        installation_keys.forget()
        with_key = KeyStore(own_store.folder, wrong)
        shown += [] if refuses(lambda s=with_key: s.key(acts, 1), KeyGone) else ["an epoch under a wrong installation key"]
    own_store.destroy(acts, 1)
    installation_keys.forget()
    forget_everybody()
    for value in values:
        shown += [] if refuses(lambda v=value: unseal(v, organisation_id=acts, place=HERE)) else ["a destroyed epoch"]
        shown += [] if value.hex() not in str(telling(value, acts)) else ["what is sealed, in the error"]
    (own_store.folder / "store.json").unlink()
    shown += [] if refuses(lambda: provider.current_epoch(uuid4()), StoreMissing) else ["a store made silently"]
    note = Note.objects.exclude(text=b"").first()
    note.__dict__["text"] = Sealed(values[0])
    shown += [] if refuses(lambda: note.text) else ["a foreign value on a note"]
    shown += ["a repr"] if "secret" in repr(Sealed(values[0])) or values[0].hex() in repr(Sealed(values[0])) else []

    measure("K03", checked=2 + 4 + 1 + 1 + 2, failed=shown)


def new_key(organisation_id: UUID) -> UUID:
    """A person of this test with a key under the current store."""
    person = Identity.objects.filter(organisation_id=organisation_id).values_list("person_id", flat=True).first()
    assert person is not None
    from access.crypto.people import hold

    hold(organisation_id, person, os.urandom(32))
    return UUID(str(person))


def telling(value: bytes, organisation_id: UUID) -> BaseException:
    with pytest.raises(CannotOpen) as caught:
        unseal(value, organisation_id=organisation_id, place=HERE)
    return caught.value


def test_no_nonce_comes_twice(acts: UUID, measure: Any) -> None:
    number = 1_000_000
    nonces = {new_nonce() for _ in range(number)}
    sealed = [seal("the same words", organisation_id=acts, place=HERE) for _ in range(2000)]

    assert len({value[6:18] for value in sealed}) == len(set(sealed)) == len(sealed)
    measure("K04", checked=number + len(sealed), failed=[] if len(nonces) == number else ["a nonce came twice"])


def test_one_organisation_opens_nothing_of_another(world: Any, db: None, measure: Any) -> None:
    own, other = world.organisations["rodnik"].pk, world.organisations["sana-sezim"].pk
    with acting(organisation_id=own):
        theirs = stored()
    opened = []
    with acting(organisation_id=other):
        for row, field, sealed in theirs:
            if not refuses(lambda r=row, f=field, s=sealed: unseal_bytes(s, organisation_id=other, place=f.place(r))):
                opened.append(field.place(row))
        foreign = PersonKey.objects.filter(organisation_id=own).count()
    keys = {provider.epoch_key(organisation, 1, "fields") for organisation in (own, other)}

    assert foreign == 0
    assert len(keys) == 2
    measure("K07", checked=len(theirs), failed=opened)


def test_no_key_is_ever_shown(acts: UUID, caplog: pytest.LogCaptureFixture, measure: Any) -> None:
    caplog.set_level(logging.DEBUG)
    person = Identity.objects.values_list("person_id", flat=True).first()
    key, epoch = key_to_open(acts, person), store().key(acts, provider.current_epoch(acts))
    seal("words", organisation_id=acts, place=HERE, person_id=person)
    shown = {
        "logs": "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records),
        "repr of the provider": repr(provider) + repr(vars(provider)),
        "repr of the store": repr(store()) + repr(store().epochs(acts)),
        "repr of a row": repr(PersonKey.objects.first()),
        "settings as an error page shows them": repr(SafeExceptionReporterFilter().get_safe_settings()),
        "arguments of processes": subprocess.run(["ps", "axww"], capture_output=True, text=True, check=True).stdout,
        "an error": str(telling(seal("x", organisation_id=acts, place="a.b.1", person_id=person), acts)),
    }
    secret = {key, epoch, installation_key()}
    forms = {form for each in secret for form in (each.hex(), repr(each), repr(each)[2:-1], django_settings.INSTALLATION_KEY)}
    found = [where for where, text in shown.items() if any(form in text for form in forms)]

    measure("K08", checked=len(shown), failed=found)


def test_the_files_of_the_store_are_their_owners_alone(acts: UUID) -> None:
    provider.current_epoch(acts)
    folder = store().folder / acts.hex

    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.glob("*.key")]} == {0}


def test_a_value_of_the_first_version_still_opens(acts: UUID) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = new_nonce()
    old = b"\1" + nonce + AESGCM(provider.key(acts, "fields", 1)).encrypt(nonce, b"old words", HERE.encode())

    assert unseal(old, organisation_id=acts, place=HERE) == "old words"
    assert person_of(old) is None


def test_what_is_about_a_person_is_sealed_with_their_key(acts: UUID) -> None:
    for row, field, sealed in stored():
        person = field.person_of(row)
        assert person_of(sealed) == person, field.place(row)


def test_a_page_of_people_costs_one_question_for_their_keys(world: Any, acts: UUID, django_assert_num_queries: Any) -> None:
    for _ in range(12):
        new_case(world.actor("case_manager"))
    forget_everybody()
    from access.crypto import people

    people._thread.fresh.clear()
    identities = list(Identity.objects.all()[:12])
    with django_assert_num_queries(1):
        names = [identity.full_name for identity in identities]

    assert len(names) == 12


def test_a_key_of_a_transaction_that_was_undone_seals_nothing(world: Any, acts: UUID) -> None:
    """A first attempt fails; the second must make a key of its own, and that one is kept."""
    person, made = uuid4(), []
    for _ in range(2):
        with transaction.atomic():
            make_keys(acts, [person])
            made.append(key_to_open(acts, person))
            transaction.set_rollback(True)
        with pytest.raises(KeyGone):
            key_to_open(acts, person)

    assert made[0] != made[1]


def test_a_destroyed_key_stays_destroyed(acts: UUID) -> None:
    row = PersonKey.objects.first()
    PersonKey.objects.filter(pk=row.pk).update(wrapped=b"", destroyed_at=row.created_at)
    forget_everybody()
    with pytest.raises(KeyDestroyed):
        seal("words", organisation_id=acts, place=HERE, person_id=row.pk)
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="stays destroyed"), transaction.atomic():
        PersonKey.objects.filter(pk=row.pk).update(epoch=2)


def test_what_killed_writers_left_goes_with_the_epoch(acts: UUID, own_store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the last step of writing or destroying, a process leaves a whole key under an odd name."""
    folder = own_store.folder / acts.hex
    own_store.begin(acts, 1)
    key = (folder / "000001.key").read_bytes()
    with monkeypatch.context() as killed:
        killed.setattr(os, "replace", lambda *_: os._exit(9))
        child = os.fork()
        if child == 0:
            own_store.retire(acts, 1, timezone.now())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    (folder / ".000000.gone").write_bytes(key)
    assert len(list(folder.glob(".0*"))) == 2

    own_store.destroy(acts, 1)

    assert [path.name for path in folder.iterdir() if path.name != ".lock"] == []
