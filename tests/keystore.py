"""A key store that a test may turn and destroy: a copy of the run's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.crypto.keys import installation_keys, store
from access.crypto.people import forget_everybody
from access.crypto.store import KeyStore


@pytest.fixture
def copied_store(settings: Any, tmp_path: Path, world: Any) -> Iterator[KeyStore]:
    """The keys of the world, in a folder of this test alone."""
    shutil.copytree(store().folder, tmp_path / "keys")
    settings.KEY_STORE = tmp_path / "keys"
    installation_keys.forget()
    yield store()
    installation_keys.forget()
    forget_everybody()
