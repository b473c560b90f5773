"""Registers as messy as the real ones, invented from a seed, with totals known beforehand.

Every name is a plant or a bird with an ending: nobody is called so. Spellings, dates, columns and languages vary as in
real registers; the totals of a ``Plan`` are exact whatever the seed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook

SPELLINGS: dict[str, list[Any]] = {
    "KZ": ["РК", "Казахстан", "Қазақстан", "Kazakhstan", "гр. РК", "казахстан "],
    "UZ": ["узб.", "РУз", "Узбекистан", "Uzbekistan", "Өзбекстан", "гражданка Узбекистана"],
    "KG": ["КР", "Киргизия", "Кыргызстан", "Қырғызстан", "Kyrgyzstan"],
    "TJ": ["Тадж.", "Таджикистан", "Tajikistan", "Тәжікстан"],
    "MN": ["Монголия", "Mongolia"],
    "female": ["ж", "Ж", "жен.", "әйел", "женский", "F"],
    "male": ["м", "М", "муж.", "ер", "мужской", "M"],
    "forced_labour": ["трудовая", "Принудительный труд", "принуд. труд", "еңбек қанау", "forced labour"],
    "sexual": ["секс.", "сексуальная", "Сексуальная эксплуатация", "Сексуалдық қанау", "sexual exploitation"],
    "rodnik": ["Родник", "приют «Родник»", "Rodnik", "РОДНИК"],
    "korgau_astana": ["Корғау-Астана", "Коргау-Астана", "Korgau-Astana", "корғау астана"],
    "": [None, "", "нет", "-", "н/д"],
}
SURNAMES = ["Ромашкова", "Берёзина", "Қарлығаш", "Снегирёва", "Tulipova", "Жусан", "Клюквина"]
GIVEN = ["Ива", "Шишка", "Қызғалдақ", "Сойка", "Fern", "Жапырақ"]

FIELDS = [
    "case_number",
    "request_date",
    "full_name",
    "sex",
    "birth_date",
    "age",
    "age_first",
    "citizenship",
    "phone",
    "exploitation",
    "means",
    "shelter",
    "check_in",
    "check_out",
    "services",
    "note",
]


def name_columns(names: str) -> dict[str, str]:
    """Field → name, in the order of ``FIELDS``."""
    return dict(zip(FIELDS, names.split("|"), strict=True))


RUSSIAN = name_columns(
    "№ дела|Дата обращения|Ф.И.О.|Пол|Дата рождения|Возраст|Возраст при вовлечении|Гражданство|"
    "Телефон|Вид эксплуатации|Средства контроля|Приют|Дата заселения|Дата выселения|Оказанные услуги|Примечание"
)
KAZAKH = name_columns(
    "Іс №|Жүгінген күні|Аты-жөні|Жынысы|Туған күні|Жасы|Тартылған кездегі жасы|Азаматтығы|"
    "Байланыс телефоны|Қанау түрі|Бақылау тәсілдері|Баспана|Орналасқан күні|Шыққан күні|Көрсетілген қызметтер|Ескерту"
)
ENGLISH = name_columns(
    "Case no.|Date of request|Full name|Sex (M/F)|DOB|Age (years)|Age when trafficked|Nationality|"
    "Contact phone|Type of exploitation|Means of control|Shelter|Check-in date|Date of departure|Services provided|Remarks"
)


@dataclass(frozen=True)
class Group:
    """So many people who share what matters for the totals."""

    count: int
    sex: str
    ages: tuple[int, int]
    citizenship: str
    exploitation: str = "sexual"
    shelter: str = "rodnik"
    first_under_18: bool = False


@dataclass
class Plan:
    """The people of a register; its totals can be counted from the groups."""

    groups: Sequence[Group]
    start: date = date(2006, 1, 10)
    end: date = date(2011, 11, 30)
    seed: int = 1
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.rows = [invent_row(chance, group, self) for group in self.groups for _ in range(group.count)]
        chance.shuffle(self.rows)
        for number, row in enumerate(self.rows, start=1):
            row["case_number"] = f"{number:03}/{row.pop('year') % 100:02}"


def write_date(chance: random.Random, day: date) -> object:
    """A date as somebody typed it; where the order would be in doubt, it is not."""
    shapes: list[object] = [
        datetime.combine(day, time()),
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%y}",
    ]
    shapes += [f"{day:%d.%m.%Y} г.", (day - date(1899, 12, 30)).days]
    return shapes[chance.randrange(len(shapes))]


def invent_row(chance: random.Random, group: Group, plan: Plan) -> dict[str, Any]:
    """One person of a group."""

    def spell(code: str) -> Any:
        return chance.choice(SPELLINGS[code])

    asked = plan.start + timedelta(days=chance.randrange((plan.end - plan.start).days))
    age = chance.randint(*group.ages)
    born = date(asked.year - age, asked.month, min(asked.day, 28)) - timedelta(days=chance.randrange(300))
    birth = [write_date(chance, born), born.year, f"{born.year} г.р.", None, "нет"]
    arrived = asked + timedelta(days=chance.randrange(5))
    stayed = bool(group.shelter)
    return {
        "year": asked.year,
        "request_date": write_date(chance, asked),
        "full_name": chance.choice([f"{chance.choice(SURNAMES)} {chance.choice(GIVEN)}", "Ш.К.", "Иволга"]),
        "sex": spell(group.sex),
        "birth_date": birth[chance.randrange(len(birth))],
        "age": chance.choice([age, f"{age} лет", f"{age}"]),
        "age_first": chance.randint(12, 17) if group.first_under_18 else age,
        "citizenship": spell(group.citizenship),
        "phone": chance.choice([None, "нет", "8 701 000 00 01", "+7-702-000-00-02", 87010000003]),
        "exploitation": spell(group.exploitation),
        "means": chance.choice(
            ["побои; долг", "изъяли паспорт, угрозы", "обман\nне платили", "deception / debt", None]
        ),
        "shelter": spell(group.shelter),
        "check_in": write_date(chance, arrived) if stayed else None,
        "check_out": write_date(chance, arrived + timedelta(days=chance.randrange(1, 90))) if stayed else "нет",
        "services": chance.choice(
            ["психолог, питание", "юрист; одежда; билет домой", "заңгерлік көмек", "food, lawyer"]
        ),
        "note": None,
    }


def write_workbook(*sheets: Callable[[Workbook], object]) -> io.BytesIO:
    """A workbook of the sheets given, as an uploaded file."""
    book = Workbook()
    for sheet in sheets:
        sheet(book)
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def add_register(
    book: Workbook,
    plan: Plan,
    names: dict[str, str],
    *,
    seed: int = 1,
    title: str = "Журнал",
    part: slice = slice(None),
) -> None:
    """A sheet with titles, shuffled and strange columns, blank rows, repeated names, a total and remarks."""
    chance = random.Random(seed)
    sheet = book.create_sheet(title)
    columns = ["", *names, "Цвет папки"]
    chance.shuffle(columns)
    sheet.append(["Журнал учёта (вымышленный)"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=5)
    sheet.append([])
    sheet.append([names.get(column, column) for column in columns])
    for index, row in enumerate(plan.rows[part]):
        if index % 20 == 7:
            sheet.append([])
        if index % 40 == 30:
            sheet.append([names.get(column, column) for column in columns])
        sheet.append([row.get(column, "синяя" if column == "Цвет папки" else None) for column in columns])
    sheet.append([])
    sheet.append(["Итого", None, len(plan.rows), None, len(plan.rows)])
    sheet.append([])
    sheet.append(["Составила: Клюквина Ш. (вымышлена)"])
    sheet.append(["Директор", None, "Сойка И."])
