"""How gunicorn serves Pana on a server of its own: gunicorn -c python:config.processes.gunicorn_settings config.wsgi"""

from __future__ import annotations

import os
from pathlib import Path

from gunicorn.http import wsgi

bind = os.environ.get("PANA_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("PANA_WEB_WORKERS", "3"))
worker_class = "gthread"
threads = int(os.environ.get("PANA_WEB_THREADS", "4"))
preload_app = True  # a worker that died is replaced at once
timeout = 120
graceful_timeout = 60  # what is being answered is answered before a restart
keepalive = 5
max_requests = 2000  # a worker does not grow old
max_requests_jitter = 300
limit_request_line = 4096
limit_request_fields = 60
forwarded_allow_ips = os.environ.get("PANA_PROXY", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = None  # our own log says what was asked, without what was looked for
errorlog = "-"
loglevel = "warning"

wsgi.SERVER = "Pana"  # what serves it is nobody's business
