"""The same as numbers, in the text format of Prometheus. Counts and ages of the installation, no organisation, no person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from access.health.checks import outbox_state, pulses, unapplied_migrations

Line = tuple[str, dict[str, str], float]


def lines() -> Iterator[Line]:
    now = timezone.now()
    yield "pana_up", {}, 1
    for state in ("waiting", "running", "failed"):
        jobs, oldest = outbox_state().get(state, (0, now))
        yield "pana_outbox_jobs", {"state": state}, jobs
        yield "pana_outbox_oldest_seconds", {"state": state}, max(0.0, (now - oldest).total_seconds())
    for name, pulse in sorted(pulses().items()):
        yield "pana_sign_age_seconds", {"part": name}, (now - pulse.at).total_seconds()
        yield "pana_sign_ok", {"part": name}, float(pulse.ok)
        if "size" in pulse.detail:
            yield "pana_backup_bytes", {}, float(pulse.detail["size"])
    usage = shutil.disk_usage(settings.VAR_DIR)
    yield "pana_disk_free_bytes", {}, usage.free
    yield "pana_disk_total_bytes", {}, usage.total
    yield "pana_migrations_missing", {}, unapplied_migrations()


def as_text() -> str:
    told, seen = [], set()
    for name, labels, value in sorted(lines(), key=lambda line: line[0]):
        if name not in seen:
            told.append(f"# TYPE {name} gauge")
            seen.add(name)
        marks = ",".join(f'{label}="{word}"' for label, word in labels.items())
        told.append(f"{name}{{{marks}}} {value:g}" if marks else f"{name} {value:g}")
    return "\n".join([*told, ""])
