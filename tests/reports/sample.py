"""A small invented report in Russian with Kazakh words, used by the renderer tests and for looking at."""

from __future__ import annotations

from reports.disclosure import Figure, Ledger, reopen
from reports.periods import read_period
from reports.render import (
    Address,
    Chart,
    Column,
    ColumnKind,
    ContextRow,
    Definition,
    Layout,
    Line,
    ReportDocument,
    Section,
    Words,
)
from reports.tables import Absence, SafeTable

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
WORDS = Words(
    contents="Содержание",
    indicator="Показатель",
    value="Значение",
    not_published="не публикуется",
    not_reported="нет данных",
    no_change="без изменений",
    definitions="Определения",
    method="Как подготовлен отчёт",
    context="Для сравнения: данные других источников",
    of_whom="Кого",
    context_rule="Опубликовано другими; не складывается.",
    notes="Примечания",
    page="стр. {page} из {pages}",
    source="Источник",
    basis="Основа",
    year="Год",
    chart_of="Диаграмма: {title}.",
)


def tell(indicator: str, period: str, value: int, **dims: str) -> Figure:
    """A published figure."""
    pairs = tuple(dims.items())
    return Figure(indicator, period, read_period(period).months, "total", value, value, dims=pairs)


def publish() -> SafeTable:
    """Invented figures that may be shown."""
    months = {"2026-01": 14, "2026-02": 11, "2026-03": 17}
    rows = [tell("PROT_IDENT", month, value) for month, value in months.items()]
    rows += [tell("PROT_IDENT", "2026Q1", 42), tell("PROT_IDENT", "2025Q1", 35), tell("PROT_IDENT", "2025Q4", 38)]
    rows += [tell("PROT_ASSIST_ALL", "2026Q1", 61), tell("PROT_ASSIST_ALL", "2025Q1", 54)]
    rows += [tell("PROT_IDENT", "2026Q1", 27, sex="female"), tell("PROT_IDENT", "2026Q1", 15, sex="not_female")]
    rows += [tell("PREV_EVENTS", "2026Q1", 23), tell("PREV_EVENTS", "2025Q1", 19), tell("PREV_PRINT", "2026Q1", 12500)]
    rows += [tell("PROS_VICTIM_PARTICIPATION", "2026Q1", 3), tell("PART_MOU", "2026Q1", 2)]
    return reopen(Ledger().append(rows), k=5, absences=[Absence("PROT_IDENT", "2026Q1", "total", "age")])


def compare(label: str, indicator: str, *marks: int) -> Line:
    """This quarter, the quarter a year before, and the change."""
    return Line(label, (Address(indicator, "2026Q1"), Address(indicator, "2025Q1"), None), marks)


COLUMNS = (
    Column("I кв. 2026"),
    Column("I кв. 2025"),
    Column("Изменение", ColumnKind.CHANGE, of=0, against=1),
)


def make_document(language: str = "ru") -> ReportDocument:
    """The sample report."""
    return ReportDocument(
        title="Отчёт о помощи жертвам торговли людьми",
        organisation="ОО «Родник» · Адам саудасы құрбандарына көмек",
        programme="Программа: вся организация",
        period="I квартал 2026 года",
        language=language,
        reference="2026Q1/total/1",
        issued="Опубликован 10 апреля 2026 года",
        words=WORDS,
        figures=publish(),
        sections=_make_sections(),
        footnotes=(
            "Каждый человек учтён один раз за год — в месяце, когда его дело зарегистрировано; поэтому месяцы складываются в кварталы.",
            "Человек учтён один раз в каждом периоде, в котором получал помощь; месяцы не складываются в кварталы.",
        ),
        definitions=(
            Definition("Выявленные жертвы", "Люди, признанные организацией жертвами торговли людьми в отчётном периоде."),
            Definition("Получившие помощь", f"Люди, получившие хотя бы одну услугу. Қазақша әріптер: {KAZAKH}."),
        ),
        method=(
            "Итоговые числа публикуются всегда и точно. Разбивка (например, по полу) публикуется целиком, "
            "только если в каждой её группе не меньше пяти человек и если из всех когда-либо опубликованных чисел "
            "нельзя узнать о меньшей группе. Иначе разбивка не публикуется вовсе.",
            "Числа закрытых месяцев не меняются. Поздние сведения входят в следующий отчёт.",
        ),
        context=(
            ContextRow("Расследования начаты", "2020", "72", "правительство", "Отчёт TIP 2021"),
            ContextRow("Выявленные жертвы", "2022", "24", "правительство", "Отчёт TIP 2023", "Не складывается с числами организации."),
        ),
        summary=("За квартал выявлены 42 человека, помощь получил 61.", "Алматы, Шымкент және Қызылорда өңірлері қамтылды."),
    )


def _make_sections() -> tuple[Section, ...]:
    months = tuple(Column(label) for label in ("Январь", "Февраль", "Март"))
    trend = Line("Выявленные жертвы", tuple(Address("PROT_IDENT", f"2026-0{n}") for n in (1, 2, 3)), (1,))
    groups = (("Женщины и девочки", "female"), ("Мужчины, мальчики и все другие", "not_female"))
    sexes = [Line(label, (Address("PROT_IDENT", "2026Q1", dims=(("sex", code),)),)) for label, code in groups]
    ages = [Line(label, (Address("PROT_IDENT", "2026Q1", dims=(("age", code),)),)) for label, code in (("Дети", "a"), ("Взрослые", "b"))]
    prosecution = Layout("Участие в уголовном процессе", COLUMNS, (compare("Пострадавшие, участвующие в деле", "PROS_VICTIM_PARTICIPATION", 1),))
    main = Layout(
        "Выявление и помощь",
        COLUMNS,
        (compare("Выявленные жертвы", "PROT_IDENT", 1), compare("Получившие помощь", "PROT_ASSIST_ALL", 2)),
    )
    return (
        Section("prosecution", "Преследование", ("Три человека дали показания в суде при поддержке юриста.",), (prosecution,)),
        Section(
            "protection",
            "Защита",
            ("Основная часть помощи — приют, питание и юридическое сопровождение.",),
            (
                main,
                Layout("Выявленные жертвы по месяцам", months, (trend,), chart=Chart.TREND),
                Layout("Выявленные жертвы по полу", (Column("I кв. 2026"),), tuple(sexes), chart=Chart.BARS),
                Layout("Выявленные жертвы по возрасту", (Column("I кв. 2026"),), tuple(ages), "Разбивка не публикуется: см. «Как подготовлен отчёт».", Chart.BARS),
            ),
        ),
        Section("prevention", "Предупреждение", (), (Layout("Мероприятия и материалы", COLUMNS, (compare("Лекции и встречи", "PREV_EVENTS"), compare("Листовки и буклеты", "PREV_PRINT"))),)),
        Section("partnership", "Партнёрство", (), (Layout("Соглашения", COLUMNS, (compare("Меморандумы", "PART_MOU"),)),)),
    )
