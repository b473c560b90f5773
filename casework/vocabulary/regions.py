"""The twenty regions of Kazakhstan (ISO 3166-2) and the names they have gone by, with the dates when they did.

Old reports and registers use the old names: Nur-Sultan (2019 to 2022), South Kazakhstan (to 2018).
"""

from dataclasses import dataclass
from datetime import date

from casework.vocabulary.terms import Term, Vocabulary

# fmt: off
REGION = Vocabulary(
    "region",
    Term("KZ-10", "Abai region", "область Абай", "Абай облысы"),
    Term("KZ-11", "Akmola region", "Акмолинская область", "Ақмола облысы"),
    Term("KZ-15", "Aktobe region", "Актюбинская область", "Ақтөбе облысы"),
    Term("KZ-19", "Almaty region", "Алматинская область", "Алматы облысы"),
    Term("KZ-23", "Atyrau region", "Атырауская область", "Атырау облысы"),
    Term("KZ-27", "West Kazakhstan region", "Западно-Казахстанская область", "Батыс Қазақстан облысы"),
    Term("KZ-31", "Zhambyl region", "Жамбылская область", "Жамбыл облысы"),
    Term("KZ-33", "Jetisu region", "область Жетісу", "Жетісу облысы"),
    Term("KZ-35", "Karaganda region", "Карагандинская область", "Қарағанды облысы"),
    Term("KZ-39", "Kostanay region", "Костанайская область", "Қостанай облысы"),
    Term("KZ-43", "Kyzylorda region", "Кызылординская область", "Қызылорда облысы"),
    Term("KZ-47", "Mangystau region", "Мангистауская область", "Маңғыстау облысы"),
    Term("KZ-55", "Pavlodar region", "Павлодарская область", "Павлодар облысы"),
    Term("KZ-59", "North Kazakhstan region", "Северо-Казахстанская область", "Солтүстік Қазақстан облысы"),
    Term("KZ-61", "Turkistan region", "Туркестанская область", "Түркістан облысы"),
    Term("KZ-62", "Ulytau region", "область Ұлытау", "Ұлытау облысы"),
    Term("KZ-63", "East Kazakhstan region", "Восточно-Казахстанская область", "Шығыс Қазақстан облысы"),
    Term("KZ-71", "Astana", "г. Астана", "Астана қ."),
    Term("KZ-75", "Almaty", "г. Алматы", "Алматы қ."),
    Term("KZ-79", "Shymkent", "г. Шымкент", "Шымкент қ."),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class RegionAlias:
    """Another name of a region; ``since`` and ``until`` where the name had a time."""

    name: str
    code: str
    since: date | None = None
    until: date | None = None


ASTANA_RENAMED, ASTANA_AGAIN = date(2019, 3, 23), date(2022, 9, 17)
SOUTH_SPLIT = date(2018, 6, 19)
THREE_NEW_REGIONS = date(2022, 6, 8)

REGION_ALIASES = (
    RegionAlias("Abay", "KZ-10"),
    RegionAlias("Семей", "KZ-10", since=THREE_NEW_REGIONS),
    RegionAlias("Aqmola", "KZ-11"),
    RegionAlias("Кокшетау", "KZ-11"),
    RegionAlias("Көкшетау", "KZ-11"),
    RegionAlias("Aqtobe", "KZ-15"),
    RegionAlias("Актобе", "KZ-15"),
    RegionAlias("Almaty oblast", "KZ-19"),
    RegionAlias("Almaty province", "KZ-19"),
    RegionAlias("Конаев", "KZ-19"),
    RegionAlias("Қонаев", "KZ-19"),
    RegionAlias("Атырау", "KZ-23"),
    RegionAlias("WKO", "KZ-27"),
    RegionAlias("ЗКО", "KZ-27"),
    RegionAlias("БҚО", "KZ-27"),
    RegionAlias("Уральск", "KZ-27"),
    RegionAlias("Орал", "KZ-27"),
    RegionAlias("Jambyl", "KZ-31"),
    RegionAlias("Тараз", "KZ-31"),
    RegionAlias("Taraz", "KZ-31"),
    RegionAlias("Zhetisu", "KZ-33"),
    RegionAlias("Zhetysu", "KZ-33"),
    RegionAlias("Жетысу", "KZ-33"),
    RegionAlias("Талдыкорган", "KZ-33", since=THREE_NEW_REGIONS),
    RegionAlias("Qaraghandy", "KZ-35"),
    RegionAlias("Караганда", "KZ-35"),
    RegionAlias("Қарағанды", "KZ-35"),
    RegionAlias("Qostanay", "KZ-39"),
    RegionAlias("Костанай", "KZ-39"),
    RegionAlias("Қостанай", "KZ-39"),
    RegionAlias("Кызылорда", "KZ-43"),
    RegionAlias("Қызылорда", "KZ-43"),
    RegionAlias("Актау", "KZ-47"),
    RegionAlias("Aktau", "KZ-47"),
    RegionAlias("Мангистау", "KZ-47"),
    RegionAlias("Павлодар", "KZ-55"),
    RegionAlias("NKO", "KZ-59"),
    RegionAlias("СКО", "KZ-59"),
    RegionAlias("СҚО", "KZ-59"),
    RegionAlias("Петропавловск", "KZ-59"),
    RegionAlias("Петропавл", "KZ-59"),
    RegionAlias("Petropavlovsk", "KZ-59"),
    RegionAlias("South Kazakhstan", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("South Kazakhstan oblast", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("SKO", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("ЮКО", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("ОҚО", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("Южно-Казахстанская область", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("Оңтүстік Қазақстан облысы", "KZ-61", until=SOUTH_SPLIT),
    RegionAlias("Туркестан", "KZ-61"),
    RegionAlias("Түркістан", "KZ-61"),
    RegionAlias("Turkestan", "KZ-61"),
    RegionAlias("Мактаарал", "KZ-61"),
    RegionAlias("Maktaaral", "KZ-61"),
    RegionAlias("Жетысай", "KZ-61"),
    RegionAlias("Zhetisay", "KZ-61"),
    RegionAlias("Жезказган", "KZ-62", since=THREE_NEW_REGIONS),
    RegionAlias("Улытау", "KZ-62"),
    RegionAlias("EKO", "KZ-63"),
    RegionAlias("ВКО", "KZ-63"),
    RegionAlias("ШҚО", "KZ-63"),
    RegionAlias("Усть-Каменогорск", "KZ-63"),
    RegionAlias("Өскемен", "KZ-63"),
    RegionAlias("Astana", "KZ-71"),
    RegionAlias("Астана", "KZ-71"),
    RegionAlias("Nur-Sultan", "KZ-71", since=ASTANA_RENAMED, until=ASTANA_AGAIN),
    RegionAlias("Нур-Султан", "KZ-71", since=ASTANA_RENAMED, until=ASTANA_AGAIN),
    RegionAlias("Нұр-Сұлтан", "KZ-71", since=ASTANA_RENAMED, until=ASTANA_AGAIN),
    RegionAlias("Алматы", "KZ-75"),
    RegionAlias("Алма-Ата", "KZ-75"),
    RegionAlias("Alma-Ata", "KZ-75"),
    RegionAlias("Шымкент", "KZ-79"),
    RegionAlias("Чимкент", "KZ-79"),
    RegionAlias("Chimkent", "KZ-79"),
)
