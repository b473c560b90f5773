"""Migrations, erasures and imports are killed at any moment: each goes on, or has left nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.backup.census import CATALOGUE
from config.safety import OPEN_TABLES
from tests.access.test_rotation import KILLS as ROTATION_KILLS
from tests.casework.messy_workbooks import RUSSIAN, Group, Plan, add_register, write_workbook
from tests.config.conftest import ROOT, until
from tests.operations import test_kills
from tests.operations.installation import Installation
from tests.operations.load import kill
from tests.operations.steps import changed, columns

pytestmark = [pytest.mark.xdist_group("operations"), pytest.mark.operations]
MIGRATION_KILLS, ERASURE_KILLS, IMPORT_KILLS = 12, 10, 6
PEOPLE = 200  # of a spreadsheet
ELSEWHERE = test_kills.WEB_KILLS + test_kills.WORKER_KILLS + test_kills.DATABASE_KILLS + test_kills.SERVER_KILLS + ROTATION_KILLS + 1  # pg_dump in R02
HOME = "rodnik"
BACK = [("hotline", "0002"), ("shelters", "0002"), ("casework", "0006"), ("access", "0007")]
LASTING = ("casework_case", "casework_person", "casework_identity", "casework_note", "casework_step", "access_membership", "access_auditevent")


class Mortals:
    """One process after the other, forked ready to begin, each to be killed."""

    def __init__(self, installation: Installation, log: Path) -> None:
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.operations.mortals"], cwd=ROOT, env=installation.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        self.log, self.chance = log, random.Random(13)
        self.heard()

    def heard(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        assert line, self.log.read_text(encoding="utf-8")[-2000:]
        return dict(json.loads(line))

    def begin(self, work: str, **given: object) -> int:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"work": work, "given": given}) + "\n")
        self.process.stdin.flush()
        return int(self.heard()["pid"])

    def end(self) -> tuple[int, Any]:
        """How it ended, and what it had done if it came to its end."""
        did = None
        while "ended" not in (told := self.heard()):
            did = told["did"]
        return int(told["ended"]), did

    def whole(self, work: str, **given: object) -> Any:
        self.begin(work, **given)
        code, did = self.end()
        assert code == 0, self.log.read_text(encoding="utf-8")[-3000:]
        return did

    def cut(self, work: str, longest: float, **given: object) -> bool:
        """Whether it was killed before its end, at some moment of its first so many seconds."""
        number = self.begin(work, **given)
        try:
            threading.Event().wait(self.chance.uniform(0, longest))
            kill(number)
        finally:
            code, _ = self.end()
        assert code in {0, -9}, self.log.read_text(encoding="utf-8")[-3000:]
        return code == -9

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()
        self.process.wait(30)


@pytest.fixture
def spoilt(demo: Installation, tmp_path: Path) -> Iterator[Installation]:
    yield demo.copied("spoilt", tmp_path)
    demo.drop("spoilt")


@pytest.fixture
def mortals(spoilt: Installation, tmp_path: Path) -> Iterator[Mortals]:
    made = Mortals(spoilt, tmp_path / "mortals.log")
    yield made
    made.close()


def work_of_the_dead_is_over(spoilt: Installation) -> None:
    """The database notices that nobody listens any more, and takes back what was not finished."""
    others = "select count(*) from pg_stat_activity where datname = 'spoilt' and backend_type = 'client backend' and pid <> pg_backend_pid()"
    assert until(lambda: spoilt.one(others) == 0, 60)


def catalogue(address: str) -> dict[str, list[str]]:
    with psycopg.connect(address) as connection:
        return {name: sorted(map(str, connection.execute(query))) for name, query in CATALOGUE.items()}


def test_every_migration_goes_back_and_forwards_with_rows_in_the_tables(mortals: Mortals, measure: Callable[..., None]) -> None:
    told = mortals.whole("steps")
    failed = [f"{step['migration']}: {problem}" for step in told for problem in step["problems"]]
    newest, with_rows = told[0]["rows"], sum(step["rows"] > 500 for step in told)
    measure("X03", checked=len(told), failed=failed, note=f"{newest} rows at the newest, {with_rows} of {len(told)} steps with more than 500 rows")


def test_migrations_are_killed_back_and_forwards(spoilt: Installation, mortals: Mortals, measure: Callable[..., None]) -> None:
    owner, kills, turn, failed = spoilt.urls.owner, 0, 0, []
    locks, kept = catalogue(owner), columns(owner)
    while kills < MIGRATION_KILLS:
        if mortals.cut("migrate", 1.0, targets=[] if turn // 3 % 2 else BACK):
            kills, turn = kills + 1, turn + 1
        else:
            turn += 3 - turn % 3  # it has come to its end: the other way
        work_of_the_dead_is_over(spoilt)
        now = columns(owner)
        kept = {name: told for name, told in kept.items() if name in now and name.startswith(LASTING)}
        failed += [f"after {kills}: {name}" for name in changed(kept, now)]
        failed += [f"after {kills}: a table without row security" for _ in spoilt.ask(OPEN_TABLES) if _[0]]
    mortals.whole("migrate", targets=[])
    failed += [f"{name}: {line}" for name, lines in catalogue(owner).items() for line in set(lines) ^ set(locks[name])]
    assert len(kept) > 40
    measure("C04", checked=kills, failed=failed, note=f"{kills} kills of migrations", part=True)


CLOSE = """
update casework_case set state = 'closed', closed_on = greatest(requested_on, current_date), closure_reason = 'other'
where closed_on is null and organisation_id = (select id from access_organisation where code = %s)
"""
CLOSED_PEOPLE = """
select p.id::text from casework_person p join access_organisation o on o.id = p.organisation_id
where o.code = %s and p.erased_at is null and not exists (select from casework_case c where c.person_id = p.id and c.closed_on is null)
  and not exists (select from casework_legalhold h where h.person_id = p.id and h.lifted_at is null) order by 1
"""
TORN = """
select count(*) from casework_person p
  left join access_personkey k on k.id = p.id left join casework_identity i on i.person_id = p.id left join casework_erasure e on e.person_id = p.id
where p.id = any(%s::uuid[]) and not case when p.erased_at is null
  then k.destroyed_at is null and length(i.surname) > 0 and e.id is null
  else k.destroyed_at is not null and length(k.wrapped) = 0 and length(i.surname) = 0 and e.id is not null
    and (select count(*) from access_auditevent v where v.object_id = p.id and v.action = 'casework.person.emptied') = 1 end
"""


def test_erasures_are_killed(spoilt: Installation, mortals: Mortals, measure: Callable[..., None]) -> None:
    """Somebody is erased wholly or not at all; the next run does the rest, and remembers outside the database whom the dead forgot to note."""
    spoilt.ask(CLOSE, HOME)
    people = [pk for (pk,) in spoilt.ask(CLOSED_PEOPLE, HOME)]
    assert len(people) >= 25
    kills, failed = 0, []
    while kills < ERASURE_KILLS:
        before = spoilt.one("select count(*) from casework_erasure")
        if not mortals.cut("erase", 0.4, organisation=HOME, people=people):
            break
        kills += 1
        work_of_the_dead_is_over(spoilt)
        told = mortals.whole("opened", organisation=HOME, people=people)
        failed += [f"after {kills}: {spoilt.one(TORN, people)} half erased"] if spoilt.one(TORN, people) else []
        failed += [f"after {kills}: {pk} neither readable nor erased, or both" for pk in set(people) ^ {*told["readable"], *told["erased"]}]
        failed += [f"after {kills}: {pk} both" for pk in {*told["readable"]} & {*told["erased"]}]
        failed += ["an erasure came back"] if spoilt.one("select count(*) from casework_erasure") < before else []
    mortals.whole("erase", organisation=HOME, people=people)
    mortals.whole("erase", organisation=HOME, people=people)
    told = mortals.whole("opened", organisation=HOME, people=people)
    failed += [f"at the end: {name}" for name, found in (("erased", {*told["erased"]}), ("noted", {*told["noted"]} & {*people})) if found != {*people}]
    failed += ["somebody can be read"] if told["readable"] else []
    measure("C04", checked=kills, failed=failed, note=f"{kills} of erasures", part=True)


def test_imports_are_killed(spoilt: Installation, mortals: Mortals, tmp_path: Path, measure: Callable[..., None]) -> None:
    """All of a spreadsheet or nothing, a new one for each try; given again it is taken once.

    Who dies after the work was committed, but before saying so, leaves all of it.
    """
    rows = "select (select count(*) from casework_case), (select count(*) from casework_identity), (select count(*) from casework_importbatch), (select count(*) from access_auditevent)"
    kills, failed = 0, []
    for turn in range(3 * IMPORT_KILLS):
        file = tmp_path / f"register-{turn}.xlsx"
        plan = Plan([Group(PEOPLE, "female", (19, 30), "KZ")], seed=turn)
        file.write_bytes(write_workbook(lambda book, plan=plan: add_register(book, plan, RUSSIAN)).getvalue())
        before = spoilt.ask(rows)[0]
        cut = mortals.cut("take", 0.6, organisation=HOME, file=str(file))
        kills += cut
        work_of_the_dead_is_over(spoilt)
        now = spoilt.ask(rows)[0]
        nothing, everything = now == before, now[:3] == (before[0] + PEOPLE, before[1] + PEOPLE, before[2] + 1)
        failed += [f"killed {cut}: {before} before, {now} now"] if not everything and not (cut and nothing) else []
        told = [mortals.whole("take", organisation=HOME, file=str(file)) for _ in range(2)]
        first = f"added 0, known {PEOPLE}" if everything else f"added {PEOPLE}, known 0"
        failed += [" / ".join(told)] if first not in told[0] or f"added 0, known {PEOPLE}" not in told[1] else []
        failed += [f"not {PEOPLE} cases more"] if spoilt.one("select count(*) from casework_case") != before[0] + PEOPLE else []
        if kills == IMPORT_KILLS:
            break
    total = ELSEWHERE + MIGRATION_KILLS + ERASURE_KILLS + IMPORT_KILLS
    assert total >= 200
    assert kills == IMPORT_KILLS
    measure("C04", checked=kills, failed=failed, note=f"{kills} of imports; {total} kills in the whole suite", part=True)
