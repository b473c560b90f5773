"""The web server of `manage.py up`: waitress with our door behind it. Usage: python -m config.processes.web HOST PORT"""

from __future__ import annotations

import signal
import sys

from config.boot import fail
from config.problems import StartupProblem
from config.processes.parent import obey_parent

THREADS = 8
LARGEST_REQUEST = 30 * 1024 * 1024


def leave(*_: object) -> None:
    raise SystemExit(0)


def main(host: str, port: str) -> None:
    """Serve until told to stop; requests that are being answered are answered first."""
    obey_parent()
    signal.signal(signal.SIGTERM, leave)
    from waitress import serve

    try:
        from config.wsgi import application
    except StartupProblem as problem:
        raise SystemExit(fail(problem)) from None

    serve(
        application,
        host=host,
        port=int(port),
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=LARGEST_REQUEST,  # what is sent and given out stays in memory: no file of a case on the disk in clear
        outbuf_overflow=LARGEST_REQUEST,
        channel_timeout=60,
        connection_limit=200,
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
