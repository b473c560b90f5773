"""Every write about a suspect, and settling that two cases share one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import once, take_version
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.codes import new_code
from casework.people.erased import refuse_erased
from casework.suspects.models import ConflictSettlement, Suspect, SuspectEpisode, SuspectMention, SuspectNumber
from casework.suspects.numbers import hashes_of

SAID = (
    "name", "aliases", "phones", "numbers", "sex", "born_about", "citizenship", "description", "roles", "relation", "is_danger",
    "proceedings", "notes", "is_active",
)  # fmt: skip
WEIGHED = ("roles", "is_active")  # a change of these may make two cases share somebody who harms


class AlreadyInCase(Exception):
    """This case already says something of this suspect."""


@audited(Event.SUSPECT_NAMED)
def name_suspect(
    *, by: Actor, case: Case, facts: dict[str, Any], episodes: list[UUID], suspect: Suspect | None = None, form_key: UUID | None = None
) -> SuspectMention:
    """Record what a case says of somebody: of a suspect already known, or of a new one under a new code."""
    refuse_closed(case)
    refuse_erased(case.person)

    def make(pk: UUID) -> SuspectMention:
        known = suspect or Suspect.objects.create(organisation_id=case.organisation_id, code=new_code("S"))
        if SuspectMention.objects.filter(suspect=known, case=case).exists():
            raise AlreadyInCase
        mention = SuspectMention.objects.create(pk=pk, organisation_id=case.organisation_id, suspect=known, case=case, **_known(facts))
        _keep(mention, episodes)
        add_entry(case=case, by=by, kind="suspect_named", codes=_told(mention), source_id=pk)
        return mention

    return once(by=by, key=form_key, model=SuspectMention, make=make)


@audited(Event.SUSPECT_CHANGED)
def change_mention(
    *, by: Actor, mention: SuspectMention, facts: dict[str, Any], episodes: list[UUID], version: int | None = None
) -> SuspectMention:
    """Correct what a case says of a suspect. Refused when a colleague saved first."""
    refuse_closed(mention.case)
    refuse_erased(mention.case.person)
    values = _known(facts)
    take_version(mention, expected=version)
    if any(getattr(mention, name) != values.get(name, getattr(mention, name)) for name in WEIGHED):
        mention.counts_since = timezone.now()
    for name, value in values.items():
        setattr(mention, name, value)
    mention.save(update_fields=[*values, "counts_since", "version"])
    _keep(mention, episodes)
    add_entry(case=mention.case, by=by, kind="suspect_changed", codes=_told(mention), source_id=mention.pk)
    return mention


@audited(Event.SUSPECT_MATCHED)
def match_suspect(*, by: Actor, mention: SuspectMention, suspect: Suspect) -> SuspectMention:
    """Say that two suspects are one: what this case says is said of the other code from now on."""
    refuse_closed(mention.case)
    if SuspectMention.objects.filter(suspect=suspect, case_id=mention.case_id).exists():
        raise AlreadyInCase
    take_version(mention, expected=None)
    mention.suspect, mention.counts_since = suspect, timezone.now()
    mention.save(update_fields=["suspect", "counts_since"])
    add_entry(case=mention.case, by=by, kind="suspect_changed", codes=_told(mention), source_id=mention.pk)
    return mention


@audited(Event.CONFLICT_SETTLED, telling=("outcome",))
def settle_conflict(
    *, by: Actor, one: Case, other: Case, outcome: str, decision: str, form_key: UUID | None = None
) -> ConflictSettlement:
    """Record who looked into two cases that share a suspect, and what was decided. The cases learn that it was, not with whom."""
    first, second = sorted((one, other), key=lambda case: case.pk)
    user = by.user
    if user is None:
        raise PermissionDenied

    def make(pk: UUID) -> ConflictSettlement:
        made: ConflictSettlement = ConflictSettlement.objects.create(
            pk=pk, organisation_id=by.organisation_id, one=first, other=second, outcome=outcome, decision=decision, by=user
        )
        for case in (first, second):
            add_entry(case=case, by=by, kind="conflict_settled")
        return made

    return once(by=by, key=form_key, model=ConflictSettlement, make=make)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(facts) - set(SAID))
    if unknown:
        raise ValueError(f"Not said of a suspect: {', '.join(unknown)}")
    return facts


def _told(mention: SuspectMention) -> dict[str, Any]:
    return {"roles": mention.roles, "proceedings": mention.proceedings}


def _keep(mention: SuspectMention, episodes: list[UUID]) -> None:
    """The hashes and episodes as they stand now. Those that stay keep the day they were first known."""
    organisation_id = mention.organisation_id
    wanted = hashes_of(organisation_id, phones=mention.phones, numbers=mention.numbers)
    kept = {bytes(row.number_hash): row for row in SuspectNumber.objects.filter(mention=mention)}
    SuspectNumber.objects.filter(pk__in=[row.pk for value, row in kept.items() if value not in wanted]).delete()
    SuspectNumber.objects.bulk_create(
        SuspectNumber(organisation_id=organisation_id, mention=mention, number_hash=value) for value in sorted(wanted - set(kept))
    )
    of_case = set(mention.case.exploitations.filter(pk__in=episodes).values_list("pk", flat=True))
    present = set(SuspectEpisode.objects.filter(mention=mention).values_list("episode_id", flat=True))
    SuspectEpisode.objects.filter(mention=mention, episode_id__in=present - of_case).delete()
    SuspectEpisode.objects.bulk_create(
        SuspectEpisode(organisation_id=organisation_id, mention=mention, episode_id=pk) for pk in sorted(of_case - present)
    )
