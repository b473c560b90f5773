"""The embedded PostgreSQL survives being stopped, killed and started at any moment."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from config.embedded import ROLES_MARK, DatabaseUrls, StartupProblem, ensure_running, release, stop
from config.embedded.keys import load_or_create_keys
from tests.config.conftest import ROOT, clean_environment, until

STARTER = (
    "import sys, pathlib, time; from config.embedded import ensure_running; "
    "print(ensure_running(pathlib.Path(sys.argv[1]), throwaway=True).pid, flush=True); time.sleep(float(sys.argv[2]))"
)


def starter(var: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(var), str(seconds)],
        cwd=ROOT,
        env=clean_environment(var),
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def start(var: Path) -> DatabaseUrls:
    return ensure_running(var, throwaway=True)


def test_a_server_starts_stops_and_starts_again_with_what_was_saved(var: Path) -> None:
    urls = start(var)
    with psycopg.connect(urls.owner) as connection:
        connection.execute("create table kept (what text)")
        connection.execute("insert into kept values ('bread')")
    stop(var)
    assert not psutil.pid_exists(urls.pid) or psutil.Process(urls.pid).status() == psutil.STATUS_ZOMBIE
    again = start(var)
    assert again.web == urls.web, "the address stays while the port is free"
    assert ask(again.web, "select what from kept") == "bread"
    stop(var)


def test_the_roles_may_do_their_work_and_no_more(var: Path) -> None:
    urls = start(var)
    with psycopg.connect(urls.owner) as connection:
        connection.execute("create table visible_rows (n int)")
        connection.execute("alter table visible_rows enable row level security")
        connection.execute("alter table visible_rows force row level security")
        connection.execute("create function plus() returns int language sql as 'select 1'")
    assert ask(urls.backup, "select count(*) from visible_rows") == 0
    assert ask(urls.web, "select plus()") == 1
    for statement in ("create table mine (n int)", "truncate visible_rows", "set role pana_owner"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(urls.web) as connection:
            connection.execute(statement)
    limits = "select string_agg(rolname, ' ' order by rolname) from pg_roles where {} and rolname like 'pana%'"
    assert ask(urls.owner, limits.format("rolsuper")) is None
    assert ask(urls.owner, limits.format("rolbypassrls")) == "pana_backup"
    assert ask(urls.web, "select has_schema_privilege('public', 'create')") is False
    wrong = urls.web.replace("//pana_web:", "//pana_web:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    stop(var)


def test_a_server_for_real_work_is_careful_with_data(var: Path) -> None:
    urls = ensure_running(var)
    wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
    wanted |= {"listen_addresses": "127.0.0.1", "password_encryption": "scram-sha-256", "log_statement": "none"}
    assert {name: ask(urls.web, f"show {name}") for name in wanted} == wanted
    with pytest.raises(psycopg.errors.UndefinedTable), psycopg.connect(urls.web) as connection:
        connection.execute("select 'Canary Name' from nowhere")
    stop(var)

    def logged() -> str:
        return "".join(path.read_text(encoding="utf-8") for path in (var / "log" / "postgres").iterdir())

    assert until(lambda: "nowhere" in logged())
    assert "Canary" not in logged()


def test_keys_are_private_made_once_and_never_over_existing_data(var: Path) -> None:
    start(var)
    stop(var)
    secrets = var / "secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600
    assert load_or_create_keys(var) == load_or_create_keys(var)
    before = secrets.read_text(encoding="utf-8")
    assert load_or_create_keys(var).installation_key not in repr(load_or_create_keys(var))
    secrets.unlink()
    with pytest.raises(StartupProblem, match="put the file back from your backup"):
        start(var)
    secrets.write_text(before[: len(before) // 2], encoding="utf-8")
    with pytest.raises(StartupProblem, match=r"is damaged: put it back"):
        start(var)


def killed_in_initdb(var: Path) -> bool:
    """Whether it was still at work when it died; on a busy machine it may be through before the kill arrives."""
    process = starter(var, 0)
    assert until(lambda: (var / "postgres").exists() or list(var.glob("postgres.new-*/base"))), "initdb is at work"
    process.kill()
    process.communicate()
    if not (var / "postgres").exists():
        return True
    stop(var)
    shutil.rmtree(var / "postgres")
    return False


def test_a_folder_that_initdb_did_not_finish_is_made_anew(var: Path) -> None:
    assert any(killed_in_initdb(var) for _ in range(5))
    assert ask(start(var).web, "select 1") == 1
    assert not list(var.glob("postgres.new-*")), "nothing half-made"
    assert not list(var.glob("postgres.password-*")), "and no password lying about"
    stop(var)


def test_a_killed_server_starts_again_although_its_pid_file_is_left(var: Path) -> None:
    urls = ensure_running(var)
    with psycopg.connect(urls.owner) as connection:
        connection.execute("create table kept (n int)")
    os.kill(urls.pid, signal.SIGKILL)
    until(lambda: psutil.Process(urls.pid).status() == psutil.STATUS_ZOMBIE if psutil.pid_exists(urls.pid) else True)
    assert (var / "postgres" / "postmaster.pid").exists()
    again = ensure_running(var)
    assert again.pid != urls.pid
    assert ask(again.web, "select count(*) from kept") == 0
    stop(var)


def test_a_pid_file_with_the_number_of_a_stranger_does_not_keep_the_server_down(var: Path) -> None:
    urls = start(var)
    stop(var)
    lines = [str(os.getpid()), str(var / "postgres"), str(int(time.time())), "5432", "", "127.0.0.1", "0 0", "ready"]
    (var / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = start(var)
    assert again.web == urls.web
    assert ask(again.web, "select 1") == 1
    stop(var)


def test_a_port_taken_by_another_program_is_replaced(var: Path) -> None:
    urls = start(var)
    stop(var)
    port = int((var / "postgres.port").read_text(encoding="utf-8"))
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        again = start(var)
        assert again.web != urls.web
        assert ask(again.web, "select 1") == 1
    stop(var)


def test_commands_that_start_together_share_one_server_and_the_last_one_stops_it(var: Path) -> None:
    first, second = starter(var, 1.5), starter(var, 0.2)
    pids = [int(process.communicate(timeout=60)[0]) for process in (second, first)]
    assert pids[0] == pids[1]
    assert first.returncode == second.returncode == 0
    assert not psutil.pid_exists(pids[0]) or psutil.Process(pids[0]).status() == psutil.STATUS_ZOMBIE


def test_a_command_beside_another_user_leaves_the_server_running(var: Path) -> None:
    urls = start(var)
    process = starter(var, 0)
    process.communicate(timeout=60)
    assert ask(urls.web, "select 1") == 1
    release(var)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls.web)


def test_a_file_in_the_place_of_the_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StartupProblem, match="is not a folder: move that file away"):
        start(tmp_path / "var")


def test_data_that_is_no_database_is_told_in_one_sentence(var: Path) -> None:
    start(var)
    stop(var)
    (var / "postgres" / "PG_VERSION").unlink()
    with pytest.raises(StartupProblem, match="is not a complete database: move it away"):
        start(var)
    (var / "postgres" / "PG_VERSION").write_text("9\n", encoding="utf-8")
    with pytest.raises(StartupProblem, match="was made by PostgreSQL 9, but version"):
        start(var)


def test_an_installation_from_before_a_login_gets_it_at_the_next_start(var: Path) -> None:
    urls = start(var)
    port = urls.owner.split(":")[-1].split("/")[0]
    secrets, mark = var / "secrets.json", var / "postgres" / ROLES_MARK
    older = json.loads(secrets.read_text(encoding="utf-8"))
    with psycopg.connect(f"postgresql://postgres:{older['postgres']}@127.0.0.1:{port}/pana", autocommit=True) as connection:
        for login in ("pana_worker", "pana_report"):
            for database in ("pana", "template1"):
                with psycopg.connect(f"postgresql://postgres:{older['postgres']}@127.0.0.1:{port}/{database}") as inside:
                    inside.execute(f"drop owned by {login}")
            connection.execute(f"drop role {login}")
            del older[login]
    secrets.write_text(json.dumps(older), encoding="utf-8")
    mark.rename(mark.with_name("pana_roles_1"))
    stop(var)

    again = start(var)

    assert ask(again.worker, "select current_user::text") == "pana_worker"
    assert ask(again.report, "show default_transaction_read_only") == "on"
    assert {name: load_or_create_keys(var).__dict__[name] for name in older} == older, "the old keys stay"
    stop(var)
