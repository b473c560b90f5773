"""The door for a web server: waitress in `up`, gunicorn or another one on a real server."""

from __future__ import annotations

from config.boot import boot

boot()

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
