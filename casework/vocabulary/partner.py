"""Whom a service of a partner accepts, and what it costs."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
ACCEPTED = Vocabulary(
    "accepted_people",
    Term("women", "Women", "Женщины", "Әйелдер"),
    Term("men", "Men", "Мужчины", "Ерлер"),
    Term("with_children", "Parents with children", "Родители с детьми", "Балалы ата-аналар"),
    Term("girls", "Girls under 18", "Девочки до 18 лет", "18 жасқа дейінгі қыздар"),
    Term("boys", "Boys under 18", "Мальчики до 18 лет", "18 жасқа дейінгі ұлдар"),
    Term("foreigners", "Foreigners", "Иностранцы", "Шетелдіктер"),
    Term("no_papers", "People without documents", "Люди без документов", "Құжаты жоқ адамдар"),
    Term("disability", "People with disabilities", "Люди с инвалидностью", "Мүгедектігі бар адамдар"),
    Term("pregnant", "Pregnant women", "Беременные", "Жүкті әйелдер"),
    Term("addiction", "People with an addiction", "Люди с зависимостью", "Тәуелділігі бар адамдар", unsure=True),
)

SERVICE_COST = Vocabulary(
    "service_cost",
    Term("free", "Free", "Бесплатно", "Тегін"),
    Term("part", "Partly paid", "Частично платно", "Жартылай ақылы"),
    Term("paid", "Paid", "Платно", "Ақылы"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)
# fmt: on
