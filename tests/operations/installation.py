"""A whole installation in a folder of its own, for tests that stop, kill, copy and restore it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from config.embedded import DatabaseUrls
from tests.config.conftest import ROOT, clean_environment

PATIENCE = 300


@dataclass
class Installation:
    """Its data folder, its database, and the environment its commands run in."""

    var: Path
    urls: DatabaseUrls
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(self.var) | self.extra

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command to its end, whatever the end is."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment | more,
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def manage(self, *arguments: str, **more: str) -> str:
        """A command that must succeed."""
        done = self.run(*arguments, **more)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.urls.owner, autocommit=True) as connection:
            cursor = connection.execute(query, list(values))
            return cursor.fetchall() if cursor.description else []

    def one(self, query: str, *values: object) -> Any:
        return self.ask(query, *values)[0][0]

    def pulse(self, name: str) -> tuple[bool, dict[str, Any]]:
        found = self.ask("select ok, detail from access_pulse where name = %s", name)
        return (bool(found[0][0]), dict(found[0][1])) if found else (False, {})

    def copied(self, name: str, folder: Path) -> Installation:
        """The same database and keys once more under another name, to be spoilt: the one it was taken from stays as it is."""
        with psycopg.connect(self.superuser().rpartition("/")[0] + "/postgres", autocommit=True) as server:
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'pana'")
            server.execute(f"create database {name} owner pana_owner template pana")
        shutil.copytree(self.var / "keys", folder / "keys")
        keys = json.loads((self.var / "secrets.json").read_text(encoding="utf-8"))
        urls = DatabaseUrls(*(f"{url.rpartition('/')[0]}/{name}" for url in astuple(self.urls)[:5]))
        addresses = {f"DATABASE_{role.upper()}_URL": getattr(urls, role) for role in ("owner", "backup", "worker", "report")}
        given = {"DATABASE_URL": urls.web, "CELERY_BROKER_URL": "memory://", "SECRET_KEY": keys["secret_key"], "PANA_DEMO": "1"}
        secrets = {"PANA_INSTALLATION_KEY": keys["installation_key"], "PANA_CONTEXT_KEY": keys["context_key"]}
        return Installation(folder, urls, addresses | given | secrets)

    def drop(self, name: str) -> None:
        with psycopg.connect(self.superuser().rpartition("/")[0] + "/postgres", autocommit=True) as server:
            server.execute(f"drop database {name} with (force)")

    def superuser(self) -> str:
        """The address of the embedded server's superuser."""
        password = json.loads((self.var / "secrets.json").read_text(encoding="utf-8"))["postgres"]
        place = self.urls.owner.split("@")[1]
        return f"postgresql://postgres:{password}@{place}"


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk that is full after so many megabytes: a small tmpfs where one may be mounted, else nothing to yield."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    ) if os.geteuid() == 0 else None  # fmt: skip
    mounted = done is not None and done.returncode == 0
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def is_mounted(folder: Path) -> bool:
    return os.path.ismount(folder)
