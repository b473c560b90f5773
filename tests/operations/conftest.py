"""One small demo for all tests of operations; what is killed or spoilt is made by the test itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import ensure_running, release
from tests.config.conftest import free_port, processes_of
from tests.operations.installation import Installation
from tests.operations.load import Served, served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo with some cases, careful with its data as a real one; its database stays up for the whole session."""
    var = Path(tmp_path_factory.mktemp("operations")) / "var"
    made = Installation(var, ensure_running(var))
    made.manage("prepare")
    (var / "demo").touch()
    made.manage("demo", "--cases", "60", "--months", "6", "--seed", "3")
    made.ask("delete from access_outboxjob where kind = 'demo.reports'")  # minutes of work before what is tested here
    yield made
    release(var)
    for process in processes_of(var):
        process.kill()


@pytest.fixture(scope="session")
def pages(demo: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo behind gunicorn. Nobody listens where it looks for a broker and a scanner, unless a test starts them there."""
    beside = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0", "PANA_VIRUS_SCANNER": f"127.0.0.1:{free_port()}"}
    with served(demo, Path(tmp_path_factory.mktemp("served")), **beside) as running:
        yield running
