"""Clients that write, and that press again when no answer came, as people do."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psutil

from tests.config.conftest import ROOT, free_port, until
from tests.operations.installation import Installation

TOKEN = "a" * 32
SIGN_IN = """
import json
from config.boot import boot
boot()
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
from access.context import acting, acting_as
from access.models import Membership, User
from access.roles import Role
from casework.models import Assignment, Case
from config.bench.pages import signed_in_as
from config.demo.accounts import demo_username
client = signed_in_as(Role.CASE_MANAGER)
person = User.objects.get(username=demo_username("rodnik", Role.CASE_MANAGER))
with acting(organisation_id=None, user_id=person.pk):
    place = Membership.objects.get(user=person, ended_at=None)
from access.actors import Actor
actor = Actor(organisation=place.organisation, user=person, roles=frozenset(place.roles))
with acting_as(actor):
    case = Assignment.objects.filter(user=person, ended_on=None, case__closed_on=None).values_list("case_id", flat=True).first()
print(json.dumps({"cookies": {name: each.value for name, each in client.cookies.items()}, "case": str(case)}))
"""


@dataclass
class Served:
    """A demo behind gunicorn, and somebody who is signed in there."""

    installation: Installation
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    cookies: dict[str, str] = field(default_factory=dict)
    case: str = ""
    beside: dict[str, str] = field(default_factory=dict)

    def workers(self) -> list[psutil.Process]:
        try:
            return [one for one in psutil.Process(self.process.pid).children() if one.status() != psutil.STATUS_ZOMBIE]
        except psutil.NoSuchProcess:
            return []

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, seconds: float = 60) -> tuple[int, str]:
        """Status and place it leads to; raises when no answer came."""
        status, headers, _ = self.answer(method, path, form, seconds=seconds)
        return status, headers.get("Location", "")

    def answer(
        self, method: str, path: str, form: dict[str, str] | None = None, *, seconds: float = 60, file: bytes = b"", **cookies: str
    ) -> tuple[int, dict[str, str], str]:
        """The whole answer, to a form with or without a file."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        worn = {**self.cookies, "pana-form": TOKEN, **{name.replace("_", "-"): value for name, value in cookies.items()}}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in worn.items()), "X-CSRFToken": TOKEN}
        kind, body = ("", None) if form is None else ("application/x-www-form-urlencoded", urlencode(form).encode())
        if form is not None and file:
            kind, body = "multipart/form-data; boundary=end-of-part", _parts(form, file)
        try:
            connection.request(method, path, body, headers | ({"Content-Type": kind} if kind else {}))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
        finally:
            connection.close()

    def send_file(self, form: dict[str, str], content: bytes) -> tuple[int, str]:
        status, headers, _ = self.answer("POST", f"/cases/{self.case}/files/new/", form, file=content)
        return status, headers.get("Location", "")

    def sign_in(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", SIGN_IN], cwd=ROOT, env=self.installation.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        self.cookies, self.case = told["cookies"], told["case"]

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(90)


def _parts(form: dict[str, str], file: bytes) -> bytes:
    fields = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    fields.append(b'Content-Disposition: form-data; name="file"; filename="words.txt"\r\nContent-Type: text/plain\r\n\r\n' + file)
    return b"".join(b"--end-of-part\r\n" + field + b"\r\n" for field in fields) + b"--end-of-part--\r\n"


@contextmanager
def served(installation: Installation, folder: Path, *, workers: int = 2, **more: str) -> Iterator[Served]:
    """gunicorn as on a real server, on a port of its own."""
    port, log = free_port(), folder / "gunicorn.log"
    environment = installation.environment | {"PANA_BIND": f"127.0.0.1:{port}", "PANA_WEB_WORKERS": str(workers)} | more
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:config.processes.gunicorn_settings", "config.wsgi"],
            cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    running = Served(installation, process, port, log, beside=more)
    try:
        assert until(lambda: process.poll() is not None or answers(running), 120), log.read_text(encoding="utf-8")[-2000:]
        running.sign_in()
        assert running.ask("GET", "/today/")[0] == 200
        yield running
    finally:
        running.stop()


def answers(running: Served) -> bool:
    try:
        return running.ask("GET", "/sign-in/", seconds=10)[0] == 200
    except OSError:
        return False


@dataclass
class Crowd:
    """Clients that write one note after the other; each note is pressed until somebody says it is saved."""

    served: Served
    people: int = 8
    saved: list[str] = field(default_factory=list)
    again: int = 0
    tries: list[int] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(self.people)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(120)
        assert not any(thread.is_alive() for thread in self._threads), "somebody still waits for an answer"

    def _write(self) -> None:
        while not self._over.is_set():
            key = str(uuid4())
            form = {"form_key": key, "text": f"invented {key}", "kind": "general"}
            tries = 0
            while not self._press(key, form):
                tries += 1
            self.again += tries
            self.tries.append(tries)

    def _press(self, key: str, form: dict[str, str]) -> bool:
        try:
            status, place = self.served.ask("POST", f"/cases/{self.served.case}/notes/new/", form)
        except (OSError, http.client.HTTPException):
            return False
        if status in {500, 502, 503}:
            self._over.wait(0.05)
            return False
        if status != 302 or "sign-in" in place:
            self.odd.append(f"{status} {place}")
        self.saved.append(key)
        return True


def kill(process: psutil.Process | int) -> bool:
    try:
        os.kill(process if isinstance(process, int) else process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
