"""`manage.py up`: one command from a fresh clone to a working Pana, and Ctrl-C back to nothing running."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from config.boot import fail
from config.embedded import (
    DEMO_MARK,
    DatabaseUrls,
    check_operator,
    ensure_running,
    make_var,
    publish,
    release,
    var_folder,
)
from config.embedded.locks import claim
from config.problems import StartupProblem, disk_or_rights
from config.processes.children import Child, end_process, start_process

NEEDED_MB = 500
EMPTY_MARK = "empty"  # a file in var/: this installation was begun without invented people
DEMO = ("demo", "--cases", "400", "--months", "24", "--seed", "1")
EVERY_ADDRESS = {"0.0.0.0", "::", ""}


class Interrupted(Exception):
    """Somebody pressed Ctrl-C, or the system asks us to end."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine only)")
    parser.add_argument("--empty", action="store_true", help="no invented people: an installation for real work")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start Pana; Ctrl-C stops it.")
    add_arguments(parser)
    chosen = parser.parse_args(arguments)
    os.umask(0o077)  # logs and files are for the one who runs Pana
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        Supervisor(chosen.host, chosen.port, chosen.empty).run()
    except StartupProblem as problem:
        return fail(problem)
    return 0


def _interrupt(*_: object) -> None:
    raise Interrupted


def say(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone; the work goes on
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Tell how long a step took, once it is done."""
    began = time.monotonic()
    yield
    say(f"  {name:<24}{time.monotonic() - began:6.1f} s")


class Supervisor:
    """Starts the parts in order, watches them, stops them in the opposite order."""

    def __init__(self, host: str, port: int, empty: bool) -> None:
        self.host, self.port, self.empty = host, port, empty
        self.var = var_folder()
        self.urls: DatabaseUrls | None = None
        self.web = Child("web", ("-m", "config.processes.web", host, str(port)), self.var)
        self.worker = Child("worker", ("-m", "config.processes.worker"), self.var, patience=20)

    def run(self) -> None:
        began = time.monotonic()
        self._take_folder()
        check_port(self.host, self.port)
        check_disk(self.var)
        try:
            say("Pana is starting.")
            self._start_database()
            self._prepare()
            self._start_children()
            say(f"Pana is ready at {self.address} ({time.monotonic() - began:.1f} s). Ctrl-C stops it.")
            self._show_accounts()
            self._watch()
        except Interrupted:
            say("Stopping.")
        finally:
            self._stop()

    @property
    def address(self) -> str:
        host = "localhost" if self.host in EVERY_ADDRESS else self.host
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"

    # --- before anything starts ----------------------------------------------------------------------
    def _take_folder(self) -> None:
        """One `up` per data folder; what a killed one left running is ended."""
        try:
            make_var(self.var)
            self._lock = claim(self.var / "run" / "up.lock")
        except OSError as error:
            raise disk_or_rights(error, self.var) from error
        if self._lock is None:
            other = (self.var / "run" / "up.lock").read_text(encoding="utf-8") or "unknown"
            raise StartupProblem(
                f"Pana is already running on {self.var} (process {other}): use that one, stop it with Ctrl-C, "
                "or set PANA_VAR to another folder."
            )
        for child in (self.web, self.worker):
            child.clear_stale()

    # --- the parts -----------------------------------------------------------------------------------
    def _start_database(self) -> None:
        os.environ.setdefault("PANA_HOSTS", ",".join(known_names(self.host)))
        if os.environ.get("DATABASE_URL"):
            check_operator()
            return
        with step("database"):
            self.urls = ensure_running(self.var)
        publish(self.var, self.urls)

    def _prepare(self) -> None:
        """Tables, static files, and invented people in an installation that is empty and may have them."""
        with step("tables and files"):
            told = json.loads(self._command("prepare").splitlines()[-1])
        if self._wants_demo(told["organisations"], told["cases"]):
            (self.var / DEMO_MARK).touch()
            os.environ.setdefault("PANA_DEMO", "1")
            with step("invented people"):
                self._command(*DEMO)

    def _wants_demo(self, has_organisations: bool, has_cases: bool) -> bool:
        """In an empty installation, and again where loading was cut short: its cases come in one transaction."""
        if self.empty:
            (self.var / EMPTY_MARK).touch()
        if (self.var / EMPTY_MARK).exists():
            return False
        return not has_organisations or ((self.var / DEMO_MARK).exists() and not has_cases)

    def _start_children(self) -> None:
        with step("web server and worker"):
            self.web.start()
            self.worker.start()
            deadline = time.monotonic() + 90
            while not answers(self.host, self.port):
                if not self.web.is_alive() or time.monotonic() > deadline:
                    raise StartupProblem(f"The web server did not start: read {self.web.log_path} for the reason.")
                time.sleep(0.05)

    def _show_accounts(self) -> None:
        if (self.var / DEMO_MARK).exists():
            say(self._command("demo_accounts"))
            (self.var / "log" / "demo_accounts.log").unlink()

    def _command(self, *arguments: str) -> str:
        """Run one of our commands; its output is kept in var/log, an interruption ends it."""
        log = self.var / "log" / f"{arguments[0]}.log"
        with log.open("w+b") as output:
            process = start_process(["manage.py", *arguments], output)
            try:
                code = process.wait()
            except BaseException:
                end_process(process, 10)
                raise
            output.seek(0)
            text = output.read().decode("utf-8", "replace").rstrip()
        if code:
            reason = text.splitlines()[-1] if text else "no reason given"
            raise StartupProblem(f"`manage.py {arguments[0]}` failed ({reason}): read {log}, then start again.")
        return text

    # --- while it runs -------------------------------------------------------------------------------
    def _watch(self) -> None:
        while True:
            time.sleep(0.5)
            if self.urls is not None and not is_alive(self.urls.pid):
                self._restart_database()
            for child in (self.web, self.worker):
                if child.tend():
                    say(f"The {child.name} had stopped and was started again; see {child.log_path}.")

    def _restart_database(self) -> None:
        """Pages and worker find the database again by themselves, unless its address had to change."""
        before = self.urls
        try:
            self.urls = ensure_running(self.var)
        except StartupProblem as problem:
            say(f"The database has stopped. {problem}")
            time.sleep(5)
            return
        say("The database had stopped and was started again; nothing that was saved is lost.")
        publish(self.var, self.urls)
        if before is not None and before.web != self.urls.web:
            for child in (self.web, self.worker):
                child.stop()
                child.start()

    def _stop(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.web.stop()
        self.worker.stop()
        release(self.var)
        say("Pana has stopped.")


def check_port(host: str, port: int) -> None:
    """Refuse before anything is started, and say what to do."""
    if not 0 < port < 65536:
        raise StartupProblem(f"{port} is not a port: choose one with --port, for example --port 8000.")
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except PermissionError:
        raise StartupProblem(
            f"Port {port} needs more rights than you have: choose another, for example --port 8000."
        ) from None
    except socket.gaierror:
        raise StartupProblem(f"{host} is not an address: leave --host out, or give one of this machine.") from None
    except OSError as error:
        if error.errno == 98 or "in use" in str(error):
            free = f"--port {port + 1 if port < 65535 else 8001}"
            raise StartupProblem(
                f"Port {port} is in use by another program: stop that program, or choose another port, e.g. {free}."
            ) from None
        raise StartupProblem(f"{host} is not an address of this machine: leave --host out, or give another.") from None


def check_disk(var: Path, needed_mb: int = NEEDED_MB) -> None:
    free = shutil.disk_usage(var).free // (1024 * 1024)
    if free < needed_mb:
        raise StartupProblem(f"The disk that holds {var} has {free} MB free, Pana needs {needed_mb}: free some room.")


def answers(host: str, port: int) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        socket.create_connection((target, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def known_names(host: str) -> list[str]:
    """Names under which pages may be asked for."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERY_ADDRESS:
        names.append(socket.gethostname())
        with suppress(OSError):
            names += socket.gethostbyname_ex(socket.gethostname())[2]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))
