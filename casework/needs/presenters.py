"""The assessments of needs of a case as people read them: in the words of the form that was asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.cases.models import Case
from casework.needs.models import Answer, NeedsAssessment, ServiceNeed
from casework.needs.questions import ILL_TREATMENT, SERVICES, Question, questions_of
from casework.referrals.presenters import URGENCY_TONES

TONES = {Answer.YES.value: "warn", Answer.NO.value: "good", Answer.UNKNOWN.value: "plain"}


@dataclass(frozen=True)
class Line:
    """One service in one assessment."""

    found: ServiceNeed
    signs: list[str]

    @property
    def tone(self) -> str:
        return TONES.get(self.found.need, "plain")

    @property
    def urgency_tone(self) -> str:
        return URGENCY_TONES.get(self.found.urgency, "plain")


@dataclass(frozen=True)
class Found:
    """One assessment, service by service."""

    assessment: NeedsAssessment
    lines: list[Line]
    criteria: list[str]

    @property
    def needed(self) -> list[Line]:
        return [line for line in self.lines if line.found.need == Answer.YES]

    @property
    def criteria_tone(self) -> str:
        return TONES.get(self.assessment.ill_treatment, "plain")

    @property
    def form_name(self) -> str:
        if self.assessment.form_id is None:
            return _("Questions that come with Pana, version %(number)s") % {"number": self.assessment.edition}
        return _("Questions of our organisation, version %(number)s") % {"number": self.assessment.edition}


def found_on(case: Case) -> list[Found]:
    """Newest first."""
    rows: list[NeedsAssessment] = list(
        case.needs_assessments.select_related("assessed_by", "form").prefetch_related("needs")
    )
    return [_found(one) for one in rows]


def _found(one: NeedsAssessment) -> Found:
    ticked = [question for question in questions_of(one.form) if question.code in one.signs]
    of_service = {need.service: need for need in one.needs.all()}
    lines = [Line(of_service[code], _labels(ticked, code)) for code in SERVICES if code in of_service]
    return Found(one, lines, _labels(ticked, ILL_TREATMENT))


def _labels(ticked: list[Question], section: str) -> list[str]:
    return [question.label for question in ticked if question.section == section]
