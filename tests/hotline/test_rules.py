"""Act, means and purpose; what a closed call needs; which states follow; what two savers keep."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.conflict import merged
from hotline.models import Act, Means
from hotline.rules import REASONS, VERDICTS, is_number, missing_for_close, screen
from hotline.workflow import MOVES, may_follow

answers = {
    "acts": st.sets(st.sampled_from(Act.values)), "means": st.sets(st.sampled_from(Means.values)),
    "purposes": st.sets(st.sampled_from(["sexual", "forced_labour", "unknown"])), "age": st.none() | st.integers(0, 120),
}  # fmt: skip


@given(st.fixed_dictionaries(answers))
def test_signs_of_trafficking_need_act_purpose_and_means_or_childhood(given_: dict[str, Any]) -> None:
    found = screen(**given_)
    child = given_["age"] is not None and given_["age"] < 18
    purpose = given_["purposes"] - {"unknown"}
    complete = bool(given_["acts"] and purpose and (given_["means"] or child))

    assert (found.verdict in {"likely", "likely_child"}) == complete
    assert (found.verdict == "likely_child") == (complete and child)
    assert (found.verdict == "nothing") == (not given_["acts"] and not given_["means"] and not purpose)


@given(st.fixed_dictionaries(answers))
def test_every_conclusion_has_words_and_three_reasons_at_least(given_: dict[str, Any]) -> None:
    found = screen(**given_)

    assert found.verdict in VERDICTS
    assert found.words
    assert len(found.reasons_in_words) >= 3
    assert all(code in REASONS for code in found.reasons)


def test_an_unknown_age_without_means_asks_for_the_age() -> None:
    assert "means_age" in screen(acts=["recruitment"], means=[], purposes=["sexual"], age=None).reasons
    assert "means_child" in screen(acts=["recruitment"], means=[], purposes=["sexual"], age=16).reasons


def test_more_answers_never_make_it_less() -> None:
    before = screen(acts=["recruitment"], means=["force"], purposes=["sexual"], age=30)
    after = screen(acts=["recruitment", "transport"], means=["force", "deception"], purposes=["sexual", "forced_labour"], age=30)

    assert before.verdict == after.verdict == "likely"


def test_a_closed_call_says_what_it_was_and_what_came_of_it() -> None:
    assert missing_for_close(outcome_class="", outcome="") == ["outcome_class", "outcome"]
    assert missing_for_close(outcome_class="help", outcome="") == ["outcome"]
    assert missing_for_close(outcome_class="help", outcome="no_action") == []


@pytest.mark.parametrize(("state", "target"), list(product(["open", "closed", "handed_over"], repeat=2)))
def test_only_the_allowed_moves_of_a_call(state: str, target: str) -> None:
    allowed = {("open", "closed"), ("open", "handed_over"), ("closed", "handed_over")}

    assert may_follow(state, target) == ((state, target) in allowed)
    assert set(MOVES) == {"open", "closed", "handed_over"}


@given(st.text(), st.text())
def test_merging_two_texts_loses_neither(theirs: str, yours: str) -> None:
    both = merged(theirs, yours)

    assert theirs.replace("\r\n", "\n").strip() in both
    assert yours.replace("\r\n", "\n").strip() in both


def test_the_beginning_of_a_number_is_no_number() -> None:
    assert not is_number("870")
    assert is_number("77015554433")
