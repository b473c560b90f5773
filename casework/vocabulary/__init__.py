"""Every closed list of the field, by name. A model field names its list; a form, a report and an import read it here.

To add a word, add a ``Term`` to its list: no migration follows. Never change or reuse a code.
"""

from casework.vocabulary import (
    activities,
    case,
    countries,
    exploitation,
    follow_up,
    hotline,
    legal,
    needs,
    partner,
    people,
    recruitment,
    referral,
    regions,
    route,
    services,
    steps,
)
from casework.vocabulary.terms import Term, Vocabulary

__all__ = ["VOCABULARIES", "Term", "Vocabulary", "find_vocabulary"]

_LISTS = (
    exploitation.EXPLOITATION_TYPE,
    exploitation.SEXUAL_FORM,
    exploitation.SEXUAL_SETTING,
    exploitation.LABOUR_SECTOR,
    exploitation.MEANS_OF_CONTROL,
    recruitment.RECRUITMENT_METHOD,
    recruitment.RECRUITMENT_PLATFORM,
    recruitment.PROMISE,
    recruitment.RECRUITER_RELATIONSHIP,
    recruitment.PERPETRATOR_ROLE,
    recruitment.PROCEEDINGS_STATUS,
    route.LEG_KIND,
    route.PLACE_ROLE,
    route.BORDER_CROSSING,
    case.CASE_STATUS,
    case.VICTIM_STATUS,
    case.DECIDING_BODY,
    case.CLOSURE_REASON,
    case.PARTNER_TYPE,
    case.WORKSTREAM,
    steps.WORKSTREAM_STEP,
    services.SERVICE_TYPE,
    services.SERVICE,
    services.SERVICE_PROVIDER,
    services.FUNDING_SOURCE,
    services.FUNDING_PURPOSE,
    services.CURRENCY,
    needs.NEED_SIGN,
    needs.ILL_TREATMENT,
    follow_up.FOLLOW_UP_RESULT,
    follow_up.FOLLOW_UP_HOUSING,
    follow_up.FOLLOW_UP_OCCUPATION,
    follow_up.FOLLOW_UP_SAFETY,
    follow_up.FOLLOW_UP_AGAIN,
    follow_up.FOLLOW_UP_DECISION,
    referral.REFERRAL_REASON,
    referral.REFERRAL_DIRECTION,
    referral.REFERRAL_OUTCOME,
    referral.DECLINE_REASON,
    hotline.CALLER_KIND,
    hotline.CALL_TOPIC,
    hotline.CALL_OUTCOME,
    hotline.CALL_CHANNEL,
    legal.LEGAL_STATUS,
    legal.DOCUMENT_KIND,
    legal.DOCUMENT_STATUS,
    activities.ACTIVITY_KIND,
    activities.AUDIENCE_KIND,
    partner.ACCEPTED,
    partner.SERVICE_COST,
    people.SEX,
    people.GENDER,
    people.AGE_BAND_CTDC,
    people.AGE_BAND_REPORT,
    people.AGE_BAND_TIP,
    people.LANGUAGE,
    people.CONSENT,
    people.CONSENT_PURPOSE,
    people.STAY_STATE,
    people.BED_KIND,
    people.RISK_LEVEL,
    people.CHILD_SITUATION,
    people.OUTCOME_SIX_MONTHS,
    regions.REGION,
    countries.COUNTRY,
)

VOCABULARIES: dict[str, Vocabulary] = {vocabulary.name: vocabulary for vocabulary in _LISTS}


def find_vocabulary(name: str) -> Vocabulary:
    """The list of that name; a wrong name fails when the program starts, not when a page is shown."""
    try:
        return VOCABULARIES[name]
    except KeyError:
        raise LookupError(f"There is no vocabulary called {name!r}; see casework/vocabulary/__init__.py.") from None
