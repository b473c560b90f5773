"""What goes into the log: a line for people or JSON for a machine; never a query, an address with one, or a name.

Every request has a number of its own, made here; it stands in each line written meanwhile and in the answer, so that
somebody who met a mistake can say which one it was.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

_number: ContextVar[str] = ContextVar("number_of_request", default="")


def number_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: what a client calls its request is not taken over."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _number.set(uuid4().hex[:16])
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = _number.get()
            return response
        finally:
            _number.reset(token)

    return answer


class JsonLines(logging.Formatter):
    """One object a line: when, how bad, who says it, what, during which request; of an exception its kind and place alone."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": _number.get(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["exception"] = record.exc_info[0].__name__
            told["place"] = _place(record)
        return json.dumps(told, ensure_ascii=False)


def _place(record: logging.LogRecord) -> str:
    """Where it happened: the last file and line, without the values that were there."""
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
