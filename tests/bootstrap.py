"""Loaded before Django reads its settings: the database server of the tests, entered as the owner of the tables."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.catalogues import DJANGO_LOCALE_DIR, compile_all
from tests.server import test_server

URLS = test_server()
VAR = Path(tempfile.mkdtemp(prefix="pana-tests-"))
(VAR / "static").mkdir()
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
compile_all()
compile_all(DJANGO_LOCALE_DIR)
os.environ.update(
    DATABASE_URL=URLS.web,
    DATABASE_OWNER_URL=URLS.owner,
    DATABASE_WORKER_URL=URLS.worker,
    DATABASE_REPORT_URL=URLS.report,
    DATABASE_BACKUP_URL=URLS.backup,
    PANA_DB_ROLE="owner",
    PANA_VAR=str(VAR),
    PANA_DEMO="1",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # a browser of Playwright keeps a loop in the worker that also runs other tests
    PANA_EMBEDDED="1",
    SECRET_KEY="tests-only-secret-key-that-opens-nothing-real",
    PANA_INSTALLATION_KEY="dGVzdHMtb25seS1pbnN0YWxsYXRpb24ta2V5LTAwMDA=",
    PANA_CONTEXT_KEY="dGVzdHMtb25seS1jb250ZXh0LXNpZ25pbmcta2V5MDA=",
)
