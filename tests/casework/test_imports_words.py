"""Words of registers and what they mean: columns, codes, lists; and teaching the table new ones."""

from __future__ import annotations

from datetime import date

import pytest

from casework.imports.headers import find_header, recognise_column
from casework.imports.synonyms import DEFAULT, KINDS, VALUE_KINDS, SynonymTable, fold
from casework.imports.values import compute_age, read_age, read_codes, read_phones
from casework.imports.words_headers import FIELDS
from casework.imports.words_values import SHELTER, SHELTER_NAMES
from casework.vocabulary import VOCABULARIES


def test_folding_forgets_case_dots_and_letters_apart() -> None:
    assert fold("Ф. И. О.") == fold("ФИО") == "фио"
    assert fold(" Трудовая  ЭКСПЛУАТАЦИЯ. ") == "трудовая эксплуатация"
    assert fold("Берёза") == "береза"
    assert fold("№дела") == fold("Номер дела")


@pytest.mark.parametrize("kind", VALUE_KINDS)
def test_every_synonym_means_a_code_that_exists(kind: str) -> None:
    assert set(DEFAULT.known(kind).values()) <= set(VOCABULARIES[kind].codes) | {"stateless"}


@pytest.mark.parametrize("kind", VALUE_KINDS)
def test_every_label_of_every_language_is_understood(kind: str) -> None:
    blank = DEFAULT.known("blank")
    for term in VOCABULARIES[kind]:
        for label in (term.en, term.ru, term.kk):
            assert fold(label) in blank or DEFAULT.find_exact(kind, label), label


def test_every_column_and_shelter_has_a_name() -> None:
    assert set(DEFAULT.known("header").values()) == set(FIELDS)
    assert set(SHELTER_NAMES) == set(SHELTER)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("country", "узб.", "UZ"),
        ("country", "гр-ка Узбекистана", "UZ"),
        ("country", "КР", "KG"),
        ("country", "Киргизия", "KG"),
        ("country", "РК", "KZ"),
        ("country", "Тадж.", "TJ"),
        ("country", "Өзбекстан", "UZ"),
        ("country", "UZB", "UZ"),
        ("country", "Узбекитсан", "UZ"),
        ("country", "без гражданства", "stateless"),
        ("region", "СКО", "KZ-59"),
        ("region", "ЮКО", "KZ-61"),
        ("region", "г.Алматы", "KZ-75"),
        ("region", "Алматы обл.", "KZ-19"),
        ("region", "Алматинская обл.", "KZ-19"),
        ("region", "Нур-Султан", "KZ-71"),
        ("region", "Түркістан обл.", "KZ-61"),
        ("country", "Кыргызск. Респ.", "KG"),
        ("partner_type", "через НПО «Лес»", "ngo"),
        ("partner_type", "ОП Медеуского района", "police"),
        ("exploitation_type", "сексуал. эксплуатация", "sexual"),
        ("sex", "әйел", "female"),
        ("sex", "муж.", "male"),
        ("case_status", "завершено", "closed"),
        ("partner_type", "сама обратилась", "self"),
        ("partner_type", "М.О.М.", "international_org"),
        ("means_of_control", "изъяли паспорт и телефон", "docs_withheld"),
        ("shelter", "Приют «Родник» (Алматы)", "rodnik"),
    ],
)
def test_a_word_is_understood(kind: str, text: str, code: str) -> None:
    match = DEFAULT.find(kind, text)
    assert match is not None
    assert match.code == code


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("country", "Нарния"),
        ("country", "Иран или Ирак"),
        ("sex", "да"),
        ("means_of_control", "не изъяли паспорт"),
        ("region", "Луна"),
        ("case_status", ""),
    ],
)
def test_a_word_that_means_nothing_or_two_things_is_not_guessed(kind: str, text: str) -> None:
    match = DEFAULT.find(kind, text)
    assert match is None or match.guessed


def test_a_misspelling_is_marked_as_a_guess_and_a_known_word_is_not() -> None:
    assert [DEFAULT.find("country", text).guessed for text in ("Узбекистан", "Узбекстаан")] == [False, True]  # type: ignore[union-attr]


def test_an_abbreviation_that_fits_two_meanings_is_not_guessed() -> None:
    assert DEFAULT.find("country", "Австр") is None


def test_a_turned_round_remark_is_not_taken_for_the_remark() -> None:
    assert DEFAULT.find("means_of_control", "не изъяли паспорт") is None


def test_an_administrators_word_is_added_and_wins() -> None:
    table = DEFAULT.extended(
        [("country", "Тридевятое царство", "UZ"), ("sex", "ж", "unknown"), ("header", "Кто она", "sex")]
    )
    assert table.find("country", "тридевятое ЦАРСТВО").code == "UZ"  # type: ignore[union-attr]
    assert table.find_exact("sex", "Ж") == "unknown"
    assert recognise_column("Кто она?", table) == "sex"
    assert DEFAULT.find_exact("sex", "Ж") == "female"
    assert DEFAULT.find("country", "Тридевятое царство") is None


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(LookupError, match=", ".join(KINDS)):
        SynonymTable([("colour", "синий", "blue")])


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("Пол (м/ж)", "sex"),
        ("Возраст, лет", "age"),
        ("Аты-жөні / ФИО", "full_name"),
        ("Дата\nзаселения", "check_in"),
        ("Дата обращения в организацию", "request_date"),
        ("Дата раждения", "birth_date"),
        ("ДАТА ВЫСЕЛЕНИЯ", "check_out"),
        ("Вид эксплуат.", "exploitation"),
        ("Гражд-во", "citizenship"),
        ("Дата", "request_date"),
        ("Телефон:", "phone"),
        ("№", "ordinal"),
        ("Age at registration (years)", "age"),
        ("Age when first exploited", "age_first"),
        ("Цвет папки", None),
        ("Серия паспорта", None),
        ("2010", None),
    ],
)
def test_a_column_name_is_recognised(written: str, field: str | None) -> None:
    assert recognise_column(written, DEFAULT) == field


def test_names_on_two_rows_under_a_merged_group_are_read_together() -> None:
    rows = [
        (1, ("Журнал", None, None, None, None, None)),
        (3, ("№ дела", "Дата", None, None, "Данные о лице", None)),
        (4, (None, "рождения", "заселения", "выселения", "Пол", "Гражданство")),
        (5, ("001", "1.1.1980", "1.1.2010", "2.1.2010", "ж", "РК")),
    ]
    header = find_header(rows, DEFAULT)
    assert header is not None
    assert (header.start, header.depth) == (1, 2)
    assert list(header.fields.values()) == ["case_number", "birth_date", "check_in", "check_out", "sex", "citizenship"]


def test_a_list_is_cut_at_any_separator_but_not_inside_a_known_value() -> None:
    assert read_codes("питание, одежда; юр. консультация\nпсихолог", "service", DEFAULT).codes == [
        "food",
        "clothing",
        "legal_consultation",
        "psychological_consultation",
    ]
    assert read_codes("Продажа ребёнка / незаконное усыновление", "exploitation_type", DEFAULT).codes == [
        "child_sale_adoption"
    ]
    assert read_codes("побои и угрозы семье", "means_of_control", DEFAULT).codes == ["physical_abuse", "threats_family"]
    assert read_codes("с/х, стройка", "labour_sector", DEFAULT).codes == ["crops", "construction"]


def test_a_list_keeps_each_code_once_and_what_it_did_not_understand() -> None:
    reading = read_codes("побои; избиение; нет; лунный свет", "means_of_control", DEFAULT)
    assert (reading.codes, reading.unknown) == (["physical_abuse"], ["лунный свет"])


@pytest.mark.parametrize("written", [25, 25.0, "25", "25 лет", "~25", "25 жас", "25 years old", "25л.", "около 25"])
def test_an_age_is_read(written: str | int | float) -> None:
    assert read_age(written) == 25


@pytest.mark.parametrize("written", ["взрослая", "25-30", 25.5, -3, 200, True, "", None])
def test_what_is_no_age_is_not_read(written: str | float | None) -> None:
    assert read_age(written) is None


def test_an_age_is_counted_in_completed_years() -> None:
    assert compute_age(date(1990, 5, 3), 1990, date(2010, 5, 2), 2010) == 19
    assert compute_age(date(1990, 5, 3), 1990, date(2010, 5, 3), 2010) == 20
    assert compute_age(None, 1990, date(2010, 1, 1), 2010) == 20
    assert compute_age(None, None, date(2010, 1, 1), 2010) is None


def test_a_telephone_number_without_a_country_is_kazakh() -> None:
    assert read_phones("8 701 000 00 18") == (["+77010000018"], True)
    assert read_phones("+998 90 123 45 67; 8-701-000-00-18") == (["+998901234567", "+77010000018"], True)
    assert read_phones("спросить у мамы") == ([], False)
    assert read_phones("") == ([], True)
