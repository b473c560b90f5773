"""Countries by ISO 3166 alpha-2 code. Names come from the translated ISO catalogues; the short everyday names of
the countries we meet most are our own, because the catalogues prefer the official ones."""

import gettext

import pycountry

from casework.vocabulary.terms import Term, Vocabulary

# English, Russian, Kazakh; the order in which a form offers them before the rest.
EVERYDAY = {
    "KZ": ("Kazakhstan", "Казахстан", "Қазақстан"),
    "UZ": ("Uzbekistan", "Узбекистан", "Өзбекстан"),
    "KG": ("Kyrgyzstan", "Кыргызстан", "Қырғызстан"),
    "TJ": ("Tajikistan", "Таджикистан", "Тәжікстан"),
    "TM": ("Turkmenistan", "Туркменистан", "Түрікменстан"),
    "RU": ("Russia", "Россия", "Ресей"),
    "CN": ("China", "Китай", "Қытай"),
    "MN": ("Mongolia", "Монголия", "Моңғолия"),
    "MD": ("Moldova", "Молдова", "Молдова"),
    "UA": ("Ukraine", "Украина", "Украина"),
    "BY": ("Belarus", "Беларусь", "Беларусь"),
    "AE": ("United Arab Emirates", "ОАЭ", "БАӘ"),
    "TR": ("Türkiye", "Турция", "Түркия"),
    "KR": ("South Korea", "Южная Корея", "Оңтүстік Корея"),
    "US": ("United States", "США", "АҚШ"),
    "GB": ("United Kingdom", "Великобритания", "Ұлыбритания"),
}


def _translate_countries(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


def _name_country(code: str, alpha_3: str, official: str, common: str) -> Term:
    if code in EVERYDAY:
        return Term(code, *EVERYDAY[code], ctdc=alpha_3)
    russian = _RUSSIAN.gettext(common)
    kazakh = _KAZAKH.gettext(common)
    if kazakh == common:
        kazakh = _KAZAKH.gettext(official)
    known = kazakh not in {common, official}
    return Term(code, common, russian, kazakh if known else russian, unsure=not known, ctdc=alpha_3)


def _list_countries() -> list[Term]:
    entries = {entry.alpha_2: entry for entry in pycountry.countries}
    rest = sorted((code for code in entries if code not in EVERYDAY), key=lambda code: str(entries[code].name))
    ordered = [entries[code] for code in (*EVERYDAY, *rest)]
    return [
        _name_country(entry.alpha_2, entry.alpha_3, entry.name, getattr(entry, "common_name", entry.name))
        for entry in ordered
    ]


_RUSSIAN = _translate_countries("ru")
_KAZAKH = _translate_countries("kk")

COUNTRY = Vocabulary("country", *_list_countries())
