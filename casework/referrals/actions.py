"""Consent and the referral it allows: nothing identifying goes out before the recipient accepts."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone

from access.actors import Actor
from access.audit import audited
from access.events import Event
from access.models import Organisation
from access.receipts import once
from casework.attachments.actions import add_file
from casework.attachments.examining import Examined
from casework.cases.actions import refuse_closed
from casework.cases.models import Case
from casework.cases.rules import age_band
from casework.cases.timeline import add_entry
from casework.codes import new_code
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import (
    TAKEN_BACK,
    Consent,
    ConsentState,
    Outcome,
    Referral,
    ReferralState,
    SharedPackage,
)
from casework.referrals.moving import move
from casework.referrals.package import package_content
from casework.referrals.rules import age_now, closing_moment, covers, may_answer
from casework.referrals.workflow import Side

S = ReferralState
B = TypeVar("B", bound=Model)


class NoLiveConsent(Exception):
    """Nothing is sent without a consent of the person that covers this recipient today."""


class ConsentNotGiven(Exception):
    """Only a consent that stands can be taken back."""


class CannotAnswer(Exception):
    """A child does not agree alone, and for an adult nobody else does without a court."""


class NothingToRead(Exception):
    """This referral was not taken back, or its end was read already."""


@audited(Event.CONSENT_RECORDED)
def record_consent(
    *, by: Actor, case: Case, facts: dict[str, Any], file: Examined | None = None, form_key: UUID | None = None
) -> Consent:
    """Record what was agreed (or refused): with whom, what, for what, until when, who answered, and the signed form."""
    refuse_closed(case)
    if not may_answer(age_now(case)[1], facts["state"], facts.get("given_by", "person"), facts.get("guardian_ground", "")):
        raise CannotAnswer

    def make(pk: UUID) -> Consent:
        form = add_file(by=by, case=case, file=file) if file is not None else None
        consent = Consent.objects.create(
            pk=pk, organisation_id=case.organisation_id, case=case, by_id=by.user_id, form=form, **facts
        )
        kind = "consent_given" if consent.state == ConsentState.GIVEN else "consent_refused"
        add_entry(case=case, by=by, kind=kind, source_id=pk)
        return consent

    return once(by=by, key=form_key, model=Consent, make=make)


@audited(Event.CONSENT_WITHDRAWN)
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """The person takes their consent back: every open referral that rests on it closes in the same moment."""
    current = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if current.state != ConsentState.GIVEN:
        raise ConsentNotGiven
    consent.state, consent.withdrawn_on = ConsentState.WITHDRAWN, timezone.localdate()
    consent.save(update_fields=["state", "withdrawn_on"])
    for referral in consent.referrals.select_for_update().filter(_still_open()):
        move(referral, S.REVOKED, Side.SENDER, by=by)
    add_entry(case=consent.case, by=by, kind="consent_withdrawn", source_id=consent.pk)
    return consent


@audited(Event.CONSENT_FORM_ADDED)
def add_consent_form(*, by: Actor, consent: Consent, file: Examined, form_key: UUID | None = None) -> Consent:
    """The signed form, scanned later. There is one, and it stays."""
    current: Consent = Consent.objects.select_for_update(of=("self",)).select_related("case__person").get(pk=consent.pk)
    if current.form_id is None:
        current.form = add_file(by=by, case=current.case, file=file, form_key=form_key)
        current.save(update_fields=["form"])
    return current


@audited(Event.REFERRAL_DRAFTED)
def draft_referral(
    *, by: Actor, case: Case, recipient: Organisation, facts: dict[str, Any], consent: Consent | None = None,
    exception: ConsentException | None = None, form_key: UUID | None = None,
) -> Referral:  # fmt: skip
    """Prepare a referral: sex and age group come from the case, the rest is chosen. Nothing is sent yet."""
    refuse_closed(case)
    _check_basis(consent, exception, case, recipient)

    def make(pk: UUID) -> Referral:
        return Referral.objects.create(
            pk=pk,
            organisation_id=case.organisation_id,
            case=case,
            consent=consent,
            exception=exception,
            recipient=recipient,
            code=new_code("R"),
            sex=case.person.sex,
            age_band=age_band(case.age_at_registration),
            language=case.person.language,
            **facts,
        )

    return once(by=by, key=form_key, model=Referral, make=make)


@audited(Event.REFERRAL_SENT)
def send_referral(*, by: Actor, referral: Referral) -> Referral:
    """Send it: the recipient sees the request without identity; the consented fields are sealed and wait for acceptance."""
    consent, exception = _locked(Consent, referral.consent_id), _locked(ConsentException, referral.exception_id)
    basis = _check_basis(consent, exception, referral.case, referral.recipient)
    referral.sent_at = timezone.now()
    move(referral, S.SENT, Side.SENDER, by=by)
    SharedPackage.objects.create(
        organisation_id=referral.organisation_id,
        referral=referral,
        recipient=referral.recipient,
        field_groups=basis.field_groups,
        content=json.dumps(package_content(referral.case, basis.field_groups), ensure_ascii=False),
        open_until=basis.expires_on,
        closes_at=closing_moment(basis.expires_on),
    )
    add_entry(case=referral.case, by=by, kind="referral_sent", codes={"reason": referral.reason}, source_id=referral.pk)
    return referral


@audited(Event.REFERRAL_RECEIVED)
def receive_referral(*, by: Actor, referral: Referral) -> Referral:
    """The partner has read the request and will answer; the clock goes on."""
    return move(referral, S.RECEIVED, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_ACCEPTED)
def accept_referral(*, by: Actor, referral: Referral) -> Referral:
    """The partner takes the referral; from now on it may open what the person agreed to share."""
    referral.answered_at = timezone.now()
    return move(referral, S.ACCEPTED, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_DECLINED)
def decline_referral(*, by: Actor, referral: Referral, reason: str) -> Referral:
    """The partner cannot help and says why; it never sees who it was about."""
    referral.answered_at, referral.decline_reason = timezone.now(), reason
    return move(referral, S.DECLINED, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_WAITS)
def put_on_waiting_list(*, by: Actor, referral: Referral) -> Referral:
    """The partner will help when there is room; identity stays closed until it accepts."""
    referral.answered_at = timezone.now()
    return move(referral, S.WAITING_LIST, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_STARTED)
def start_referral(*, by: Actor, referral: Referral) -> Referral:
    """The partner has begun to help."""
    return move(referral, S.IN_PROGRESS, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_COMPLETED)
def complete_referral(*, by: Actor, referral: Referral, outcome: str, provided: list[str] | None = None) -> Referral:
    """The partner has finished and says whether it was done, partly or not, and with what. What was shared closes again."""
    referral.completed_at, referral.outcome = timezone.now(), outcome
    referral.provided = [] if outcome == Outcome.NOT_DONE else list(provided or [])
    return move(referral, S.COMPLETED, Side.RECIPIENT, by=by)


@audited(Event.REFERRAL_WITHDRAWN)
def withdraw_referral(*, by: Actor, referral: Referral) -> Referral:
    """The sender takes the referral back; the partner's access ends in the same moment."""
    move(referral, S.WITHDRAWN, Side.SENDER, by=by)
    add_entry(case=referral.case, by=by, kind="referral_closed", codes={"state": S.WITHDRAWN}, source_id=referral.pk)
    return referral


@audited(Event.REFERRAL_NO_ANSWER)
def give_up_referral(*, by: Actor, referral: Referral) -> Referral:
    """The sender waits no longer for an answer; the partner can no longer accept it."""
    move(referral, S.NO_ANSWER, Side.SENDER, by=by)
    add_entry(case=referral.case, by=by, kind="referral_closed", codes={"state": S.NO_ANSWER}, source_id=referral.pk)
    return referral


@audited(Event.REFERRAL_END_READ)
def read_end(*, by: Actor, referral: Referral) -> Referral:
    """The partner says that it knows the referral was taken back, and keeps nothing of what it was told."""
    current: Referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if current.recipient_id != by.organisation_id or current.state not in TAKEN_BACK or current.end_read_at is not None:
        raise NothingToRead
    current.end_read_at = timezone.now()
    current.save(update_fields=["end_read_at"])
    return current


def _still_open() -> Q:
    return Q(state__in=(S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.IN_PROGRESS))




def _locked(model: type[B], pk: UUID | None) -> B | None:
    return model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None


def _check_basis(consent: Consent | None, exception: ConsentException | None, case: Case, recipient: Organisation) -> Consent | ConsentException:
    """The live consent, or the exception two people agreed on, that lets this go to this recipient today."""
    today = timezone.localdate()
    if consent is not None and covers(consent, case, recipient, age_now(case)[1], today):
        return consent
    if exception is not None and exception.case_id == case.pk and exception.recipient_id == recipient.pk and exception.is_live(today):
        return exception
    raise NoLiveConsent
