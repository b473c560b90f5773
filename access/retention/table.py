"""How long each kind of record is kept: the table. What goes and what stays is said in words, for people.

The periods are what we propose; every organisation sets its own within the bounds, on the page "How long things are
kept". The room a record lives in says which rows are due and empties them (`retention.py` of the room).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kept(StrEnum):
    """Kinds of record with a time of their own."""

    EMPTY_CALLS = "empty_calls"
    ADVICE_CALLS = "advice_calls"
    HELP_CALLS = "help_calls"
    NEEDS = "needs"
    PACKAGES = "packages"
    FILES = "files"
    STORIES = "stories"
    IDENTITY = "identity"
    RECEIPTS = "receipts"


@dataclass(frozen=True)
class Rule:
    """One line of the table: days from an event, within bounds."""

    kind: Kept
    name: str | Promise
    since: str | Promise
    goes: str | Promise
    stays: str | Promise
    days: int
    shortest: int
    longest: int


YEAR = 365
TABLE: tuple[Rule, ...] = (
    Rule(Kept.EMPTY_CALLS, _("Silent, wrong-number, prank and test calls"), _("the call"), _("Number, name and notes"),
         _("That there was a call, of which kind, when"), 30, 1, YEAR),
    Rule(Kept.ADVICE_CALLS, _("Calls for information or advice, hand-overs of shifts, and settled tasks without a case"), _("the call, the shift or the day the task was settled"),
         _("Number, name and notes; the words of the hand-over and of the task"),
         _("Topics, region, language, what came of it; who was on shift and when; that there was a task and whose"), 180, 7, 3 * YEAR),
    Rule(Kept.HELP_CALLS, _("Calls for help and tips that led to no case"), _("the call"), _("Number, name and notes"),
         _("Signs of trafficking, region, age, what came of it"), 2 * YEAR, 30, 10 * YEAR),
    Rule(Kept.NEEDS, _("What a house had to know about a guest, and its log"), _("leaving the house; for the rest of the log and hand-overs, their day"),
         _("Needs, dangers, allergies and medicines, the words of the log, and what was kept for the guest and given back. Who was in and who was out goes after 48 hours, whatever is set here"),
         _("The stay and its nights"), 90, 7, 5 * YEAR),
    Rule(Kept.PACKAGES, _("What was shared with a partner"), _("the end of the referral or of the consent"),
         _("The content that was shared"), _("That it was shared, with whom, and which kinds of facts"), 30, 1, 2 * YEAR),
    Rule(Kept.FILES, _("Files of a case"), _("closing the last case of the person"), _("The files and their names"),
         _("That there were files, and of which kind"), 5 * YEAR, 30, 75 * YEAR),
    Rule(Kept.STORIES, _("Notes and stories, what was said in calls that became a case, and incidents in a house"),
         _("closing the last case of the person"), _("The words"),
         _("Codes: kinds of exploitation, means, road, services, decisions"), 5 * YEAR, 180, 75 * YEAR),
    Rule(Kept.IDENTITY, _("Who the person is"), _("closing the last case of the person"),
         _("Everything about the person, as if they had asked for it"), _("Codes and counts"), 10 * YEAR, YEAR, 75 * YEAR),
    Rule(Kept.RECEIPTS, _("Receipts of forms that were sent"), _("sending"), _("The receipt"), _("Nothing"), 90, 2, YEAR),
)  # fmt: skip
RULES: dict[Kept, Rule] = {rule.kind: rule for rule in TABLE}
