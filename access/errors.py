"""Pages for what went wrong: one plain sentence and a way on, never a path, a query or a stack."""

from __future__ import annotations

import sys
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    problem = sys.exc_info()[1]
    if isinstance(problem, (OperationalError, InterfaceError)):
        return away(busy=isinstance(problem.__cause__, BUSY))
    return render(request, "500.html", status=500)


# two saved the same thing, or one waited too long for the other: pressing again helps, and doubles nothing
BUSY = (psycopg.errors.TransactionRollback, psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)


def away(*, busy: bool) -> HttpResponse:
    """A page that asks the database nothing; a load balancer and a person both know what to do."""
    answer = HttpResponse(render_to_string("503.html", {"busy": busy}), status=503)
    answer.headers["Retry-After"] = "5"
    answer.headers["Cache-Control"] = "no-store"
    return answer
