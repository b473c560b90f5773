"""The timeline as people read it: what happened, in words, by whom; the partner's answers in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.roles import Role
from casework.attachments.models import FileKind
from casework.cases.facts import Track
from casework.cases.models import Case, TimelineEntry
from casework.cases.timeline import KINDS
from casework.cases.work import StepState
from casework.family.models import Relation, Whereabouts
from casework.letters.models import LetterKind
from casework.plans.workflow import ActionState, GoalState
from casework.referrals.models import ReferralState, ReferralStateChange
from casework.tasks.models import TaskKind, TaskState
from casework.vocabulary import VOCABULARIES

VOCABULARY_OF = {
    "state": "case_status",
    "types": "exploitation_type",
    "step": "workstream_step",
    "status": "victim_status",
    "reason": "referral_reason",
    "roles": "perpetrator_role",
    "proceedings": "proceedings_status",
}
CHOICES: dict[str, Any] = {
    "step_state": StepState, "track": Track, "referral_state": ReferralState, "profession": Role, "file_kind": FileKind,
    "relation": Relation, "whereabouts": Whereabouts, "task": TaskKind, "task_state": TaskState,
    "letter_kind": LetterKind, "goal_state": GoalState, "action_state": ActionState,
}  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    kind: str
    at: datetime
    title: str | Promise
    details: list[str]
    who: str


def moments(case: Case, limit: int | None = None) -> list[Moment]:
    """Everything on a case, newest first: our own entries and how partners moved its referrals."""
    entries = case.timeline.select_related("by").order_by("-at")[:limit]
    answers = ReferralStateChange.objects.filter(referral__case=case).exclude(organisation_id=case.organisation_id)
    own = [_from_entry(entry) for entry in entries]
    theirs = [_from_answer(change) for change in answers.select_related("organisation", "referral").order_by("-at")[:limit]]
    return sorted([*own, *theirs], key=lambda moment: moment.at, reverse=True)[:limit]


def _from_entry(entry: TimelineEntry) -> Moment:
    who = entry.by.display_name if entry.by else _("the system")
    return Moment(entry.kind, entry.at, KINDS.get(entry.kind, entry.kind), list(words(entry.kind, entry.codes)), who)


def _from_answer(change: ReferralStateChange) -> Moment:
    details = [change.referral.code, str(ReferralState(change.state).label)]
    return Moment("referral_answered", change.at, KINDS["referral_answered"], details, change.organisation.name)


def words(kind: str, codes: dict[str, Any]) -> Iterator[str]:
    """The codes of an entry as labels. Rooms above name their codes after the vocabulary; what is unknown is left out."""
    for name, value in codes.items():
        if kind == "referral_closed" and name == "state":
            name = "referral_state"
        yield from _labels(name, value)


def _labels(name: str, value: Any) -> Iterator[str]:
    if name == "lead":
        yield from [_("leads the case")] if value is True else []
        return
    given = [value] if isinstance(value, str) else value
    codes = [code for code in given if isinstance(code, str)] if isinstance(given, list) else []
    if name in CHOICES:
        yield from (str(CHOICES[name](code).label) for code in codes if code in CHOICES[name]._value2member_map_)
    elif vocabulary := VOCABULARIES.get(VOCABULARY_OF.get(name, name)):
        yield from vocabulary.labels(code for code in codes if code in vocabulary)
