"""From a form to an action: what was refused comes back as one plain sentence beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.actors import ActorRequest
from access.crypto.people import KeyDestroyed
from access.receipts import EditConflict
from casework.absence.rules import AbsenceChanged, StandInIsAway
from casework.attachments.actions import NoRoomForFiles, TooManyFiles
from casework.cases.actions import CaseIsClosed, NotAMember, OpenActions, OpenReferrals, OpenTasks, RiskIsAssessed
from casework.cases.workflow import MoveRefused
from casework.contact.refusing import ContactRefused
from casework.family.actions import NamedAlready
from casework.followups.actions import DecisionNeeded, NeverContact, NotEnded
from casework.forms import CaseworkForm
from casework.funding.rules import MoreThanWhole, OutsideGrant
from casework.letters.actions import NotAgreed
from casework.needs.actions import NewerNeeds
from casework.partners.actions import InTheFuture
from casework.people.erased import PersonErased
from casework.plans.workflow import PlanMoveRefused
from casework.referrals.actions import CannotAnswer, ConsentNotGiven, NoLiveConsent, NothingToRead
from casework.referrals.opening import PackageClosed
from casework.referrals.workflow import ReferralMoveRefused
from casework.risk.actions import FallsWithoutReason, NewerAssessment
from casework.suspects.actions import AlreadyInCase

T = TypeVar("T")

SENTENCES: dict[type[Exception], str | Promise] = {
    CaseIsClosed: _("This case is closed. Reopen it with a reason before you change it."),
    OpenReferrals: _("This case still has open referrals. Withdraw them or wait until they are settled, then close the case."),
    OpenTasks: _("This case still has open tasks or dates. Settle each one, then close the case."),
    OpenActions: _("The plan of help still has actions to do. Say what became of each one, then close the case."),
    PlanMoveRefused: _("This cannot follow from where it stands now. Look at the plan again: a goal is settled after its actions."),
    NotAgreed: _("The person has not agreed, or agrees no longer, to all that this letter says. Look at the consents of the case."),
    NeverContact: _("This person must never be called or written to. Nobody asks how they are."),
    NotEnded: _("A colleague recorded this in the meantime, or help goes on again. Look at the page again."),
    DecisionNeeded: _("A colleague tried as well in the meantime: this was the third attempt. Decide how to go on."),
    RiskIsAssessed: _("The risk of this case was assessed in the meantime. Assess it anew to change the level."),
    FallsWithoutReason: _("A colleague raised the level of risk in the meantime. Say why it falls, or choose another level."),
    NewerAssessment: _("A colleague assessed the risk in the meantime, on a later day. Look at it before you go on."),
    NewerNeeds: _("A colleague assessed the needs in the meantime, on a later day. Look at it before you go on."),
    AbsenceChanged: _("Something changed in the meantime: somebody was taken off a case, or it ended already. Look at it again."),
    StandInIsAway: _("This colleague is away on some of these days. Choose somebody else, or other days."),
    MoreThanWhole: _("Together the shares are more than 100. What one thing costs is paid once."),
    OutsideGrant: _("A colleague changed the days of a grant in the meantime: it does not pay for this day. Look at the list again."),
    MoveRefused: _("The case cannot go to this state from where it is now."),
    NotAMember: _("This person no longer works in your organisation. Choose somebody else."),
    NoLiveConsent: _("No consent of the person covers this partner today. Record a consent first."),
    ConsentNotGiven: _("This consent was not given or has already been taken back."),
    CannotAnswer: _("A child never agrees alone: a guardian answers, or you decide in the child's best interest. For an adult only a court gives this right to somebody else."),
    NothingToRead: _("This was not taken back, or a colleague has confirmed it already."),
    InTheFuture: _("This day is still to come."),
    PackageClosed: _("What the person shared can no longer be opened."),
    ReferralMoveRefused: _("This referral has changed in the meantime. Look at it again before you go on."),
    ContactRefused: _("The person did not agree to be reached this way, on this day or at this hour."),
    NamedAlready: _("This person is written down as family already. Correct what it says there."),
    AlreadyInCase: _("This case already speaks of this suspect. Correct what it says there."),
    TooManyFiles: _("This case already has two hundred files. Remove some that are not needed."),
    NoRoomForFiles: _("The room for files of your organisation is used up. Ask whoever runs Pana for more."),
    PersonErased: _("This person was erased. Nothing is written about them any more."),
    KeyDestroyed: _("This person was erased. Nothing is written about them any more."),
    EditConflict: _("A colleague changed this at the same moment. Look at it again before you go on."),
}
REFUSALS = tuple(SENTENCES)


def posted(request: ActorRequest) -> QueryDict | None:
    """What was sent, even when it is empty; nothing for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def sentence_for(error: Exception) -> str:
    """Why it was refused, for people."""
    return str(next(sentence for kind, sentence in SENTENCES.items() if isinstance(error, kind)))


def saved(
    request: ActorRequest, form: CaseworkForm, act: Callable[[dict[str, Any], UUID | None], T], *, conflicts: bool = False
) -> T | None:
    """Do what a valid form asks. None when there is nothing to do, or when it was refused (the form then says why).

    With `conflicts` a colleague's earlier save is left to the caller, who shows both versions.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(form.facts(), form.cleaned_data.get("form_key"))
    except REFUSALS as error:
        if conflicts and isinstance(error, EditConflict):
            raise
        form.add_error(None, sentence_for(error))
        return None
