"""What can go wrong before Pana runs, told in one sentence that says what to do."""

from __future__ import annotations

import errno


class StartupProblem(Exception):
    """Pana cannot start; the text is one clear sentence for the person at the keyboard."""


def disk_or_rights(error: OSError, place: object) -> StartupProblem:
    """The sentence for a folder that cannot be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StartupProblem(f"The disk that holds {place} is full: free at least 500 MB, then start again.")
    if error.errno == errno.EROFS:
        return StartupProblem(f"{place} is on a read-only disk: set PANA_VAR to a folder that can be written.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return StartupProblem(
            f"No permission to write {place}: run as the user who owns it, or set PANA_VAR to a folder of your own."
        )
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return StartupProblem(f"{place} is not a folder: move that file away, or set PANA_VAR to another folder.")
    return StartupProblem(f"{place} cannot be used ({error.strerror}): set PANA_VAR to another folder.")
