"""What our codes are called in the Human Trafficking Case Data Standard 2.0, and back again.

The standard is coarser than we are: several of our codes share one of its values, and reading back gives the first.
Where its sheet has no value for ours (movement restricted, isolation) the sheet's own "Other" is written.
"""

from collections.abc import Iterable

from casework.vocabulary import VOCABULARIES, find_vocabulary

# The field of the standard that each of our lists fills.
HTCDS_FIELD = {
    "exploitation_type": "vic_TypeOfExploitation",
    "sexual_form": "vic_TypeOfSexExploitation",
    "labour_sector": "vic_ForcedLabourIndustry",
    "means_of_control": "vic_MethodsOfControl",
    "recruitment_method": "vic_MethodOfRecruitment",
    "recruitment_platform": "vic_RecruitmentWebsitesAndApps",
    "recruiter_relationship": "vic_RelationshipToTrafficker",
    "perpetrator_role": "per_RoleInProcess",
    "leg_kind": "hte_Type",
    "case_status": "cas_Status",
    "victim_status": "vic_TraffickingStatus",
    "deciding_body": "vic_TraffickingStatusDecisionMakingOrg",
    "referral_reason": "cas_ReasonForOutgoingReferral",
    "service_type": "spl_Type",
    "gender": "prs_Gender",
    "language": "prs_PrimaryLanguage",
}


def to_htcds(vocabulary: str, code: str) -> str | None:
    """The standard's value for one of our codes; None where the standard has no place for it (e.g. "not known")."""
    terms = find_vocabulary(vocabulary)
    return terms[code].htcds if code in terms else None


def list_for_htcds(vocabulary: str, codes: Iterable[str]) -> list[str]:
    """The standard's values for several codes, each once, in our order."""
    values = (to_htcds(vocabulary, code) for code in codes)
    return list(dict.fromkeys(value for value in values if value))


def from_htcds(vocabulary: str, value: str) -> str | None:
    """Our code for a value of the standard: "other" for its Other, else the first that maps to it."""
    matching = [term.code for term in find_vocabulary(vocabulary) if term.htcds == value]
    if "other" in matching:
        return "other"
    return matching[0] if matching else None


def find_mapped_vocabularies() -> set[str]:
    """The lists in which at least one term has a value of the standard."""
    return {name for name, terms in VOCABULARIES.items() if any(term.htcds for term in terms)}
