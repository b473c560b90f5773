"""PostgreSQL without an installed server: it came through pip, its data live in `var/`.

The last process that uses the server stops it: a lone command leaves nothing running behind it, and a command
beside `manage.py up` leaves the server alone.
"""

from __future__ import annotations

import atexit
import os
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.keys import Keys, load_or_create_keys
from config.embedded.locks import leave, one_at_a_time, share
from config.embedded.roles import DATABASE, LOGINS, create_roles
from config.embedded.server import HOST, SUPERUSER, THROWAWAY, Running, Server, packaged_binaries
from config.problems import StartupProblem, disk_or_rights

__all__ = [
    "DEMO_MARK",
    "DatabaseUrls",
    "StartupProblem",
    "check_operator",
    "ensure_running",
    "make_var",
    "placeholder_environment",
    "prepare_environment",
    "publish",
    "release",
    "stop",
    "var_folder",
]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ROLES_MARK = "pana_roles_2"  # a higher number: roles are put right again at the next start
DEMO_MARK = "demo"  # a file in var/: this installation was filled with invented people
_shares: dict[Path, int] = {}


@dataclass(frozen=True)
class DatabaseUrls:
    """Addresses of the database for those who serve, migrate, copy, work and count."""

    web: str = field(repr=False)
    owner: str = field(repr=False)
    backup: str = field(repr=False)
    worker: str = field(repr=False)
    report: str = field(repr=False)
    pid: int = 0


def var_folder() -> Path:
    return Path(os.environ.get("PANA_VAR") or BASE_DIR / "var").absolute()


def ensure_running(var: Path, *, throwaway: bool = False, binaries: Path | None = None) -> DatabaseUrls:
    """Start the server of this folder if it does not run, making it first where needed.

    `throwaway` is for tests: no care for power cuts, and the owner may create databases.
    """
    try:
        make_var(var)
        with one_at_a_time(var / "postgres.lock"):
            keys = load_or_create_keys(var)
            server = Server(var, keys.postgres, binaries or packaged_binaries(), THROWAWAY if throwaway else {})
            server.initialise()
            running = server.start()
            _share(var)
            _ensure_roles(server, keys, running, throwaway)
            return _urls(keys, running)
    except OSError as error:
        raise disk_or_rights(error, var) from error


def make_var(var: Path) -> None:
    """The data folder: passable for the database's account, listed by nobody else."""
    if not var.exists():
        var.mkdir(parents=True, mode=0o711)
    for name in ("log", "broker", "run"):
        (var / name).mkdir(exist_ok=True, mode=0o711)


def _ensure_roles(server: Server, keys: Keys, running: Running, throwaway: bool) -> None:
    mark = server.data / ROLES_MARK
    if mark.exists():
        return
    passwords = {role: str(getattr(keys, role)) for role in LOGINS}
    create_roles(_address(SUPERUSER, keys.postgres, running), passwords, may_create_databases=throwaway)
    mark.touch()


def _address(role: str, password: str, running: Running) -> str:
    return f"postgresql://{role}:{password}@{HOST}:{running.port}"


def _urls(keys: Keys, running: Running) -> DatabaseUrls:
    def url(role: str) -> str:
        return f"{_address(role, str(getattr(keys, role)), running)}/{DATABASE}"

    return DatabaseUrls(
        web=url("pana_web"),
        owner=url("pana_owner"),
        backup=url("pana_backup"),
        worker=url("pana_worker"),
        report=url("pana_report"),
        pid=running.pid,
    )


def _share(var: Path) -> None:
    if var in _shares:
        return
    if not _shares:
        atexit.register(_leave_all)
    _shares[var] = share(var / "postgres.users")


def _leave_all() -> None:
    for var in list(_shares):
        release(var)


def release(var: Path) -> None:
    """Stop using the server; the last one out stops it."""
    handle = _shares.pop(var, None)
    if handle is None or not var.exists():
        return
    with one_at_a_time(var / "postgres.lock"):
        if leave(handle):
            Server(var, "").stop()


def stop(var: Path) -> None:
    """Stop the server whoever uses it."""
    handle = _shares.pop(var, None)
    if handle is not None:
        os.close(handle)
    if var.exists():
        with one_at_a_time(var / "postgres.lock"):
            Server(var, "").stop()


REQUIRED = {
    "DATABASE_OWNER_URL": "the address with the role that owns the tables (for migrations)",
    "SECRET_KEY": "a long random text",
    "PANA_INSTALLATION_KEY": "32 random bytes in base64 that open the encrypted fields",
    "PANA_CONTEXT_KEY": "32 random bytes in base64 that sign who is acting",
    "CELERY_BROKER_URL": "the address of Redis or RabbitMQ",
}


def prepare_environment() -> None:
    """Give settings.py what it reads: from the operator's environment, or from the embedded server."""
    if os.environ.get("DATABASE_URL"):
        check_operator()
        return
    var = var_folder()
    urls = ensure_running(var)
    publish(var, urls)


def placeholder_environment() -> None:
    """For commands that touch no data: settings.py gets values of the right shape that open nothing."""
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_WORKER_URL", "DATABASE_REPORT_URL"):
        os.environ.setdefault(name, nowhere)
    nothing = Keys()
    os.environ.setdefault("SECRET_KEY", nothing.secret_key)
    os.environ.setdefault("PANA_INSTALLATION_KEY", nothing.installation_key)
    os.environ.setdefault("PANA_CONTEXT_KEY", nothing.context_key)
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")


def check_operator() -> None:
    """With a database of the operator's own, the keys are the operator's too."""
    missing = [f"{name} ({what})" for name, what in REQUIRED.items() if not os.environ.get(name)]
    if missing:
        raise StartupProblem(f"DATABASE_URL is set, so these must be set too: {', '.join(missing)}.")
    os.environ.setdefault("DATABASE_BACKUP_URL", os.environ["DATABASE_OWNER_URL"])
    # an installation made before these logins goes on with the one it has; the health page says what is missing
    for name in ("DATABASE_WORKER_URL", "DATABASE_REPORT_URL"):
        os.environ.setdefault(name, os.environ["DATABASE_URL"])


def publish(var: Path, urls: DatabaseUrls) -> None:
    """Put the addresses and keys of the embedded installation into this process's environment."""
    keys = load_or_create_keys(var)
    os.environ.update(
        DATABASE_URL=urls.web,
        DATABASE_OWNER_URL=urls.owner,
        DATABASE_BACKUP_URL=urls.backup,
        DATABASE_WORKER_URL=urls.worker,
        DATABASE_REPORT_URL=urls.report,
    )
    os.environ.setdefault("SECRET_KEY", keys.secret_key)
    os.environ.setdefault("PANA_INSTALLATION_KEY", keys.installation_key)
    os.environ.setdefault("PANA_CONTEXT_KEY", keys.context_key)
    os.environ.setdefault("CELERY_BROKER_URL", f"filesystem://{var}/broker")
    os.environ["PANA_VAR"] = str(var)
    os.environ["PANA_EMBEDDED"] = "1"
    if (var / DEMO_MARK).exists():
        os.environ.setdefault("PANA_DEMO", "1")
