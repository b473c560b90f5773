"""Writing a letter, and changing the words letters are made from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.receipts import EditConflict, once
from casework.attachments.actions import add_file
from casework.attachments.examining import examine
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.timeline import add_entry
from casework.letters.models import Letter, LetterTemplate, LetterYear, reference_of
from casework.letters.places import Draft, groups_in, may_read, places_in, unknown_in
from casework.letters.rendering import Wording, as_pdf
from casework.people.erased import refuse_erased
from casework.referrals.models import Consent


class NotAgreed(Exception):
    """The letter would say more than the person agreed to."""


@audited(Event.LETTER_WRITTEN)
def write_letter(*, by: Actor, case: Case, wording: Wording, facts: dict[str, Any], form_key: UUID | None = None) -> Letter:
    """Number it, typeset it, and keep it among the files of the case as it goes out. `facts`: to_person, consent, recipient, words."""
    refuse_closed(case)
    refuse_erased(case.person)

    def make(pk: UUID) -> Letter:
        if by.user is None or not may_read(by, wording.whole):
            raise PermissionDenied
        _refuse_more_than_agreed(case, wording, facts)
        year = timezone.localdate().year
        number = _next_number(by, year)
        draft = Draft(case, by, facts["recipient"], facts["words"], reference_of(year, number))
        file = add_file(by=by, case=case, file=examine(f"{wording.kind}-{year}-{number:04d}.pdf", as_pdf(wording, draft)))
        made: Letter = Letter.objects.create(
            pk=pk, organisation_id=case.organisation_id, case=case, year=year, number=number, kind=wording.kind, language=wording.language,
            template=wording.template, to_person=facts["to_person"], consent=facts["consent"], recipient=facts["recipient"],
            places=places_in(wording.whole), file=file, by=by.user,
        )  # fmt: skip
        add_entry(case=case, by=by, kind="letter", codes={"letter_kind": wording.kind}, source_id=pk)
        return made

    return once(by=by, key=form_key, model=Letter, make=make)


@audited(Event.LETTER_TEMPLATE_CHANGED)
def change_template(*, by: Actor, wording: Wording, number: int) -> LetterTemplate:
    """The next version of the words. Refused when a colleague saved first."""
    if by.user is None:
        raise PermissionDenied
    if unknown_in(wording.whole):
        raise ValueError("A place that is not on the list.")
    made, is_new = LetterTemplate.objects.get_or_create(
        organisation_id=by.organisation_id, kind=wording.kind, language=wording.language, number=number + 1,
        defaults={"title": wording.title, "text": wording.text, "made_by": by.user},
    )  # fmt: skip
    if not is_new:
        raise EditConflict
    return made


def _refuse_more_than_agreed(case: Case, wording: Wording, facts: dict[str, Any]) -> None:
    """Looked at again under a lock: a consent may have been taken back since the form was opened."""
    consent: Consent | None = facts["consent"]
    if consent is None:
        if groups_in(wording.whole) and not facts["to_person"]:
            raise NotAgreed
        return
    live = Consent.objects.select_for_update(of=("self",)).filter(case=case).live(timezone.localdate()).for_passing_on()
    current = live.filter(pk=consent.pk).first()
    if current is None or set(groups_in(wording.whole)) - set(current.field_groups):
        raise NotAgreed


def _next_number(by: Actor, year: int) -> int:
    LetterYear.objects.get_or_create(organisation_id=by.organisation_id, year=year)
    row = LetterYear.objects.select_for_update(of=("self",)).get(organisation_id=by.organisation_id, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return int(row.last)
