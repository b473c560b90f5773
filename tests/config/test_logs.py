"""A log line for a machine says when, how bad and where; never a value."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from django.test import Client
from django.urls import reverse

from config.logs import JsonLines

SECRET = "Zzyzzova"


def line_of(message: str, *, failing: bool = False) -> dict[str, Any]:
    trace = None
    if failing:
        try:
            raise ValueError(SECRET)
        except ValueError:
            trace = sys.exc_info()
    record = logging.LogRecord("pana", logging.WARNING, __file__, 1, message, None, trace)
    told: dict[str, Any] = json.loads(JsonLines().format(record))
    return told


def test_a_line_is_one_object() -> None:
    told = line_of("The house is open.")

    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "pana", "The house is open.")
    assert told["at"].endswith("+00:00")


def test_an_exception_tells_its_kind_and_place_and_no_value() -> None:
    told = line_of("It failed.", failing=True)

    assert told["exception"] == "ValueError"
    assert told["place"].startswith("test_logs.py:")
    assert SECRET not in json.dumps(told)


def test_every_answer_has_a_number_of_its_own(world: Any, db: None) -> None:
    answers = [Client().get(reverse("sign-in"), headers={"X-Request-ID": "mine"}) for _ in range(2)]
    numbers = {answer.headers["X-Request-ID"] for answer in answers}

    assert len(numbers) == 2
    assert "mine" not in numbers
