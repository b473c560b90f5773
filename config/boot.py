"""What every way into Pana does first: find the database and the keys, choose the database role, compile languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from config.catalogues import DJANGO_LOCALE_DIR, compile_all
from config.embedded import placeholder_environment, prepare_environment
from config.processes.parent import obey_parent

SETTINGS = "config.settings"
NO_DATABASE = {
    "", "help", "--help", "-h", "version", "--version", "check", "diffsettings", "findstatic", "catalogues",
    "makemessages", "compilemessages", "up", "logins",
}  # fmt: skip
AS_OWNER = {
    "migrate", "makemigrations", "sqlmigrate", "showmigrations", "optimizemigration", "squashmigrations", "flush",
    "sqlflush", "inspectdb", "dbshell", "prepare", "demo", "restore", "organisation", "reset_account",
    "verify_audit",
}  # fmt: skip
# What fills tables or counts them as the worker would: the time limits of a page are not for them.
AS_WORKER = {"report", "import_cases", "backup", "figures", "publications"}


def role_for(command: str) -> str:
    """Only what changes tables or fills them in bulk runs as their owner."""
    if command in AS_OWNER:
        return "owner"
    return "worker" if command in AS_WORKER else "web"


def boot(role: str = "web") -> None:
    """For servers: everything settings.py reads stands in the environment afterwards."""
    os.environ["PANA_DB_ROLE"] = role
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE") or SETTINGS
    prepare_environment()
    compile_all()
    compile_all(DJANGO_LOCALE_DIR)


def boot_command(arguments: Sequence[str]) -> None:
    """For `manage.py`: the same, but what needs no database starts none."""
    obey_parent()
    command = arguments[1] if len(arguments) > 1 else ""
    wants_help = any(word in {"-h", "--help"} for word in arguments[2:])
    if command in NO_DATABASE or wants_help:
        os.environ["PANA_DB_ROLE"] = "web"
        os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE") or SETTINGS
        placeholder_environment()
        return
    if command == "restore":
        _choose_folder(arguments[2:])
    boot(role_for(command))


def _choose_folder(arguments: Sequence[str]) -> None:
    """`restore --into FOLDER`: a data folder of its own, whatever database the environment speaks of."""
    given = [word.partition("=")[2] or following for word, following in pairwise([*arguments, ""]) if word.split("=")[0] == "--into"]
    if given:
        os.environ["PANA_VAR"] = given[-1]
        for name in [name for name in os.environ if name.startswith("DATABASE_")]:
            del os.environ[name]


def fail(problem: Exception) -> int:
    """One sentence, no traceback."""
    print(f"Pana: {problem}", file=sys.stderr)
    return 1
