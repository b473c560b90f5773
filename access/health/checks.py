"""What an operator wants to know at a glance. Nothing here says anything about a person or a case."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import django
from celery import current_app
from cryptography import x509
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from access.health.models import Pulse, PulseName


class State(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of the page: what was looked at, how it is, and a sentence."""

    name: str | Promise
    state: State
    told: str | Promise
    at: datetime | None = None


SILENT = timedelta(minutes=5)
BACKUP_AGE = timedelta(hours=26)
HEADS_AGE = timedelta(hours=26)
WAITS_LONG = timedelta(minutes=10)
FREE_LEAST, FREE_WARN = 500 * 1024**2, 0.1


def pulses() -> dict[str, Pulse]:
    return {pulse.name: pulse for pulse in Pulse.objects.all()}


def outbox_state() -> dict[str, tuple[int, datetime]]:
    """How many jobs of the whole installation wait, run or failed, and since when the oldest; nothing more can be seen."""
    with connection.cursor() as cursor:
        cursor.execute("select state, jobs, oldest from app.outbox_state()")
        return {state: (int(jobs), oldest) for state, jobs, oldest in cursor.fetchall()}


def look() -> Iterator[Finding]:
    """Every check; one that itself breaks is a bad one, never an error page."""
    known, checks = pulses(), (_database, _durability, _logins, _migrations, _outbox, _failed, _broker, _disk, _clock)
    for check in checks:
        yield _safely(check)
    for pulse_check in (_worker, _beat, _backup, _heads):
        yield _safely(lambda pulse_check=pulse_check: pulse_check(known))  # type: ignore[misc]
    if settings.TLS_CERTIFICATE:
        yield _safely(_certificate)


def _safely(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as problem:
        return Finding(_("A check that could not be made"), State.BAD, type(problem).__name__)


# --- the database ------------------------------------------------------------------------------------
def _row(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()


def _database() -> Finding:
    version = str(_row("select current_setting('server_version')")[0])
    return Finding(_("Database"), State.GOOD, f"PostgreSQL {version.split()[0]}")


def _durability() -> Finding:
    fsync, commit = _row("select current_setting('fsync'), current_setting('synchronous_commit')")
    good = fsync == "on" and commit != "off"
    told = _("What is saved is on the disk.") if good else _("The database may lose what was said to be saved.")
    return Finding(_("Safety of saving"), State.GOOD if good or settings.DEMO_INSTALLATION else State.BAD, told)


def _logins() -> Finding:
    addresses = settings.DATABASE_ADDRESSES
    alone = len({addresses[f"DATABASE_{name}URL"] for name in ("", "WORKER_", "REPORT_", "OWNER_")}) == 4
    told = _("Pages, worker and reports have logins of their own.") if alone else _("Some parts share one login: see docs/operations.md.")
    return Finding(_("Logins of the database"), State.GOOD if alone else State.WARN, told)


def unapplied_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrations() -> Finding:
    missing = unapplied_migrations()
    told = _("All tables are of this release.") if not missing else _("Tables are of another release: run manage.py migrate.")
    return Finding(_("Tables"), State.BAD if missing else State.GOOD, told)


def _clock() -> Finding:
    drift = abs((_row("select clock_timestamp()")[0] - timezone.now()).total_seconds())
    told = _("The clocks agree.") if drift < 5 else _("The clocks of server and database differ by more than five seconds.")
    return Finding(_("Time"), State.GOOD if drift < 5 else State.WARN, told)


# --- work --------------------------------------------------------------------------------------------
def _outbox() -> Finding:
    state = outbox_state()
    waiting, oldest = state.get("waiting", (0, timezone.now()))
    late = timezone.now() - oldest > WAITS_LONG
    told = ngettext("%(n)s job waits.", "%(n)s jobs wait.", waiting) % {"n": waiting}
    return Finding(_("Promised work"), State.BAD if late else State.GOOD, told, oldest if waiting else None)


def _failed() -> Finding:
    failed = outbox_state().get("failed", (0, timezone.now()))[0]
    told = ngettext("%(n)s job was given up.", "%(n)s jobs were given up.", failed) % {"n": failed}
    return Finding(_("Failed work"), State.WARN if failed else State.GOOD, told)


def _broker() -> Finding:
    try:
        with current_app.connection_for_write(connect_timeout=1) as carrier:
            carrier.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except Exception as problem:
        return Finding(_("Broker"), State.WARN, _("Away (%(kind)s): work is found by the sweep, a little later.") % {"kind": type(problem).__name__})
    return Finding(_("Broker"), State.GOOD, _("There."))


def _sign_of(known: dict[str, Pulse], part: PulseName, name: str | Promise) -> Finding:
    pulse = known.get(part)
    if pulse is None:
        return Finding(name, State.BAD, _("Has never given a sign."))
    silent = abs(timezone.now() - pulse.at) > SILENT  # a sign from the future: the clock was set back, and none came since
    return Finding(name, State.BAD if silent else State.GOOD, _("Silent.") if silent else _("Works."), pulse.at)


def _worker(known: dict[str, Pulse]) -> Finding:
    return _sign_of(known, PulseName.WORKER, _("Worker"))


def _beat(known: dict[str, Pulse]) -> Finding:
    return _sign_of(known, PulseName.CLOCK, _("Clock of the worker"))


# --- copies and heads --------------------------------------------------------------------------------
def _backup(known: dict[str, Pulse]) -> Finding:
    name, pulse = _("Backup"), known.get(PulseName.BACKUP)
    if pulse is None:
        return Finding(name, State.WARN if settings.DEMO_INSTALLATION else State.BAD, _("There is none yet: run manage.py backup --new-key."))
    if not pulse.ok:
        return Finding(name, State.BAD, _("THE LAST ONE FAILED: %(reason)s") % {"reason": pulse.detail.get("reason", "")}, pulse.at)
    late = timezone.now() - pulse.at > BACKUP_AGE
    told = _("%(size)s in %(seconds)s s.") % {"size": filesizeformat(pulse.detail.get("size", 0)), "seconds": pulse.detail.get("seconds", 0)}
    return Finding(name, State.BAD if late else State.GOOD, told, pulse.at)


def _heads(known: dict[str, Pulse]) -> Finding:
    name, pulse = _("Audit kept outside"), known.get(PulseName.HEADS)
    if pulse is None:
        return Finding(name, State.WARN, _("Has never been kept outside."))
    if not pulse.ok:
        return Finding(name, State.BAD, _("WHAT IS OUTSIDE DOES NOT AGREE WITH THE AUDIT. Somebody changed one of them."), pulse.at)
    if timezone.now() - pulse.at > HEADS_AGE:
        return Finding(name, State.BAD, _("Not compared for more than a day."), pulse.at)
    inside = Path(settings.HEADS_FOLDER).is_relative_to(settings.VAR_DIR)
    told = _("Agrees, but lies on the same machine: set PANA_HEADS_FOLDER.") if inside else _("Agrees.")
    return Finding(name, State.WARN if inside else State.GOOD, told, pulse.at)


# --- the machine -------------------------------------------------------------------------------------
def _disk() -> Finding:
    usage = shutil.disk_usage(settings.VAR_DIR)
    bad, warn = usage.free < FREE_LEAST, usage.free < usage.total * FREE_WARN
    told = _("%(free)s of %(total)s free.") % {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
    return Finding(_("Disk"), State.BAD if bad else State.WARN if warn else State.GOOD, told)


def _certificate() -> Finding:
    certificate = x509.load_pem_x509_certificate(Path(settings.TLS_CERTIFICATE).read_bytes())
    left = certificate.not_valid_after_utc - timezone.now()
    state = State.BAD if left < timedelta(days=3) else State.WARN if left < timedelta(days=14) else State.GOOD
    return Finding(_("Certificate"), state, _("Valid until"), certificate.not_valid_after_utc)


def versions() -> list[tuple[str, str]]:
    return [("Pana", settings.RELEASE), ("Django", django.get_version()), ("Python", platform.python_version())]
