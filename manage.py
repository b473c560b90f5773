#!/usr/bin/env python3
"""The commands of Pana; `python manage.py up` starts everything."""

from __future__ import annotations

import sys


def main() -> int:
    """Prepare the environment, then hand over to Django (or, for `up`, to the supervisor)."""
    try:
        from config.boot import boot_command, fail
        from config.problems import StartupProblem
        from config.up import main as up
    except ImportError as error:
        print(f"Pana: {error}. Run `.venv/bin/pip install -r requirements.txt` first.", file=sys.stderr)
        return 1
    if sys.argv[1:2] == ["up"]:
        return up(sys.argv[2:])
    try:
        boot_command(sys.argv)
    except StartupProblem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        return 130
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
