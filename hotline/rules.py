"""Decisions from values: what act, means and purpose amount to, and what a call still needs. No database, no clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.rules import is_child

NOT_A_PURPOSE = frozenset({"unknown"})
VERDICTS: dict[str, tuple[str | Promise, str]] = {
    "nothing": (_("Nothing recorded yet"), "plain"),
    "some": (_("Some signs: keep asking"), "info"),
    "labour_rights": (_("Exploitation without means: perhaps a labour dispute"), "warn"),
    "likely": (_("Signs of trafficking"), "bad"),
    "likely_child": (_("Signs of child trafficking"), "bad"),
}
REASONS: dict[str, str | Promise] = {
    "act_met": _("Act: recorded"),
    "act_missing": _("Act: ask how they came there, who moved or kept them"),
    "means_met": _("Means: recorded"),
    "means_missing": _("Means: ask about threats, deceit, debts, documents taken"),
    "means_child": _("Means: not needed, the person is under 18"),
    "means_age": _("Ask the age: under 18 no means is needed"),
    "purpose_met": _("Purpose: recorded"),
    "purpose_missing": _("Purpose: ask what they were made to do"),
}


@dataclass(frozen=True)
class Conclusion:
    """What the answers so far point to. A sign for the operator, never a legal finding."""

    verdict: str
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        return str(VERDICTS[self.verdict][0])

    @property
    def tone(self) -> str:
        return VERDICTS[self.verdict][1]

    @property
    def reasons_in_words(self) -> list[str]:
        return [str(REASONS[code]) for code in self.reasons]


def screen(*, acts: Collection[str], means: Collection[str], purposes: Collection[str], age: int | None) -> Conclusion:
    """Act, means and purpose of the Palermo Protocol, Article 3. Under 18 no means is needed; consent never matters."""
    act, mean, purpose = bool(acts), bool(means), bool(set(purposes) - NOT_A_PURPOSE)
    child = is_child(age)
    reasons = (
        "act_met" if act else "act_missing",
        _reason_of_means(mean, child, age),
        *(("means_age",) if not mean and age is None else ()),
        "purpose_met" if purpose else "purpose_missing",
    )
    return Conclusion(_verdict(act, mean, purpose, child), reasons)


def _reason_of_means(mean: bool, child: bool, age: int | None) -> str:
    if mean:
        return "means_met"
    return "means_child" if child else "means_missing"


def _verdict(act: bool, mean: bool, purpose: bool, child: bool) -> str:
    if act and purpose and child:
        return "likely_child"
    if act and purpose and mean:
        return "likely"
    if purpose and not mean and not act and not child:
        return "labour_rights"
    return "some" if act or mean or purpose else "nothing"


def missing_for_close(*, outcome_class: str, outcome: str) -> list[str]:
    """What must be said before a call is closed: what kind of call it was, and what came of it."""
    return [name for name, value in (("outcome_class", outcome_class), ("outcome", outcome)) if not value]


def is_number(digits: str) -> bool:
    """Long enough to be somebody's telephone rather than the beginning of one."""
    return 7 <= len(digits) <= 15
