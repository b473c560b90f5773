"""The life of a report: which state follows which, and who may take the step."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.permissions import Permission as P


class ReportState(models.TextChoices):
    CHECKING = "checking", _("Data to be checked")
    BUILDING = "building", _("Being made")
    FAILED = "failed", _("Not made")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned")
    PUBLISHING = "publishing", _("Being published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = ReportState
MOVES: dict[tuple[ReportState, ReportState], P] = {
    (S.CHECKING, S.BUILDING): P.REPORT_PREPARE,
    (S.FAILED, S.CHECKING): P.REPORT_PREPARE,
    (S.FAILED, S.BUILDING): P.REPORT_PREPARE,
    (S.BUILDING, S.DRAFT): P.REPORT_PREPARE,
    (S.BUILDING, S.FAILED): P.REPORT_PREPARE,
    (S.DRAFT, S.SUBMITTED): P.REPORT_PREPARE,
    (S.RETURNED, S.SUBMITTED): P.REPORT_PREPARE,
    (S.SUBMITTED, S.RETURNED): P.REPORT_APPROVE,
    (S.SUBMITTED, S.PUBLISHING): P.REPORT_APPROVE,
    (S.PUBLISHING, S.PUBLISHED): P.REPORT_APPROVE,
    (S.PUBLISHING, S.SUBMITTED): P.REPORT_APPROVE,
    (S.PUBLISHED, S.WITHDRAWN): P.REPORT_APPROVE,
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
SHOWN_TO_DONORS = frozenset({S.PUBLISHED, S.WITHDRAWN})
HAS_FIGURES = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.PUBLISHING, S.PUBLISHED, S.WITHDRAWN})
IN_WORK = frozenset({S.BUILDING, S.PUBLISHING})


class ReportMoveRefused(Exception):
    """This step does not follow from where the report is."""


def require_move(present: str, wanted: ReportState) -> None:
    """Refuse a step that the table does not know."""
    if (ReportState(present), wanted) not in MOVES:
        raise ReportMoveRefused
