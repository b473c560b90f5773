"""Which account of the operating system runs the database: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.problems import StartupProblem

ACCOUNT = "pana-db"


@dataclass(frozen=True)
class Account:
    """The account to switch to, or none when we are an ordinary user already."""

    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict[str, Any]:
        """Arguments for subprocess: switch user, drop root's groups."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """The owner of the existing data, else our own account for it when we are root, else ourselves."""
    if os.geteuid() != 0:
        return Account()
    if data.exists() and data.stat().st_uid != 0:
        found = data.stat()
        return Account(found.st_uid, found.st_gid)
    entry = _entry() or _create()
    return Account(entry.pw_uid, entry.pw_gid)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    with suppress(OSError):  # another start may make it in this very moment: what counts is whether it is there
        subprocess.run(command, check=False, capture_output=True)
    entry = _entry()
    if entry is None:
        raise StartupProblem(
            f"PostgreSQL does not run as root and the account {ACCOUNT} could not be made: "
            f"create it ({' '.join(command)}), or start Pana as an ordinary user."
        )
    return entry


def let_in(account: Account, folder: Path, binaries: Path) -> None:
    """Let the account walk to its data and to the programs: through folders, without listing them."""
    if account.uid is None:
        return
    _let_walk_to(folder)
    _let_walk_to(binaries)
    if not _can_run(account, binaries):
        package = binaries.parent.parent
        for tree in (package, package.with_name(f"{package.name}.libs")):
            _let_read(tree)


def _let_walk_to(path: Path) -> None:
    for each in [path, *path.parents]:
        mode = each.stat().st_mode
        if not mode & stat.S_IXOTH:
            each.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _can_run(account: Account, binaries: Path) -> bool:
    try:
        done = subprocess.run(
            [binaries / "postgres", "--version"], capture_output=True, check=False, cwd="/", **account.popen_options()
        )
    except PermissionError:
        return False
    return done.returncode == 0 and not done.stderr  # it warns when it may run but not be read


def _let_read(tree: Path) -> None:
    """For an installation made under a strict umask: programs hold no secret."""
    for folder, _names, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(stat.S_IMODE(path.stat().st_mode) | (0o555 if path.parent.name == "bin" else 0o444))
