"""Towns of Kazakhstan that are smaller than a region: where few are helped, the town tells who it was.

Beginnings of the names in Russian, Kazakh and English, so that endings do not matter. Regions and the three cities that
are regions themselves (Almaty, Astana, Shymkent) are not here: the report itself speaks of them.
"""

from __future__ import annotations

SMALL_PLACES: tuple[str, ...] = (
    "Тараз", "Taraz", "Сарыагаш", "Сарыағаш", "Saryagash", "Кентау", "Kentau", "Ленгер", "Леңгір", "Lenger", "Арыс", "Arys",
    "Жетысай", "Жетісай", "Zhetysai", "Шардар", "Shardara", "Сайрам", "Sairam", "Актау", "Ақтау", "Aktau", "Жанаозен", "Жаңаөзен",
    "Zhanaozen", "Кульсары", "Құлсары", "Kulsary", "Уральск", "Oral", "Uralsk", "Рудный", "Rudny", "Лисаковск", "Lisakovsk",
    "Петропавл", "Petropavl", "Экибастуз", "Екібастұз", "Ekibastuz", "Аксу", "Ақсу", "Aksu", "Семей", "Semey", "Усть-Каменогорск",
    "Өскемен", "Oskemen", "Риддер", "Ridder", "Зайсан", "Зайсаң", "Zaisan", "Аягоз", "Аягөз", "Ayagoz", "Темиртау", "Теміртау",
    "Temirtau", "Жезказган", "Жезқазған", "Zhezkazgan", "Сатпаев", "Сәтбаев", "Satpayev", "Балхаш", "Балқаш", "Balkhash",
    "Талдыкорган", "Талдықорған", "Taldykorgan", "Конаев", "Қонаев", "Konaev", "Капшагай", "Қапшағай", "Kapshagai", "Каскелен",
    "Қаскелең", "Kaskelen", "Талгар", "Талғар", "Talgar", "Есик", "Есік", "Yesik", "Хоргос", "Қорғас", "Khorgos", "Жаркент",
    "Zharkent", "Кокшетау", "Көкшетау", "Kokshetau", "Степногорск", "Stepnogorsk", "Хромтау", "Khromtau", "Мерке", "Меркі",
    "Merke", "Кордай", "Қордай", "Korday", "Байконур", "Байқоңыр", "Baikonur", "Аральск", "Aralsk",
)  # fmt: skip
