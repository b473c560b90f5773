"""One command brings everything up; Ctrl-C, kill -9 and a second start leave nothing broken and nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from config.problems import StartupProblem
from config.up import check_disk, check_port, known_names
from tests.config.conftest import Up, free_port, processes_of, until

Start = Callable[..., Up]


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def pid_of(var: Path, name: str) -> int:
    try:
        return int(json.loads((var / "run" / f"{name}.pid").read_text(encoding="utf-8"))[0])
    except (OSError, ValueError):
        return 0


def database_pid(var: Path) -> int:
    try:
        return int((var / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def nothing_runs_on(var: Path) -> bool:
    return until(lambda: not processes_of(var), 20)


def kill_and_see_it_come_back(up: Up, name: str, pid_now: Callable[[], int]) -> None:
    before = pid_now()
    os.kill(before, signal.SIGKILL)
    assert up.says(f"The {name} had stopped and was started again", 30)
    assert until(lambda: pid_now() not in {0, before})
    assert until(lambda: answers(up.port)), f"pages are back after the {name} was killed"


def test_up_serves_survives_every_kill_and_stops_without_a_trace(var: Path, start_up: Start) -> None:
    up = start_up()
    assert up.says("Pana is ready at http://127.0.0.1:"), up.said()
    assert answers(up.port)

    second = start_up(port=free_port())
    assert second.process.wait(20) == 1
    assert f"Pana is already running on {var} (process {up.process.pid})" in second.said()

    kill_and_see_it_come_back(up, "web", lambda: pid_of(var, "web"))
    kill_and_see_it_come_back(up, "worker", lambda: pid_of(var, "worker"))
    kill_and_see_it_come_back(up, "database", lambda: database_pid(var))

    assert up.tell(signal.SIGKILL) == -signal.SIGKILL
    again = start_up()
    assert again.says("Pana is ready at"), again.said()
    assert answers(again.port)
    assert not answers(up.port), "what the killed one had started is gone"
    assert again.tell(signal.SIGTERM) == 0
    assert "Pana has stopped." in again.said()
    assert nothing_runs_on(var)
    assert (var / "run" / "up.lock").exists()


@pytest.mark.parametrize("moment", ["postgres.lock", "postgres.new-*", "log/prepare.log", "static"])
def test_ctrl_c_in_the_middle_of_the_first_start_leaves_nothing_behind(
    var: Path, start_up: Start, manage: Callable[..., object], moment: str
) -> None:
    up = start_up()
    assert until(lambda: list(var.glob(moment)) or up.process.poll() is not None)
    assert up.tell(signal.SIGINT) == 0, up.said()
    assert "Traceback" not in up.said()
    assert nothing_runs_on(var)


def test_a_port_in_use_is_told_with_the_way_out(var: Path, start_up: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        up = start_up(port=port)
        assert up.process.wait(20) == 1
        assert f"Port {port} is in use by another program" in up.said()
        assert f"--port {port + 1}" in up.said()
    assert not (var / "postgres").exists(), "nothing is made before the port is free"


def test_addresses_ports_and_disks_that_cannot_be_are_one_sentence(tmp_path: Path) -> None:
    for host, port, words in [
        ("127.0.0.1", 0, "0 is not a port"),
        ("127.0.0.1", 70000, "70000 is not a port"),
        ("192.0.2.1", free_port(), "is not an address of this machine"),
        ("no such host", free_port(), "is not an address"),
    ]:
        with pytest.raises(StartupProblem, match=words):
            check_port(host, port)
    with pytest.raises(StartupProblem, match=r"MB free, Pana needs \d+: free some room"):
        check_disk(tmp_path, needed_mb=10**9)


def test_pages_may_be_asked_for_by_the_names_of_the_machine() -> None:
    assert known_names("127.0.0.1") == ["localhost", "127.0.0.1", "[::1]"]
    assert socket.gethostname() in known_names("0.0.0.0")
    assert known_names("10.0.0.5")[-1] == "10.0.0.5"


def test_a_database_of_ones_own_without_its_keys_is_one_sentence(manage: Callable[..., object]) -> None:
    done = manage("showmigrations", DATABASE_URL="postgresql://pana_web:x@127.0.0.1:1/pana")
    assert done.returncode == 1
    assert "DATABASE_URL is set, so these must be set too: DATABASE_OWNER_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_without_data_start_no_database(var: Path, manage: Callable[..., object]) -> None:
    done = manage("help")
    assert done.returncode == 0
    assert "up" in done.stdout.split()
    assert not var.exists()
