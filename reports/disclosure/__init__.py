"""The deciding engine: what may be published, proved by populations that fit every figure ever published.

Entry: `protect(raw, questions=…, ledger=…, policy=…, ladders=…) -> Release`; `Release.table` is the `SafeTable`.
The proof: for every small group the engine holds made-up populations ("worlds") of whole people which yield each
published figure and in which the group is large, or absent. A reader cannot rule them out, so cannot know.
"""

from __future__ import annotations

from reports.disclosure.beneath import list_thin_sums
from reports.disclosure.certificate import check_certificate
from reports.disclosure.decide import protect
from reports.disclosure.ladders import Group, Ladder, Rung
from reports.disclosure.ledger import Figure, Ledger, LedgerContradictionError
from reports.disclosure.outside import add_outside, tell_outside
from reports.disclosure.plan import Decision, Outcome, Policy, Question, Release, Scope
from reports.disclosure.publication import write_publication
from reports.disclosure.sealing import reopen
from reports.disclosure.vintages import protect_correction

__all__ = [
    "Decision",
    "Figure",
    "Group",
    "Ladder",
    "Ledger",
    "LedgerContradictionError",
    "Outcome",
    "Policy",
    "Question",
    "Release",
    "Rung",
    "Scope",
    "add_outside",
    "check_certificate",
    "list_thin_sums",
    "protect",
    "protect_correction",
    "reopen",
    "tell_outside",
    "write_publication",
]
