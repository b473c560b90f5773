"""What the pages of a case show, put together from its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import Actor, ActorRequest
from access.permissions import Permission
from access.roles import Role
from access.scoping import note_seen
from casework.cases.facts import Track, VictimStatusDecision
from casework.cases.models import Case
from casework.cases.reaching import sealed_notes
from casework.cases.rules import guarantee_ends
from casework.cases.work import Step, StepState, Workstream
from casework.contact.rules import Channel, may_contact
from casework.people.models import Identity
from casework.vocabulary import VOCABULARIES

WITH_PERSON = Case.objects.select_related("person__safe_contact")
# Pages of a case by what one looks for; the first of a group that one may open is where its name leads.
GROUPS: tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...] = (
    (_("Overview"), (("case-detail", _("Overview")),)),
    (_("The person"), (
        ("case-contact", _("Safe contact")),
        ("case-health", _("Health and languages")),
        ("case-family", _("Family and children")),
        ("case-papers", _("Documents and stay")),
    )),
    (_("What happened"), (
        ("case-facts", _("Exploitation and route")),
        ("case-suspects", _("Suspects")),
        ("case-risk", _("Risk and safety")),
        ("case-calls", _("Calls")),
    )),
    (_("Help"), (
        ("case-work", _("4P plan")),
        ("case-needs", _("Needs")),
        ("case-help", _("Plan of help")),
        ("case-tasks", _("Tasks and dates")),
        ("case-services", _("Services and notes")),
        ("case-funding", _("Who pays")),
        ("case-stays", _("Stays")),
        ("case-follow-ups", _("Follow-up")),
    )),
    (_("With others"), (
        ("case-sharing", _("Consents and referrals")),
        ("case-letters", _("Letters")),
    )),
    (_("The file"), (
        ("case-timeline", _("Timeline")),
        ("case-files", _("Files")),
        ("case-same", _("Same person?")),
        ("case-keeping", _("Keeping and erasure")),
        ("case-access", _("Who may see it")),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One page of a case."""

    label: str | Promise
    url: str
    is_current: bool


@dataclass(frozen=True)
class TabGroup:
    """Pages of a case that belong together; its name leads to the first of them."""

    label: str | Promise
    pages: list[Tab]

    @property
    def url(self) -> str:
        return self.pages[0].url

    @property
    def is_current(self) -> bool:
        return any(page.is_current for page in self.pages)


def case_frame(request: ActorRequest, case: Case, current: str = "") -> dict[str, Any]:
    """What every page of a case shows around its content: identity bar and tabs. Rooms above use it too.

    The page extends `casework/_case.html`; a name that is shown is noted for the audit.
    """
    return {"case": case, "bar": identity_bar(request, case), "tabs": tabs(request.actor, case, current)}


def identity_bar(request: ActorRequest, case: Case) -> dict[str, Any]:
    """Whose file is open: code first, the name by permission."""
    mark_case(case)
    name = ""
    if request.actor.may(Permission.PERSON_IDENTITY_VIEW):
        identity = Identity.objects.visible_to(request.actor).filter(person_id=case.person_id).first()
        if identity is not None:
            name = identity.full_name
            note_seen(request, identity)
    contact = may_contact(case.person, Channel.PHONE, timezone.now())
    return {"case": case, "person": case.person, "name": name, "contact": contact}


def tabs(actor: Actor, case: Case, current: str) -> list[TabGroup]:
    """The pages of a case that exist in this installation and that the reader may open, in their groups."""
    made = [TabGroup(label, list(_pages(actor, case, current, pages))) for label, pages in GROUPS]
    return [group for group in made if group.pages]


def _pages(actor: Actor, case: Case, current: str, pages: Iterable[tuple[str, str | Promise]]) -> Iterator[Tab]:
    for name, label in pages:
        try:
            url = reverse(name, kwargs={"case_id": case.pk})
        except NoReverseMatch:
            continue
        permissions = resolve(url).func.access_rule.permissions  # type: ignore[attr-defined]  # every view has its rule
        if not permissions or any(actor.may(permission) for permission in permissions):
            yield Tab(label, url, name == current)


@dataclass(frozen=True)
class StatusTrack:
    """What one kind of body says about the person, newest first."""

    code: str
    label: str | Promise
    decisions: list[VictimStatusDecision]

    @property
    def newest(self) -> VictimStatusDecision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def earlier(self) -> list[VictimStatusDecision]:
        return self.decisions[1:]

    @property
    def tone(self) -> str:
        tones = {"confirmed": "good", "possible": "warn", "not_a_victim": "plain"}
        return tones.get(self.newest.status, "plain") if self.newest else "plain"


def status_tracks(case: Case) -> list[StatusTrack]:
    """The three answers side by side, whether given or not."""
    decisions = list(case.status_decisions.select_related("by").order_by("-decided_on", "-created_at"))
    return [StatusTrack(track.value, track.label, [d for d in decisions if d.track == track]) for track in Track]


@dataclass(frozen=True)
class Lane:
    """One of the four P on a case."""

    code: str
    workstream: Workstream | None
    steps: list[Step]

    @property
    def label(self) -> str:
        return VOCABULARIES["workstream"].label(self.code)

    @property
    def needed(self) -> list[Step]:
        return [step for step in self.steps if step.state != StepState.NOT_NEEDED]

    @property
    def done(self) -> int:
        return sum(step.state == StepState.DONE for step in self.steps)

    @property
    def next_due(self) -> date | None:
        days = [step.due_on for step in self.needed if step.due_on and step.state != StepState.DONE]
        return min(days, default=None)

    @property
    def is_late(self) -> bool:
        return self.next_due is not None and self.next_due < timezone.localdate()


STEP_TONES = {"done": "good", "doing": "info", "blocked": "bad", "todo": "plain", "not_needed": "plain"}


def lanes(case: Case) -> list[Lane]:
    """The four P in their order, started or not."""
    streams = {stream.kind: stream for stream in case.workstreams.all()}
    steps = list(case.steps.select_related("owner").order_by("position"))
    for step in steps:
        mark_step(step)
    return [
        Lane(code, streams.get(code), [step for step in steps if code in streams and step.workstream_id == streams[code].pk])
        for code in VOCABULARIES["workstream"].codes
    ]


def mark_step(step: Any) -> None:
    """A colour for the state, and whether the day has passed."""
    unfinished = step.state not in {StepState.DONE, StepState.NOT_NEEDED}
    step.tone = STEP_TONES[step.state]
    step.is_late = bool(unfinished and step.due_on and step.due_on < timezone.localdate())


STATE_TONES = {"new": "info", "screening": "info", "open": "good", "reopened": "good", "follow_up": "plain", "suspended": "warn"}
RISK_TONES = {"low": "good", "medium": "info", "high": "warn", "critical": "bad"}


def mark_case(case: Any) -> None:
    """Colours for state and risk; the words alone say enough."""
    case.state_tone = STATE_TONES.get(case.state, "plain")
    case.risk_tone = RISK_TONES.get(case.risk, "plain")


def guarantee(case: Case) -> dict[str, Any]:
    """Until when the special social services are guaranteed."""
    ends = guarantee_ends(case.requested_on)
    return {"ends": ends, "is_over": ends < timezone.localdate() and not case.is_closed}


def readable_notes(actor: Actor, case: Case) -> list[Any]:
    """All notes of a case, newest first; of a colleague's privileged note only that it is there."""
    notes: list[Any] = list(case.notes.select_related("author").readable_by(actor))
    for note in notes:
        note.author_name, note.is_readable = note.author.display_name, True
    notes += [SealedNote(**row) for row in sealed_notes(case)]
    for note in notes:
        note.profession_label = Role(note.profession).label
    return sorted(notes, key=lambda note: note.written_at, reverse=True)


@dataclass
class SealedNote:
    """A privileged note of a colleague: who wrote one, and when."""

    id: UUID
    author_name: str
    profession: str
    written_at: datetime
    is_privileged: bool = True
    is_readable: bool = False
