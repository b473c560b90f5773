"""What the second person is told before they agree that something is shared without consent."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.actors import Actor
from access.approvals.actions import CannotNow
from access.approvals.models import Approval
from access.approvals.registry import Kind, declare
from access.permissions import Permission as P
from casework.referrals.exception_actions import KIND, agree_exception
from casework.referrals.exceptions import ConsentException


class TimeIsOver(CannotNow):
    sentence = _("The day until which it was to be shared is over. Refuse this request; whoever works on the case asks again.")


def sees_exception(actor: Actor, exception_id: UUID) -> bool:
    return bool(ConsentException.objects.visible_to(actor).filter(pk=exception_id).exists())


def code_of(exception_id: UUID) -> str:
    return str(ConsentException.objects.filter(pk=exception_id).values_list("case__code", flat=True).first() or "")


def _agree(by: Actor, approval: Approval) -> None:
    if ConsentException.objects.get(pk=approval.target_id).expires_on < timezone.localdate():
        raise TimeIsOver
    agree_exception(by=by, approval=approval)


def _leads_to(approval: Approval) -> str:
    return reverse("exception-detail", args=[approval.target_id])


SHARE = declare(
    Kind(
        code=KIND, name=_("Share without the person's consent"), asks=P.REFERRAL_SEND, sees=sees_exception, tells=code_of, perform=_agree,
        leads_to=_leads_to,
        sentence=_(
            "What is chosen goes to the partner although the person did not agree. The law allows it only for danger to life, for the "
            "protection of a child, and by order of a court. Read on the page of the case what, to whom and why before you decide."
        ),
    )
)  # fmt: skip
