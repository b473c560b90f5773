"""The assessments of a case as people read them: each with what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.cases.models import Case
from casework.cases.presenters import RISK_TONES
from casework.risk.models import Danger, RiskAssessment
from casework.vocabulary import VOCABULARIES

REVIEWED_WITHIN: dict[str, str | Promise] = {
    "low": _("within six months"), "medium": _("within three months"), "high": _("within one month"), "critical": _("within a week"),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """One assessment beside the one before it."""

    assessment: RiskAssessment
    before: RiskAssessment | None

    @property
    def tone(self) -> str:
        return RISK_TONES.get(self.assessment.level, "plain")

    @property
    def dangers(self) -> list[str]:
        return labels(set(self.assessment.dangers))

    @property
    def new_dangers(self) -> list[str]:
        return labels(set(self.assessment.dangers) - set(self.before.dangers)) if self.before else []

    @property
    def gone_dangers(self) -> list[str]:
        return labels(set(self.before.dangers) - set(self.assessment.dangers)) if self.before else []

    @property
    def level_moved(self) -> bool:
        return self.assessment.level_before not in ("", self.assessment.level)

    @property
    def has_changed(self) -> bool:
        return bool(self.level_moved or self.new_dangers or self.gone_dangers)


def labels(codes: set[str]) -> list[str]:
    """In the order of the list, in the reader's language."""
    return [str(danger.label) for danger in Danger if danger.value in codes]


def looks_at(case: Case) -> list[Look]:
    """Newest first."""
    found: list[RiskAssessment] = list(case.risk_assessments.select_related("assessed_by"))
    return [Look(one, before) for one, before in zip(found, [*found[1:], None], strict=False)]


def review_rules() -> list[tuple[str, str | Promise]]:
    """Until when each level is looked at again, in words."""
    return [(VOCABULARIES["risk_level"].label(code), REVIEWED_WITHIN[code]) for code in VOCABULARIES["risk_level"].codes]
