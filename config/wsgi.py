"""The door for a web server: waitress in `up`, gunicorn or another one on a real server."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from config.boot import boot

boot()
application = get_wsgi_application()
