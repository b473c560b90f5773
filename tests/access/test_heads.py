"""The end of the audit leaves the database; what is bent afterwards does not fit it any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from access.context import acting
from access.heads.files import END, HeadRefused, heads_in, read_head, sign
from access.heads.tasks import keep
from access.health.models import Pulse
from access.models import AuditEvent
from tests.bootstrap import URLS
from tests.world import as_owner, entered_with


@pytest.fixture
def folder(world: Any, settings: Any, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An empty folder outside, and no memory of earlier notes; everything is really committed."""
    settings.HEADS_FOLDER = tmp_path
    with django_db_blocker.unblock():
        as_owner(lambda: Pulse.objects.all().delete())
        yield tmp_path
        as_owner(lambda: Pulse.objects.all().delete())
        connection.close()


def check() -> bool:
    with entered_with(URLS.worker):
        return bool(keep())


def change(statement: str, *values: object) -> None:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))

    as_owner(run)


def alarms(world: Any) -> int:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        return int(AuditEvent.objects.filter(action="installation.audit_head.differs").count())


def refused_by_command(path: Path) -> bool:
    try:
        as_owner(lambda: call_command("verify_audit", heads=[path]))
    except CommandError:
        return True
    return False


def test_what_is_missing_or_different_outside_raises_the_alarm(world: Any, folder: Path, measure: Callable[..., None]) -> None:
    """Of every way to bend the record with all the rights of its owner, and of every way to lose the notes."""
    organisation = world.organisations["rodnik"].pk
    assert check()
    (note,) = heads_in(folder, organisation)
    head, whole = read_head(note.read_text(encoding="utf-8")), note.read_text(encoding="utf-8")
    as_owner(lambda: call_command("verify_audit", heads=[note]))
    failed, checked = [], 0

    def expect(name: str, by_command: bool = True) -> None:
        nonlocal checked
        checked += 1
        before = alarms(world)
        if check():
            failed.append(f"{name}: nobody noticed")
        pulse = Pulse.objects.get(name="heads")
        if pulse.ok or str(organisation) not in pulse.detail["wrong"] or alarms(world) != before + 1:
            failed.append(f"{name}: no alarm")
        if by_command and not refused_by_command(note):
            failed.append(f"{name}: verify_audit --heads is content")

    where = "where organisation = %s and seq = %s"
    change(f"update app.audit_chain set hash = sha256(hash) {where}", organisation, head.position)
    expect("the record was computed anew")
    change(f"update app.audit_chain set hash = decode(%s, 'hex') {where}", head.hash, organisation, head.position)
    assert check(), "and ends when it agrees again"
    note.unlink()
    expect("the note is gone")
    note.write_text(whole.replace(head.hash, "0" * 64), encoding="utf-8")
    expect_again = Pulse.objects.get(name="heads").detail["wrong"]
    assert expect_again
    if check() or not refused_by_command(note):
        failed.append("a note somebody changed is believed")
    checked += 1
    note.write_text(whole, encoding="utf-8")
    assert check()
    measure("L05", checked=checked, failed=failed, note="compared every hour")


def test_each_organisation_gets_a_note_of_its_own_a_day(world: Any, folder: Path) -> None:
    assert check()
    assert check()
    for organisation in world.organisations.values():
        assert len(heads_in(folder, organisation.pk)) <= 1
    assert len(list(folder.glob(f"*{END}"))) >= 2


def test_a_note_of_another_installation_is_refused(world: Any, settings: Any, folder: Path) -> None:
    settings.INSTALLATION_KEY = "YW5vdGhlci1pbnN0YWxsYXRpb24ta2V5LTAwMDAwMDA="
    foreign = sign(world.organisations["rodnik"].pk, 1, "00").as_file()
    settings.INSTALLATION_KEY = "dGVzdHMtb25seS1pbnN0YWxsYXRpb24ta2V5LTAwMDA="
    with pytest.raises(HeadRefused):
        read_head(foreign)
    with pytest.raises(HeadRefused):
        read_head("[]")


@pytest.mark.django_db
def test_the_auditor_takes_the_end_of_the_audit_away(world: Any, client_as: Any) -> None:
    auditor = client_as("auditor")
    page = auditor.get("/audit/end/").content.decode()
    file = auditor.post("/audit/end/")
    head = read_head(file.content.decode())

    assert head.organisation == str(world.organisations["rodnik"].pk)
    assert head.hash in page
    assert "attachment" in file.headers["Content-Disposition"]
    with acting(organisation_id=world.organisations["rodnik"].pk):
        assert AuditEvent.objects.filter(action="access.audit_head.downloaded").exists()
