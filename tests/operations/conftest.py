"""One small demo for all tests of operations; what is killed or spoilt is made by the test itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import ensure_running, release
from tests.config.conftest import processes_of
from tests.operations.installation import Installation


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo with some cases, careful with its data as a real one; its database stays up for the whole session."""
    var = Path(tmp_path_factory.mktemp("operations")) / "var"
    made = Installation(var, ensure_running(var))
    made.manage("prepare")
    (var / "demo").touch()
    made.manage("demo", "--cases", "60", "--months", "6", "--seed", "3")
    yield made
    release(var)
    for process in processes_of(var):
        process.kill()
