"""One row of a register as a typed record, and how its cells become one.

**Age at registration** is the age written in the register when there is one, else computed from the birth date on the
day of the request. A register's age was said or checked that day; its birth dates are often only years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casework.iin import find_iin_mismatches, is_valid_iin, normalise_iin
from casework.imports.dates import DateReading, read_date
from casework.imports.problems import Problem
from casework.imports.synonyms import SynonymTable
from casework.imports.values import compute_age, read_age, read_codes, read_phones, write_as_text
from casework.imports.words_values import SHELTER_NAMES
from casework.imports.workbook import MAX_CELL, BadCell, CellValue
from casework.names import PersonName, split_name

DATE_FIELDS = ("request_date", "birth_date", "check_in", "check_out")
# Their text never leaves the cell: a problem in them is told without it.
IDENTIFYING = frozenset({"full_name", "surname", "given_name", "patronymic", "iin", "phone", "birth_date", "note"})
# Without these the row still says who and when, so a formula in them is left out, not the row.
REPLACEABLE = frozenset({"age", "ordinal"})
STATELESS = "stateless"


@dataclass(frozen=True, slots=True, repr=False)
class ImportedRow:
    """What one row says about one person. Codes are of our vocabularies; empty means not stated."""

    sheet: str
    row: int
    case_number: str = ""
    request_date: date | None = None
    request_year: int | None = None
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    initials: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    age: int | None = None  # as written
    age_first_exploited: int | None = None
    citizenships: tuple[str, ...] = ()
    stateless: bool = False
    iin: str = ""
    phones: tuple[str, ...] = ()
    exploitation_types: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    shelter: str = ""  # code of a known shelter
    shelter_name: str = ""  # its usual name, or the name as written
    check_in: date | None = None
    check_out: date | None = None
    services: tuple[str, ...] = ()
    region: str = ""
    countries_of_exploitation: tuple[str, ...] = ()
    status: str = ""
    note: str = ""
    unread: tuple[tuple[str, str], ...] = ()  # field and text of everything not understood
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"<ImportedRow {self.sheet} row {self.row}>"

    @property
    def age_at_request(self) -> int | None:
        """The age written, else the completed years on the day of the request."""
        if self.age is not None:
            return self.age
        return compute_age(self.birth_date, self.birth_year, self.request_date, self.request_year)

    @property
    def citizenship(self) -> str:
        """The first citizenship named."""
        return self.citizenships[0] if self.citizenships else ""

    @property
    def phone(self) -> str:
        """The first telephone number."""
        return self.phones[0] if self.phones else ""

    @property
    def source(self) -> str:
        """Who sent the person, first named."""
        return self.sources[0] if self.sources else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stood."""

    value: CellValue
    column: str
    header: str

    @property
    def text(self) -> str:
        """The value as text."""
        return write_as_text(self.value)


@dataclass(frozen=True, slots=True)
class SheetRules:
    """What holds for a whole sheet: its name, the order of day and month in each column, today, the known words."""

    sheet: str
    synonyms: SynonymTable
    today: date
    day_first: Mapping[str, bool]
    epoch: datetime


@dataclass(slots=True)
class RowReader:
    """Reads the cells of one row, gathering problems on the way."""

    rules: SheetRules
    row: int
    cells: Mapping[str, Cell]
    problems: list[Problem] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    def read(self) -> ImportedRow | None:
        """The row, or None when something in it is an error; ``problems`` says what."""
        self._report_bad_cells()
        values = self._read_person() | self._read_dates() | self._read_facts()
        self._compare(values)
        if not (values["case_number"] or values["request_date"] or self._has_name(values)):
            self.report("row_without_person")
        if any(problem.is_error for problem in self.problems):
            return None
        # Built last: reading the values is what fills the two lists.
        kept: dict[str, Any] = {"unread": tuple(self.unread), "warnings": tuple(self.problems)}
        return ImportedRow(sheet=self.rules.sheet, row=self.row, **values, **kept)

    def report(self, code: str, about: str = "", **params: object) -> None:
        """Note a problem in a field's cell, or in the row as a whole."""
        cell = self.cells.get(about)
        column, header = (cell.column, cell.header) if cell else ("", "")
        self.problems.append(Problem(code, self.rules.sheet, self.row, column, header, params))

    def _report_bad_cells(self) -> None:
        for name, cell in self.cells.items():
            if isinstance(cell.value, BadCell) and name not in REPLACEABLE:
                self.report(cell.value.code, name, text=cell.value.text, limit=MAX_CELL)

    def _get_text(self, name: str) -> str:
        cell = self.cells.get(name)
        if cell is None or isinstance(cell.value, BadCell) or self.rules.synonyms.is_blank(cell.text):
            return ""
        return cell.text

    # --- who -----------------------------------------------------------------------------------------------------

    def _read_person(self) -> dict[str, Any]:
        name = self._read_name()
        return {
            "case_number": self._get_text("case_number"),
            "surname": name.surname,
            "given_name": name.given_name,
            "patronymic": name.patronymic,
            "initials": name.initials,
            "sex": self._read_code("sex", "sex"),
            "age": self._read_age("age"),
            "age_first_exploited": self._read_age("age_first"),
            "iin": self._read_iin(),
            "phones": self._read_phones(),
            "note": self._get_text("note"),
        }

    def _read_name(self) -> PersonName:
        whole = split_name(self._get_text("full_name"))
        if not any(self._get_text(name) for name in ("surname", "given_name", "patronymic")):
            return whole
        return PersonName(
            surname=self._get_text("surname") or whole.surname,
            given_name=self._get_text("given_name") or whole.given_name,
            patronymic=self._get_text("patronymic") or whole.patronymic,
            initials=whole.initials,
        )

    def _has_name(self, values: Mapping[str, Any]) -> bool:
        return bool(values["surname"] or values["given_name"] or values["initials"])

    def _read_age(self, name: str) -> int | None:
        text = self._get_text(name)
        age = read_age(self.cells[name].value) if text else None
        if text and age is None:
            self._keep_unread(name, "age_unreadable", text)
        return age

    def _read_iin(self) -> str:
        number = normalise_iin(self._get_text("iin"))
        if number.isdigit() and len(number) < 12:
            number = number.zfill(12)  # a spreadsheet drops the zeros of people born from 2000 to 2009
        if number and not is_valid_iin(number):
            self._keep_unread("iin", "iin_invalid", number)
            return ""
        return number

    def _read_phones(self) -> tuple[str, ...]:
        numbers, good = read_phones(self._get_text("phone"))
        if not good:
            self._keep_unread("phone", "phone_unreadable", self._get_text("phone"))
        return tuple(numbers)

    # --- when ----------------------------------------------------------------------------------------------------

    def _read_dates(self) -> dict[str, Any]:
        request = self._read_date("request_date", latest=self.rules.today)
        age = read_age(self.cells["age"].value) if self._get_text("age") else None
        near = request.year - age if request.year and age is not None else None
        born = self._read_date("birth_date", latest=request.day or self.rules.today, near_year=near)
        stay = [self._read_date(name, latest=self.rules.today) for name in ("check_in", "check_out")]
        if stay[0].day and stay[1].day and stay[1].day < stay[0].day:
            self.report("left_before_arrival", "check_out")
        return {
            "request_date": request.day,
            "request_year": request.year,
            "birth_date": born.day,
            "birth_year": born.year,
            "check_in": stay[0].day,
            "check_out": stay[1].day,
        }

    def _read_date(self, name: str, *, latest: date, near_year: int | None = None) -> DateReading:
        text = self._get_text(name)
        if not text:
            return DateReading()
        rules = self.rules
        value, first = self.cells[name].value, rules.day_first.get(name, True)
        reading = read_date(value, latest=latest, day_first=first, epoch=rules.epoch, near_year=near_year)
        if reading.problem:
            self.report(reading.problem, name, text=text)
        elif name != "check_out" and reading.year and (reading.day or date(reading.year, 1, 1)) > rules.today:
            self.report("date_in_future", name, text=text)
        elif name != "birth_date" and reading.day is None:
            self._keep_unread(name, "date_year_only", text)
        return reading

    # --- what happened -------------------------------------------------------------------------------------------

    def _read_facts(self) -> dict[str, Any]:
        citizenships = self._read_list("citizenship", "country")
        shelter, shelter_name = self._read_shelter()
        return {
            "citizenships": tuple(code for code in citizenships if code != STATELESS),
            "stateless": STATELESS in citizenships,
            "exploitation_types": self._read_list("exploitation", "exploitation_type"),
            "sectors": self._read_list("sector", "labour_sector"),
            "means": self._read_list("means", "means_of_control"),
            "sources": self._read_list("source", "partner_type"),
            "shelter": shelter,
            "shelter_name": shelter_name,
            "services": self._read_list("services", "service"),
            "region": self._read_code("region", "region"),
            "countries_of_exploitation": self._read_places(),
            "status": self._read_code("status", "case_status"),
        }

    def _read_code(self, name: str, kind: str) -> str:
        text = self._get_text(name)
        match = self.rules.synonyms.find(kind, text) if text else None
        if text and match is None:
            self._keep_unread(name, "value_unknown", text)
        if match and match.guessed:
            self.report("value_guessed", name, text=text)
        return match.code if match else ""

    def _read_list(self, name: str, kind: str) -> tuple[str, ...]:
        reading = read_codes(self._get_text(name), kind, self.rules.synonyms)
        for fragment in reading.unknown:
            self._keep_unread(name, "value_unknown", fragment)
        for fragment in reading.guessed:
            self.report("value_guessed", name, text=fragment)
        return tuple(reading.codes)

    def _read_places(self) -> tuple[str, ...]:
        """Where the person was exploited; a region or town of Kazakhstan stands for the country."""
        synonyms, codes = self.rules.synonyms, []
        reading = read_codes(self._get_text("country"), "country", synonyms)
        for fragment in reading.unknown:
            if synonyms.find("region", fragment):
                codes.append("KZ")
            else:
                self._keep_unread("country", "value_unknown", fragment)
        for fragment in reading.guessed:
            self.report("value_guessed", "country", text=fragment)
        return tuple(dict.fromkeys(code for code in (*reading.codes, *codes) if code != STATELESS))

    def _read_shelter(self) -> tuple[str, str]:
        text = self._get_text("shelter")
        match = self.rules.synonyms.find("shelter", text) if text else None
        return (match.code, SHELTER_NAMES.get(match.code, text)) if match else ("", text)

    def _keep_unread(self, name: str, code: str, text: str) -> None:
        self.unread.append((name, text))
        self.report(code, name, **({} if name in IDENTIFYING else {"text": text}))

    # --- what disagrees ------------------------------------------------------------------------------------------

    def _compare(self, values: Mapping[str, Any]) -> None:
        age, first = values["age"], values["age_first_exploited"]
        computed = compute_age(
            values["birth_date"], values["birth_year"], values["request_date"], values["request_year"]
        )
        if age is not None and computed is not None and abs(age - computed) > 1:
            self.report("age_disagrees", "age", age=age, computed=computed)
        if age is not None and first is not None and first > age:
            self.report("first_age_above_age", "age_first")
        born = {"birth_date": values["birth_date"], "birth_year": values["birth_year"]}
        if values["iin"] and find_iin_mismatches(values["iin"], sex=values["sex"], **born):
            self.report("iin_disagrees", "iin")
