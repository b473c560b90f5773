"""From cells to a record: what is kept, what is warned about, what keeps a row out."""

from __future__ import annotations

import io
from datetime import date

import pytest

from casework.imports.problems import UnreadableFile
from casework.imports.reading import Reading, read_rows
from casework.imports.rows import ImportedRow
from casework.imports.synonyms import DEFAULT

TODAY = date(2026, 6, 1)
NAMES = (
    "№ дела;Дата обращения;ФИО;Пол;Дата рождения;Возраст;Возраст при вовлечении;Гражданство;ИИН;Телефон;"
    "Вид эксплуатации;Сфера;Средства контроля;Кто направил;Приют;Дата заселения;Дата выселения;Оказанные услуги;"
    "Регион;Страна эксплуатации;Статус;Примечание"
)
FULL = (
    "001/10;05/11/10;Ромашкова Ива Тополевна;ж;12.03.1988;22;21;узб.;880312400125;8 701 000 00 18;трудовая;хлопок;"
    "изъяли паспорт, долг;МОМ;Родник;06.11.2010;10.12.2010;питание, психолог;ЮКО;РК;завершено;приехала с сестрой"
)


def read_text(*rows: str, names: str = NAMES) -> Reading:
    return read_rows(io.BytesIO("\n".join((names, *rows)).encode()), today=TODAY)


def read_one(**cells: str) -> tuple[ImportedRow | None, list[str], list[str]]:
    """One row with the cells given and the rest filled in plausibly; the row, its errors and its warnings."""
    base = {"№ дела": "001/10", "Дата обращения": "05.11.2010", "ФИО": "Ромашкова Ива", "Пол": "ж"} | cells
    reading = read_text(";".join(base.values()), names=";".join(base))
    row = reading.rows[0] if reading.rows else None
    return row, [problem.code for problem in reading.errors], [problem.code for problem in reading.warnings]


def test_a_full_row_becomes_a_full_record() -> None:
    reading = read_text(FULL)
    (row,) = reading.rows
    assert (row.surname, row.given_name, row.patronymic, row.sex) == ("Ромашкова", "Ива", "Тополевна", "female")
    assert (row.request_date, row.birth_date, row.age) == (date(2010, 11, 5), date(1988, 3, 12), 22)
    assert (row.citizenship, row.phone, row.source, row.status) == ("UZ", "+77010000018", "international_org", "closed")
    assert (row.exploitation_types, row.sectors) == (("forced_labour",), ("cotton",))
    assert (row.means, row.services) == (("docs_withheld", "debt_bondage"), ("food", "psychological_consultation"))
    assert (row.shelter, row.shelter_name, row.region) == ("rodnik", "Родник", "KZ-61")
    assert (row.check_in, row.check_out) == (date(2010, 11, 6), date(2010, 12, 10))
    assert row.countries_of_exploitation == ("KZ",)
    assert row.note == "приехала с сестрой"
    assert row.age_first_exploited == 21
    assert reading.errors == []


def test_the_age_written_counts_and_a_contradiction_is_told() -> None:
    row, errors, warnings = read_one(**{"Дата рождения": "1980", "Возраст": "22"})
    assert row is not None
    assert (row.age_at_request, errors, warnings) == (22, [], ["age_disagrees"])


def test_without_an_age_it_is_computed_on_the_day_of_the_request() -> None:
    row, _errors, _warnings = read_one(**{"Дата рождения": "06.11.1990", "Возраст": "нет"})
    assert row is not None
    assert row.age_at_request == 19


def test_a_birth_year_of_two_digits_follows_the_age() -> None:
    row, _errors, warnings = read_one(**{"Дата рождения": "01/02/05", "Возраст": "105"})
    assert row is not None
    assert (row.birth_year, warnings) == (1905, [])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Дата обращения": "31.02.2010"}, "date_impossible"),
        ({"Дата обращения": "весной"}, "date_unreadable"),
        ({"Дата обращения": "05.11.2030"}, "date_in_future"),
        ({"Дата рождения": "05.11.2030"}, "date_in_future"),
        ({"Дата заселения": "05.11.2010", "Дата выселения": "04.11.2010"}, "left_before_arrival"),
        ({"№ дела": "", "Дата обращения": "", "ФИО": "-", "Возраст": "22", "Статус": "закрыто"}, "row_without_person"),
    ],
)
def test_an_error_keeps_the_row_out_and_names_it(cells: dict[str, str], code: str) -> None:
    row, errors, _warnings = read_one(**cells)
    assert row is None
    assert errors == [code]


@pytest.mark.parametrize(
    ("cells", "code", "unread"),
    [
        ({"Возраст": "взрослая"}, "age_unreadable", ("age", "взрослая")),
        ({"Гражданство": "Нарния"}, "value_unknown", ("citizenship", "Нарния")),
        ({"ИИН": "880312400126"}, "iin_invalid", ("iin", "880312400126")),
        ({"Телефон": "у соседки"}, "phone_unreadable", ("phone", "у соседки")),
        ({"Дата обращения": "2010"}, "date_year_only", ("request_date", "2010")),
        ({"Средства контроля": "долг, лунный свет"}, "value_unknown", ("means", "лунный свет")),
    ],
)
def test_what_is_not_understood_is_kept_as_text_with_a_warning(
    cells: dict[str, str], code: str, unread: tuple[str, str]
) -> None:
    row, errors, warnings = read_one(**cells)
    assert row is not None
    assert (errors, warnings, row.unread) == ([], [code], (unread,))


def test_a_warning_about_who_a_person_is_does_not_carry_the_text() -> None:
    for cells in ({"ИИН": "880312400126"}, {"Телефон": "у соседки"}):
        row, _errors, _warnings = read_one(**cells)
        assert row is not None
        assert [dict(warning.params) for warning in row.warnings] == [{}]


def test_an_iin_that_lost_its_zeros_is_completed_and_a_mismatch_only_told() -> None:
    row, errors, warnings = read_one(**{"ИИН": "51231500070", "Дата рождения": "31.12.2005"})
    assert row is not None
    assert (row.iin, errors) == ("051231500070", [])
    assert warnings == ["iin_disagrees"]


def test_a_stateless_person_has_no_citizenship_and_two_citizenships_are_two() -> None:
    stateless, _errors, _warnings = read_one(Гражданство="ЛБГ")
    both, _errors, _warnings = read_one(Гражданство="РК/РФ")
    assert stateless is not None
    assert both is not None
    assert (stateless.stateless, stateless.citizenships) == (True, ())
    assert both.citizenships == ("KZ", "RU")


def test_a_town_of_kazakhstan_stands_for_the_country_of_exploitation() -> None:
    row, errors, warnings = read_one(**{"Место эксплуатации": "г. Тараз, Россия"})
    assert row is not None
    assert (row.countries_of_exploitation, errors, warnings) == (("RU", "KZ"), [], [])


def test_names_in_columns_of_their_own_are_taken_as_they_stand() -> None:
    names = "Фамилия;Имя;Отчество;Пол;Дата обращения"
    (row,) = read_text("Ромашкова;Ива;Тополевна;ж;05.11.2010", names=names).rows
    assert (row.surname, row.given_name, row.patronymic) == ("Ромашкова", "Ива", "Тополевна")


def test_a_new_shelter_keeps_its_name() -> None:
    row, errors, warnings = read_one(Приют="Приют «Тёплый дом»")
    assert row is not None
    assert (row.shelter, row.shelter_name, errors, warnings) == ("", "Приют «Тёплый дом»", [], [])


def test_a_number_used_twice_is_told_and_both_rows_stay() -> None:
    reading = read_text(FULL, FULL)
    assert len(reading.rows) == 2
    assert [(w.code, w.row, dict(w.params)) for w in reading.warnings if w.code == "case_number_repeated"] == [
        ("case_number_repeated", 3, {"row": 2})
    ]


def test_a_column_with_american_dates_is_read_month_first() -> None:
    names = "№ дела;Дата обращения;Пол;Возраст"
    reading = read_text("1;02/17/10;ж;20", "2;02/03/10;ж;20", names=names)
    assert [row.request_date for row in reading.rows] == [date(2010, 2, 17), date(2010, 2, 3)]


def test_a_column_with_both_orders_is_told() -> None:
    names = "№ дела;Дата обращения;Пол;Возраст"
    reading = read_text("1;02/17/10;ж;20", "2;17/02/10;ж;20", names=names)
    assert [(w.code, w.column) for w in reading.warnings] == [("date_order_mixed", "B")]


def test_totals_notes_numbering_and_repeated_names_are_not_people() -> None:
    names = "№ дела;Дата обращения;ФИО;Пол"
    rows = ["1;2;3;4", "Январь 2010;;;", "001;05.11.2010;Ромашкова Ива;ж", names, "Итого:;1;;", "Директор;;Сойка И.;"]
    reading = read_text(*rows, names=names)
    assert [row.row for row in reading.rows] == [4]
    assert [(w.code, w.row) for w in reading.warnings] == [
        ("note_skipped", 3),
        ("total_skipped", 6),
        ("note_skipped", 7),
    ]


def test_a_register_in_an_old_windows_code_page_is_read() -> None:
    text = "№ дела\tДата обращения\tПол\tГражданство\n001\t05.11.2010\tж\tузб.\n"
    (row,) = read_rows(io.BytesIO(text.encode("cp1251")), today=TODAY).rows
    assert (row.sex, row.citizenship) == ("female", "UZ")


def test_a_register_in_utf_16_with_tabs_is_read() -> None:
    text = "Іс №\tЖүгінген күні\tЖынысы\tАзаматтығы\n001\t05.11.2010\tәйел\tӨзбекстан\n"
    (row,) = read_rows(io.BytesIO(text.encode("utf-16")), today=TODAY).rows
    assert (row.sex, row.citizenship) == ("female", "UZ")


def test_an_administrators_column_name_opens_a_file_that_was_closed() -> None:
    content = "Шифр карточки;Когда пришла;Кто она\n7;05.11.2010;жен.\n".encode()
    with pytest.raises(UnreadableFile):
        read_rows(io.BytesIO(content), today=TODAY)
    taught = DEFAULT.extended(
        [
            ("header", "Шифр карточки", "case_number"),
            ("header", "Когда пришла", "request_date"),
            ("header", "Кто она", "sex"),
        ]
    )
    (row,) = read_rows(io.BytesIO(content), synonyms=taught, today=TODAY).rows
    assert (row.case_number, row.request_date, row.sex) == ("7", date(2010, 11, 5), "female")


def test_the_table_given_remembers_no_text_of_the_file() -> None:
    taught = DEFAULT.extended()
    read_rows(io.BytesIO((NAMES + "\n" + FULL).encode()), synonyms=taught, today=TODAY)
    assert (taught._found, taught._folded) == ({}, {})
