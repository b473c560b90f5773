"""The door for a web server: waitress in `up`, gunicorn or another one on a real server."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from config.boot import boot


def load_every_view() -> None:
    """Before the first request, and before gunicorn makes its workers: whoever comes after a death need not wait."""
    from config.routes import all_routes

    all_routes()


def refuse_unsafe() -> None:
    """One sentence in the log, and nothing is served."""
    from django.db import connection

    from config import safety

    try:
        safety.refuse_unsafe()
    finally:
        connection.close()  # gunicorn's workers must not share it


boot()
application = get_wsgi_application()
refuse_unsafe()
load_every_view()
