"""The closed lists: complete in three languages, stable, and translated to the international standards."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from casework.vocabulary import VOCABULARIES, Term, Vocabulary, find_vocabulary
from casework.vocabulary.htcds import (
    HTCDS_FIELD,
    find_mapped_vocabularies,
    from_htcds,
    list_for_htcds,
    to_htcds,
)
from casework.vocabulary.regions import REGION, REGION_ALIASES

every_vocabulary = pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES.keys())


@every_vocabulary
def test_every_term_has_a_label_in_three_languages(vocabulary: Vocabulary) -> None:
    for term in vocabulary:
        assert all(label.strip() == label and label for label in (term.en, term.ru, term.kk)), term


@every_vocabulary
def test_no_two_terms_of_a_list_read_the_same(vocabulary: Vocabulary) -> None:
    for language in ("en", "ru", "kk"):
        labels = [term.label(language) for term in vocabulary]
        assert len(set(labels)) == len(labels), (language, sorted(x for x in labels if labels.count(x) > 1))


@every_vocabulary
def test_codes_fit_the_column_and_are_plain(vocabulary: Vocabulary) -> None:
    shape = {"region": r"KZ-\d\d", "country": r"[A-Z]{2}", "currency": r"[A-Z]{3}"}.get(vocabulary.name, r"[a-z0-9_]+")
    assert all(re.fullmatch(shape, code) and len(code) <= 40 for code in vocabulary.codes)


def test_a_code_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Vocabulary("planted", Term("a", "A", "А", "Ә"), Term("a", "B", "Б", "Б"))


def test_a_wrong_name_says_where_to_look() -> None:
    with pytest.raises(LookupError, match="no vocabulary called 'colour'"):
        find_vocabulary("colour")


def test_the_label_follows_the_readers_language() -> None:
    sectors = VOCABULARIES["labour_sector"]
    for language, label in {"ru": "Сбор хлопка", "kk": "Мақта жинау", "en": "Cotton harvest"}.items():
        with translation.override(language):
            assert sectors.label("cotton") == label
            assert str(dict(sectors.choices)["cotton"]) == label


def test_a_choice_made_before_the_language_is_known_reads_it_later() -> None:
    choice = dict(VOCABULARIES["sex"].choices)["female"]
    with translation.override("kk"):
        assert str(choice) == "Әйел"
    with translation.override("en"):
        assert str(choice) == "Female"


def test_labels_come_in_the_order_of_the_list_and_keep_a_forgotten_code() -> None:
    labels = VOCABULARIES["means_of_control"].labels(["other", "gone", "docs_withheld"], "en")
    assert labels == ["Documents taken or withheld", "Other", "gone"]


def test_every_step_belongs_to_a_workstream_and_every_service_to_a_kind() -> None:
    assert all(step.group in VOCABULARIES["workstream"] for step in VOCABULARIES["workstream_step"])
    assert all(x.group in VOCABULARIES["service_type"] for x in VOCABULARIES["service"] if x.code != "other")
    assert {x.group for x in VOCABULARIES["service"]} >= set(VOCABULARIES["service_type"].codes)


def test_there_are_twenty_regions_and_every_alias_points_to_one() -> None:
    assert len(REGION) == 20
    assert all(alias.code in REGION for alias in REGION_ALIASES)
    assert all(a.since is None or a.until is None or a.since < a.until for a in REGION_ALIASES)


def test_every_country_has_its_own_name_in_kazakh() -> None:
    countries = VOCABULARIES["country"]
    assert countries.codes[:4] == ("KZ", "UZ", "KG", "TJ")
    assert countries.label("NG", "ru") == "Нигерия"
    assert countries.label("BH", "kk") == "Бахрейн"
    assert countries["KZ"].ctdc == "KAZ"


# The picklists of the standard, version 2.0, as its sheet prints them.
HTCDS_VALUES = {
    "exploitation_type": "ForcedLabour SexualExploitation ChildLabour ForcedMarriage Servitude "
    "ForcedMilitaryByNonStateActors OrganRemoval ForcedBegging ForcedAdoption Surrogacy Other",
    "sexual_form": "Prostitution Pornography RemoteInteractiveServices PrivateSexualServices",
    "labour_sector": " ".join("ABCDEFGHIJKLMNOPQRSTU"),
    "means_of_control": "PhysicalThreats ThreatsLawEnforcement ThreatensChildrenFamily DebtBondage FalsePromises "
    "PhysicalAbuse SexualAbuse TakesEarnings RestrictsFinancialAccess RestrictsMedicalCare WithholdsNecessities "
    "PsychologicalAbuse PsychoactiveSubstance ExcessiveWorkingHours WithholdsDocuments Other",
    "recruitment_method": "AtAPlaceOfBusiness AtAnEducationalInstitution AtWork ThroughOnlineSocialNetworks "
    "ThroughAnOnlineAdvertisement ThroughATelevisionAdvert ThroughANewspaperAdvert ThroughFamilyOrFamilyEvents "
    "ThroughFriendsOrSocialEvents Other",
    "recruitment_platform": "Facebook Instagram WhatsApp Telegram FacebookMessenger Viber SnapChat Line 4Sale WeChat "
    "QQ QZone TikTok Twitter Other",
    "recruiter_relationship": "Familial Acquainted Unaquainted",
    "perpetrator_role": "TravellingPartner Transporter RecruiterOrIntermediary BrokerTravelAgent "
    "TransferredIndividual HarbouredIndividual SoldIndividual BoughtIndividual ReceivedIndividual "
    "ControlledIndividual Smuggler Abuser Kidnapper Exploiter Other",
    "leg_kind": "Recruitment Transit Exploitation",
    "case_status": "Active FollowUp Closed ClosedReferred",
    "victim_status": "PossibleVictimOfTrafficking ActualVictimOfTrafficking NotAVictimOfTrafficking",
    "deciding_body": "Police NGO CourtOrProsecution NonPoliceGovernmentalOrganization Other",
    "referral_reason": "AdditionalServicesRequired MigrationOrChangeOfLocation Other",
    "service_type": "Education Financial Health LabourExploitationRehabilitation Legal Livelihood RightsBasedTraining "
    "SexualExploitationRehabilitation SocialCare",
    "gender": "Feminine Masculine TransgenderFeminine TransgenderMasculine NonConforming NonSpecifiedUnknown",
}
every_picklist = pytest.mark.parametrize("name", HTCDS_VALUES)


@every_picklist
def test_every_mapped_code_becomes_a_value_the_standard_knows(name: str) -> None:
    allowed = HTCDS_VALUES[name].split()
    mapped = [code for code in VOCABULARIES[name].codes if VOCABULARIES[name][code].htcds]
    assert mapped
    assert all(to_htcds(name, code) in allowed for code in mapped)


@every_picklist
def test_only_not_known_and_local_codes_have_no_value(name: str) -> None:
    local = {"escape", "return", "unknown"} | (
        {"other"} if name in {"labour_sector", "recruiter_relationship"} else set()
    )
    assert {term.code for term in VOCABULARIES[name] if not term.htcds} <= local


@every_picklist
def test_reading_a_value_back_gives_a_code_with_that_value(name: str) -> None:
    for term in VOCABULARIES[name]:
        if term.htcds:
            code = from_htcds(name, term.htcds)
            assert code is not None
            assert to_htcds(name, code) == term.htcds


def test_the_field_table_covers_every_mapped_list() -> None:
    assert find_mapped_vocabularies() == set(HTCDS_FIELD)


def test_several_codes_become_each_value_once() -> None:
    assert list_for_htcds("means_of_control", ["threats_family", "uses_children", "unknown", "debt_bondage"]) == [
        "ThreatensChildrenFamily",
        "DebtBondage",
    ]


def test_a_code_or_value_nobody_knows_maps_to_nothing() -> None:
    assert to_htcds("case_status", "gone") is None
    assert from_htcds("case_status", "Gone") is None
    assert from_htcds("means_of_control", "Other") == "other"
