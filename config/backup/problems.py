"""What can go wrong with a copy, told in one sentence."""

from __future__ import annotations


class BackupFailed(Exception):
    """No copy was made, or it cannot be trusted. The text says why, without anything of the data."""


class RestoreFailed(Exception):
    """Nothing was put back, or what was put back is not what was copied."""
