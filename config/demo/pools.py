"""What the demo draws from: shares as the sources describe them, and names nobody bears."""

from __future__ import annotations

Weighted = tuple[tuple[str, ...], tuple[int, ...]]


def weighted(**weights: int) -> Weighted:
    return tuple(weights), tuple(weights.values())


SEX = weighted(female=74, male=24, transgender_other=1, unknown=1)
CITIZENSHIP = weighted(UZ=44, KZ=30, KG=11, TJ=6, RU=3, TM=2, MD=1, UA=1, MN=1, CN=1)
TYPE_FEMALE = weighted(sexual=55, forced_labour=28, domestic_servitude=9, forced_begging=3, forced_marriage=3, debt_bondage=2)
TYPE_MALE = weighted(forced_labour=84, debt_bondage=6, forced_begging=5, forced_criminality=4, sexual=1)
SECTOR = weighted(livestock=22, construction=20, crops=14, tobacco=10, cotton=9, domestic_work=8, brick=7, hospitality=5, trade_market=5)
MEANS = (
    "docs_withheld", "debt_bondage", "earnings_taken", "threats_violence", "threats_family", "threats_authorities",
    "physical_abuse", "psychological_abuse", "movement_restricted", "isolation", "excessive_hours", "false_promises",
)  # fmt: skip
RECRUITMENT = (
    "employment_agency", "through_friends", "through_family", "labour_broker_market", "online_social", "online_advert",
    "marriage_promise", "abduction", "former_victim",
)  # fmt: skip
RECRUITERS = ("acquaintance", "friend", "other_family", "agency_broker", "stranger", "employer_former", "intimate_partner")
PROMISES = ("waitress", "nanny", "shop", "market", "construction", "farm", "domestic", "marriage")
SOURCE = weighted(
    police=22, hotline=20, self=14, ngo=14, international_org=10, migration_police=8, embassy_consulate=5, family_friend=5, health=2
)
REGIONS = {
    "rodnik": weighted(**{"KZ-75": 46, "KZ-19": 22, "KZ-33": 12, "KZ-31": 8, "KZ-71": 7, "KZ-63": 5}),
    "sana-sezim": weighted(**{"KZ-79": 44, "KZ-61": 32, "KZ-31": 12, "KZ-43": 8, "KZ-47": 4}),
}
SERVICES = (
    ("sss_domestic", "food"), ("sss_domestic", "clothing"), ("sss_medical", "medical_exam"),
    ("sss_psychological", "crisis_counselling"), ("sss_legal", "legal_consultation"), ("sss_legal", "documents_restoration"),
    ("sss_labour", "vocational_training"), ("sss_legal", "police_accompaniment"), ("sss_domestic", "safe_return_travel"),
)  # fmt: skip
CLOSURE = weighted(goals_met=34, returned_home=34, referred_elsewhere=10, declined_further=8, lost_contact=8, moved_region=6)
LANGUAGE = {"UZ": "uz", "KZ": "kk", "KG": "ky", "TJ": "tg", "RU": "ru", "TM": "tk", "MD": "ro", "UA": "uk", "MN": "mn", "CN": "zh"}

# Every surname says that it is invented.
SURNAMES = ("Вымыслова", "Примерова", "Образцова", "Ойдан-Шығар", "Үлгібаева", "Мысалова", "Тестбекова", "Primerova", "Vymyslova")
SURNAMES_MALE = ("Вымыслов", "Примеров", "Образцов", "Үлгібаев", "Мысалов", "Тестбеков", "Primerov", "Vymyslov")
GIVEN_FEMALE = ("Айгүл", "Гульнара", "Дилором", "Зарина", "Камила", "Нигора", "Перизат", "Шахноза", "Әсем", "Madina")
GIVEN_MALE = ("Ержан", "Улугбек", "Рустам", "Бахтиёр", "Нұрлан", "Тимур", "Олим", "Farkhod")
