"""The database as the pages see it: migrated by its owner, used by the web role under row security."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from tests import measures
from tests.bootstrap import URLS

MEASURED: dict[str, measures.Taken] = {}

# How long it takes to think of an example says nothing of Pana; the first text of a clean machine takes over a second.
settings.register_profile("pana", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pana")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-measures", action="store_true", help="write docs/measures.md from this run")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What the workers measured comes to the process that prints."""
    if report.when == "teardown":
        for name, (checked, failed, *notes) in ((name, told) for name, told in report.user_properties if name.startswith("measure:")):
            taken = measures.Taken(checked, failed, tuple(notes))
            MEASURED[name[8:]] = MEASURED.get(name[8:], measures.Taken()) + taken


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A whole run in which a measure looked at too little has failed."""
    is_whole = session.config.args_source is not pytest.Config.ArgsSource.ARGS and not session.config.option.keyword
    if is_whole and not hasattr(session.config, "workerinput") and measures.too_few(MEASURED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if MEASURED:
        terminalreporter.section("measures")
    for code in sorted(MEASURED):
        few = MEASURED[code].checked < measures.CATALOGUE[code].floor
        terminalreporter.write_line(MEASURED[code].told(code) + (f" FEWER THAN {measures.CATALOGUE[code].floor}" if few else ""))
    if config.getoption("--write-measures"):
        measures.PAGE.write_text(measures.page(MEASURED), encoding="utf-8")


@pytest.fixture
def measure(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`measure("I01", checked=10432, failed=[...])`: keeps the line for the page, fails below the floor.

    With `part=True` it is one of several tests that share the measure.
    """

    def tell(code: str, *, checked: int, failed: Iterable[object] = (), note: str = "", part: bool = False) -> None:
        taken = measures.settle(code, checked, failed, note, part=part)
        record_property(f"measure:{code}", [taken.checked, taken.failed, *taken.notes])

    return tell


@pytest.fixture(autouse=True)
def no_connection_left_open() -> Iterator[None]:
    """A test that commits leaves no session on the server.

    While a browser of Playwright is open its loop runs in this thread, and Django keeps another connection for it than
    without: at the end of the run, when the browser has gone, nobody would find that one to close it.
    """
    yield
    with pytest.MonkeyPatch.context() as still:  # a test of production settings may have taken this leave away
        still.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        connection.close()


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Tests need no collected and fingerprinted files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(request: pytest.FixtureRequest) -> None:
    from pytest_django.fixtures import _set_suffix_to_test_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker:
        _set_suffix_to_test_databases(suffix=worker)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the owner has migrated, everything runs as the web role, which owns nothing."""
    from django.conf import settings as django_settings

    from config.settings import database

    web = database(URLS.web)
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        owner = {"USER": connection.settings_dict["USER"], "PASSWORD": connection.settings_dict["PASSWORD"]}
        connection.close()
        connection.settings_dict.update(USER=web["USER"], PASSWORD=web["PASSWORD"])
    assert django_settings.DATABASES["default"]["NAME"] == name
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(owner)


@pytest.fixture(scope="session")
def world(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Organisations, people of every role and one of everything in two organisations, made once for the whole run."""
    from tests.world import build_world

    with django_db_blocker.unblock():
        return build_world()


@pytest.fixture
def client_as(world: Any, db: None) -> Callable[..., Client]:
    """`client_as("case_manager")`, `client_as("director", "sana-sezim")`: a signed-in browser, just confirmed or not."""

    def sign_in(role: str, organisation: str = "rodnik", *, confirmed: bool = True) -> Client:
        from tests.browsers import enter

        return enter(Client(), world.user(role, organisation), confirmed=confirmed)

    return sign_in
