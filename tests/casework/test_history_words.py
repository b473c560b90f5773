"""The timeline speaks in labels and leaves out what it does not know."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.history import words


@pytest.mark.parametrize(
    ("kind", "codes", "expected"),
    [
        ("case_moved", {"state": "open"}, ["Open"]),
        ("exploitation", {"types": ["forced_labour", "sexual"]}, ["Sexual exploitation", "Forced labour"]),
        ("step_changed", {"step": "consent", "step_state": "done"}, ["Consent", "Done"]),
        ("status_decided", {"status": "confirmed", "track": "police"}, ["Confirmed victim", "Police and court"]),
        ("referral_closed", {"state": "withdrawn"}, ["Withdrawn by the sender"]),
        ("assigned", {"lead": True}, ["leads the case"]),
        ("assigned", {"lead": False}, []),
        ("left", {"reason": "a word of another list"}, []),
        ("call", {"nobody knows this": "x"}, []),
        ("service", {"service_type": "sss_medical", "service": ""}, ["Social-medical"]),
    ],
)
def test_codes_become_words(kind: str, codes: dict[str, Any], expected: list[str]) -> None:
    with translation.override("en"):
        assert list(words(kind, codes)) == expected


values = st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.integers(), st.lists(st.text(max_size=8), max_size=3))


@given(st.dictionaries(st.sampled_from(["state", "types", "step_state", "track", "lead", "other", "profession", "region"]), values))
def test_whatever_was_stored_never_breaks_the_page(codes: dict[str, Any]) -> None:
    assert all(isinstance(word, str) for word in words("call", codes))
