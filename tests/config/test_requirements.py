"""The locked versions are those that pyproject.toml asks for, by name and hash, from nowhere in particular.

To compile them again (the second line once more with `--extra dev -o requirements-dev.txt`):
    .venv/bin/pip-compile --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url \\
        --no-emit-find-links -o requirements.txt pyproject.toml
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution, metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = {"requirements.txt": False, "requirements-dev.txt": True}


def locked(name: str) -> dict[str, Version]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(n): Version(v) for n, v in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)}


def asked(with_development: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"]["dev"] if with_development else [])
    return [Requirement(each) for each in wanted]


@pytest.mark.parametrize(("name", "development"), LOCKS.items())
def test_every_dependency_is_locked_within_its_range(name: str, development: bool) -> None:
    versions = locked(name)
    for wanted in asked(development):
        version = versions.get(canonicalize_name(wanted.name))
        assert version is not None, f"{wanted.name} is not in {name}: compile it again (see the head of this test)"
        assert wanted.specifier.contains(version, prereleases=True), f"{wanted} but {name} has {version}"


@pytest.mark.parametrize(("name", "development"), LOCKS.items())
def test_everything_locked_is_asked_for_by_us_or_by_what_we_ask_for(name: str, development: bool) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    direct = {
        canonicalize_name(entry.splitlines()[0].split("==")[0])
        for entry in re.split(r"\n(?=[A-Za-z0-9])", text)
        if "pana (pyproject.toml)" in entry
    }
    assert direct == {canonicalize_name(each.name) for each in asked(development)}
    assert text.count("# via") == len(locked(name))


def test_both_locks_agree() -> None:
    development = locked("requirements-dev.txt")
    assert {name: development.get(name) for name in locked("requirements.txt")} == locked("requirements.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_hashes_but_no_place(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]
    assert all(re.fullmatch(r"[a-z0-9._-]+==[A-Za-z0-9._+!-]+ \\", line) for line in entries)
    assert all("--hash=sha256:" in lines[lines.index(line) + 1] for line in entries)
    assert not [line for line in lines if re.search(r"://|@ |file:/|index-url|find-links|^-|/[a-z]+/", line)]


# What the licence of a package may be: free to use, change and give away in a house like this one.
FREE = re.compile(r"MIT|Permission is hereby granted, free of charge|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Zlib|HPND|OFL|0BSD|Unlicense|PostgreSQL|matplotlib|CC0|Zope", re.IGNORECASE)


def licence_of(name: str) -> str:
    """What a package says of its licence, in whichever of the three places, or in the file it ships."""
    told = metadata(name)
    shipped = [each.read_text() for each in distribution(name).files or [] if "licenses/" in str(each) and str(each).endswith(("LICENSE", "LICENSE.txt"))]
    classifiers = " ".join(line for line in told.get_all("Classifier") or [] if line.startswith("License"))
    return " ".join([told.get("License-Expression") or "", (told.get("License") or "")[:200], classifiers, *[text[:600] for text in shipped]])


def test_everything_locked_has_a_hash_and_a_free_licence(measure: Any) -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    failed = [entry.split("==")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    versions = locked("requirements.txt")
    failed += [f"{name}: {licence_of(name)[:60]!r}" for name in versions if not FREE.search(licence_of(name))]
    measure("X01", checked=2 * len(versions), failed=failed, note="no list of vulnerabilities can be had here")
