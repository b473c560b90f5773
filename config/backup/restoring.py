"""Putting a copy back into an empty installation, and proving that it is what was copied."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pyrage
from django.conf import settings
from pyrage import x25519

from access.context import context_key
from config.backup.census import Census, differences, take_census
from config.backup.keys import fingerprint, public_key_file, signature
from config.backup.manifest import FILES, KEYS, Manifest, manifest_of, read_manifest
from config.backup.problems import BackupFailed, RestoreFailed
from config.backup.programs import connection_environment, find_program
from config.backup.streams import fingerprint_of, unlock, unpack
from config.embedded.keys import keys_file, write_private
from config.embedded.roles import EXTENSIONS

Secrets = dict[str, str]
OVER = ("django_session", "access_opensession")  # who was signed in then is not signed in now


def read_copy(target: Path, identity: x25519.Identity) -> tuple[Manifest, Secrets, bytes]:
    """The note, the keys of the installation and what lies beside them; refuses what was damaged, cut or forged."""
    manifest = read_manifest(manifest_of(target))
    for name, part in manifest.parts.items():
        path = target.with_name(target.name + {"database": "", "keys": KEYS, "files": FILES}[name])
        if name == "keys" and not path.exists():
            raise RestoreFailed(
                f"{path} is missing. Key files are kept for 35 days; an older copy can be counted, but nobody can be read in it."
            )
        if not path.exists() or fingerprint_of(path) != part.sha256:
            raise RestoreFailed(f"{path} is missing or damaged: take another copy.")
    try:
        packed = pyrage.decrypt(target.with_name(target.name + KEYS).read_bytes(), [identity])
    except pyrage.DecryptError:
        raise RestoreFailed("This private key does not open the copy: it was locked with another one.") from None
    with tempfile.TemporaryDirectory() as nowhere:
        secrets: Secrets = json.loads(unpack(packed, Path(nowhere))["secrets.json"])
    key = base64.b64decode(secrets["PANA_INSTALLATION_KEY"])
    if manifest.installation != fingerprint(key) or manifest.signature != signature(manifest.text(), key):
        raise RestoreFailed("The note beside the copy was not written by the installation that made it.")
    return manifest, secrets, packed


def refuse_unless_empty(owner: psycopg.Connection) -> None:
    row = owner.execute("select count(*) from pg_tables where schemaname in ('public', 'app')").fetchone()
    if row is None or row[0]:
        raise RestoreFailed(
            "This database is not empty, and nothing is ever overwritten: name an empty folder with --into, "
            "or give the address of an empty database."
        )
    if any(Path(settings.KEY_STORE).glob("*")):
        raise RestoreFailed(f"{settings.KEY_STORE} already holds keys: move them away first.")


# What new tables are given by themselves would be given to those of the copy too, also where the copy has it taken away
# (a copy holds rights only where they differ from PostgreSQL's own). The copy brings these rules along as its last entry.
HABITS = """
select distinct d.defaclobjtype, a.grantee, a.grantee::regrole::text from pg_default_acl d, aclexplode(d.defaclacl) a
where d.defaclrole = current_user::regrole and d.defaclnamespace = 0 and a.grantee not in (0, d.defaclrole)
"""
KINDS = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas"}


def forget_habits(owner: psycopg.Connection) -> None:
    for kind, _, login in owner.execute(HABITS).fetchall():
        owner.execute(f"alter default privileges revoke all on {KINDS[kind]} from {login}")
    owner.execute("alter default privileges grant execute on functions to public")


def put_rows_back(target: Path, manifest: Manifest, identity: x25519.Identity) -> None:
    """All in one transaction: the database is whole afterwards, or as empty as before."""
    address = settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"]
    with psycopg.connect(address) as owner:
        refuse_unless_empty(owner)
        forget_habits(owner)
        server = owner.info.server_version // 10000
    if server < manifest.census.server:
        raise RestoreFailed(f"The copy is of PostgreSQL {manifest.census.server}; this server is {server}. Take a newer one.")
    try:
        program = find_program("pg_restore", server)
    except BackupFailed as problem:
        raise RestoreFailed(str(problem)) from None
    arguments = [str(program), "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction", "--no-password"]
    environment = connection_environment(address)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as wanted:
        wanted.write(own_entries(program, target, identity))
        wanted.flush()
        arguments += [f"--use-list={wanted.name}", f"--dbname={environment['PGDATABASE']}"]
        code, _, errors = pour(arguments, target, identity, environment)
    if code:
        said = [line for line in errors.splitlines() if "error" in line.lower()]
        raise RestoreFailed(f"pg_restore ended with status {code} and changed nothing: {said[0] if said else 'it did not say why'}")


def own_entries(program: Path, target: Path, identity: x25519.Identity) -> str:
    """The contents of the copy without extensions that somebody else put into the database to look after it.

    An administrator may have added `amcheck` or `pg_stat_statements`: the owner may not make them, and Pana needs none.
    """
    code, listed, errors = pour([str(program), "--list"], target, identity, connection_environment(""))
    if code:
        raise RestoreFailed(f"pg_restore could not read the copy and changed nothing: {errors.strip().splitlines()[:1]}")
    foreign = re.compile(rf"^\d+; \d+ \d+ EXTENSION - (?!(?:{'|'.join(EXTENSIONS)}) )")
    return "".join(f"{line}\n" for line in listed.splitlines() if not foreign.match(line))


def pour(arguments: list[str], target: Path, identity: x25519.Identity, environment: dict[str, str]) -> tuple[int, str, str]:
    """Unlock the copy into a program; its exit status, its output and its complaints."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        target.open("rb") as source,
    ):
        process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=output, stderr=complaints, env=environment)
        assert process.stdin is not None
        try:
            unlock(source, process.stdin, identity)
            process.stdin.close()
        except OSError:
            pass  # it had read enough, or its own words follow
        except pyrage.DecryptError:
            process.kill()
        code = process.wait()
        output.seek(0)
        complaints.seek(0)
        return code, output.read(), complaints.read()


def compare(manifest: Manifest) -> tuple[Census, list[str]]:
    """Count and fingerprint everything again, and name every difference."""
    with psycopg.connect(settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"]) as owner:
        after = take_census(owner)
    return after, differences(manifest.census, after)


def settle_in(manifest: Manifest, secrets: Secrets, packed: bytes) -> None:
    """The keys into their places, the signing key of this installation into the database, nobody signed in any more."""
    unpack(packed, Path(settings.KEY_STORE))
    if "PANA_EMBEDDED" in os.environ:
        path = keys_file(Path(settings.VAR_DIR))
        kept = json.loads(path.read_text(encoding="utf-8"))
        kept |= {"secret_key": secrets["SECRET_KEY"], "installation_key": secrets["PANA_INSTALLATION_KEY"]}
        write_private(path, json.dumps(kept, indent=1))
        (Path(settings.VAR_DIR) / ("demo" if manifest.demo else "empty")).touch()
    if not settings.BACKUP_KEY:
        write_private(public_key_file(), f"{manifest.recipient}\n")
    key = context_key()
    pads = [bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)]
    with psycopg.connect(settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"]) as owner:
        owner.execute("update app.context_key set inner_pad = %s, outer_pad = %s", pads)
        for table in OVER:
            if owner.execute("select to_regclass(%s)", [table]).fetchone() != (None,):
                owner.execute(f"delete from {table}")
    with psycopg.connect(settings.DATABASE_ADDRESSES["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("analyze")


def put_files_back(target: Path, identity: x25519.Identity) -> None:
    packed = io.BytesIO()
    with target.with_name(target.name + FILES).open("rb") as source:
        unlock(source, packed, identity)
    unpack(packed.getvalue(), Path(settings.MEDIA_ROOT))


def refuse_foreign_keys(manifest: Manifest) -> None:
    """With keys of the operator's own, they must be those of the copy: nothing could be opened with others."""
    if "PANA_EMBEDDED" not in os.environ and fingerprint() != manifest.installation:
        raise RestoreFailed(
            "PANA_INSTALLATION_KEY is not the key this copy was made with: write the keys of the copy into a file with "
            "--keys-to, set them, then restore."
        )


def run_beside(*arguments: str) -> tuple[int, str]:
    """One of our commands with the keys as they are now, not as this process read them."""
    environment = dict(os.environ)
    if "PANA_EMBEDDED" in environment:
        for name in list(environment):
            if name.startswith("DATABASE_") or name in {"SECRET_KEY", "PANA_INSTALLATION_KEY", "PANA_CONTEXT_KEY", "PANA_EMBEDDED"}:
                del environment[name]
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).strip()
