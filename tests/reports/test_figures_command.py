"""The published totals of two registers come out of the internal figures exactly."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.actors import system_actor
from access.context import acting
from access.indicators import BREAKDOWN_NAMES
from access.models import Organisation
from casework.imports.actions import hash_file, import_rows, synonyms_of
from casework.imports.reading import read_rows
from config.boot import role_for
from tests.casework.test_imports_samples import SHELTER_PLAN, YEAR_PLAN, find_register


def import_register(name: str, plan: Any, organisation: Organisation) -> None:
    found = find_register(name, plan)
    content = found.read_bytes() if isinstance(found, Path) else found.read()
    by = system_actor(organisation)
    reading = read_rows(BytesIO(content), synonyms=synonyms_of(by))
    import_rows(by=by, reading=reading, file_hash=hash_file(content))


def ask(first: str, last: str, by: str = "", organisation: str = "") -> dict[tuple[str, tuple[tuple[str, str], ...]], int]:
    out = StringIO()
    call_command("figures", f"--from={first}", f"--to={last}", f"--by={by}", f"--organisation={organisation}", "--json", stdout=out)
    return {(row["indicator"], tuple(row["by"].items())): row["count"] for row in json.loads(out.getvalue())}


def test_the_register_of_the_shelter_gives_its_published_totals(world: Any, db: None) -> None:
    rodnik = world.organisations["rodnik"]
    with acting(organisation_id=rodnik.pk):
        import_register("rodnik_2006_2011.xlsx", SHELTER_PLAN, rodnik)
        found = ask("2006-01-01", "2011-12-31", "sex,age,citizenship")

    assert found["PROT_REGISTERED", ()] == 150
    assert found["PROT_REGISTERED", (("sex", "female"),)] == 119
    assert found["PROT_REGISTERED", (("sex", "male"),)] == 31
    assert found["PROT_FIRST_CHILD", ()] == 29
    countries = [(code, found["PROT_REGISTERED", (("citizenship", code),)]) for code in ("UZ", "KZ", "KG", "TJ")]
    assert [count for _, count in countries] == sorted((count for _, count in countries), reverse=True)
    assert len({count for _, count in countries}) == 4
    assert sum(n for (code, by), n in found.items() if code == "PROT_REGISTERED" and len(by) == 3) == 150
    assert found["PREV_EVENTS", ()] == 0


def test_the_register_of_2010_gives_its_published_totals(world: Any, db: None) -> None:
    sana = world.organisations["sana-sezim"]
    with acting(organisation_id=sana.pk):
        import_register("assisted_2010.xlsx", YEAR_PLAN, sana)
        found = ask("2010-01-01", "2010-12-31", "type,shelter,origin")

    assert found["PROT_ASSIST_ALL", ()] == 134
    assert found["PROT_ASSIST_ALL", (("type", "forced_labour"),)] == 49
    houses: dict[str, dict[str, int]] = {}
    for (code, by), number in found.items():
        if code == "PROT_SHELTER_ASSIST" and len(by) == 3:
            values = dict(by)
            house = houses.setdefault(values["shelter"], {})
            house[values["origin"]] = house.get(values["origin"], 0) + number
    sizes = {(sum(house.values()), house.get("foreign", 0)) for house in houses.values()}
    assert {(40, 9), (33, 18)} <= sizes


def test_bad_questions_get_one_sentence(world: Any, db: None) -> None:
    for arguments in (["--from=x", "--to=2010-01-01"], ["--from=2010-02-01", "--to=2010-01-01"],
                      ["--from=2010-01-01", "--to=2010-01-02", "--by=colour"],
                      ["--from=2010-01-01", "--to=2010-01-02", "--organisation=nobody"]):  # fmt: skip
        with pytest.raises(CommandError):
            call_command("figures", *arguments)


def test_several_organisations_are_added_up_with_the_rights_of_counting_alone(world: Any, db: None) -> None:
    month = {"first": f"{timezone.localdate().replace(day=1):%Y-%m-%d}", "last": f"{timezone.localdate():%Y-%m-%d}"}
    every = ",".join(BREAKDOWN_NAMES)
    parts = [ask(**month, by=every, organisation=one.code) for one in world.organisations.values()]
    with CaptureQueriesContext(connection) as captured:
        together = ask(**month, by=every)

    added: dict[Any, int] = {}
    for part in parts:
        for key, number in part.items():
            added[key] = added.get(key, 0) + number
    assert together == added
    assert sum(1 for part in parts if part["PROT_REGISTERED", ()]) >= 2
    asked = [query["sql"] for query in captured]
    first_count = next(place for place, sql in enumerate(asked) if "grouping sets" in sql)
    assert any("set_config('role'" in sql for sql in asked[:first_count])


def test_commands_that_only_read_do_not_run_as_the_owner_of_the_tables() -> None:
    assert {role_for(command) for command in ("figures", "publications", "report")} == {"worker"}
