"""The written instructions, followed word by word on a machine that has nothing but the program."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.embedded import ensure_running, release
from tests.config.conftest import ROOT, free_port, until
from tests.operations.installation import Installation

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
PAGE = ROOT / "docs" / "backup-and-restore.md"


def written_commands() -> list[str]:
    """The lines between the two remarks on the page."""
    found = re.search(r"<!-- restore:.*?-->(.*?)<!-- end -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return [line.strip() for line in found.group(1).splitlines() if line.strip()]


def test_an_empty_machine_is_restored_from_the_written_instructions(
    demo: Installation, tmp_path: Path, measure: Callable[..., None]
) -> None:
    disk, machine = tmp_path / "disk", tmp_path / "machine"
    disk.mkdir()
    with psycopg.connect(demo.superuser(), autocommit=True) as administrator:  # looks after the server, with tools of his own
        administrator.execute("create extension if not exists amcheck")
    demo.manage("backup", "--new-key", "--sheets-to", str(disk))
    demo.manage("backup", str(disk / "monday.backup"))
    (disk / "sheet-3.txt").unlink()  # one holder is not there
    cases = demo.one("select count(*) from casework_case")
    copied = {"ignore": shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")}
    shutil.copytree(ROOT, machine, **copied)  # type: ignore[arg-type]
    (machine / ".venv").symlink_to((ROOT / ".venv").resolve())
    environment = {name: value for name, value in Installation(machine / "var", demo.urls).environment.items() if name != "PANA_VAR"}
    failed = []
    commands = [command.replace("/media/disk", str(disk)) for command in written_commands()]
    assert [command.split()[2] for command in commands] == ["restore", "verify_audit", "up"]
    for command in commands[:-1]:
        done = subprocess.run(command, shell=True, cwd=machine, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            failed.append(f"{command}: {done.stderr[-500:]}")
    output = tmp_path / "up.txt"
    with output.open("w") as stream:
        up = subprocess.Popen(
            f"exec {commands[-1]} --port {free_port()}", shell=True, cwd=machine, env=environment, stdout=stream, stderr=stream
        )
    try:
        if not until(lambda: "Pana is ready" in output.read_text(encoding="utf-8") or up.poll() is not None, 240) or up.poll() is not None:
            failed.append(output.read_text(encoding="utf-8")[-500:])
        back = Installation(machine / "var", ensure_running(machine / "var"))
        if back.one("select count(*) from casework_case") != cases:
            failed.append("cases are missing")
        release(machine / "var")
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)
    measure("R07", checked=len(commands), failed=failed, note="commands of docs/backup-and-restore.md, in a folder with the program alone")
