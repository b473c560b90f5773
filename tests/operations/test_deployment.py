"""The recipes for a server agree with the program: parsed, since nothing can be installed for a test."""

from __future__ import annotations

import configparser
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.embedded import REQUIRED
from config.embedded.roles import LOGINS
from tests.config.conftest import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
NEEDED = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": ""}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def example() -> dict[str, str]:
    lines = (ROOT / "deploy" / "pana.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_all_parts_are_there_and_only_the_proxy_is_reached_from_outside() -> None:
    services = compose()["services"]

    assert {"web", "worker", "clock", "database", "broker", "proxy"} <= set(services)
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert "front" not in services["database"]["networks"] + services["broker"]["networks"] + services["worker"]["networks"]
    assert all(service.get("read_only") for name, service in services.items() if name in {"web", "worker", "clock", "broker"})


def test_files_the_recipes_name_exist() -> None:
    services = compose()["services"]
    named = [services["web"]["build"]["dockerfile"], services["proxy"]["volumes"][0].split(":")[0], "deploy/pana.env.example"]

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert find_spec("config.processes.gunicorn_settings")


def test_the_example_asks_for_everything_and_gives_no_secret_away() -> None:
    given = example()

    assert set(REQUIRED) | {"DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_REPORT_URL", "DATABASE_BACKUP_URL"} <= set(given)
    assert {name for name in LOGINS if any(f"//{name}:PASSWORD@" in value for value in given.values())} == set(LOGINS)
    assert not any(given[name] for name in ("SECRET_KEY", "PANA_INSTALLATION_KEY", "PANA_CONTEXT_KEY", "POSTGRES_PASSWORD"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_service_runs_as_nobody_special_and_starts_again(path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(re.sub(r"(?m)^#.*$", "", path.read_text(encoding="utf-8")))
    service = dict(unit["Service"])

    assert {name: service[name] for name in NEEDED} == NEEDED
    assert (service["User"], service["Restart"]) == ("pana", "always")
    program = shlex.split(service["ExecStart"])
    assert program[0] == "/srv/pana/deploy/with-keys"
    assert (ROOT / ".venv" / "bin" / Path(program[1]).name).exists()


def test_the_same_commands_stand_in_both_recipes() -> None:
    services = compose()["services"]
    for name in ("worker", "clock"):
        unit = (ROOT / "deploy" / "systemd" / f"pana-{name}.service").read_text(encoding="utf-8")
        assert " ".join(services[name]["command"]) in unit
