"""Right to stay, and the papers a person has or lacks."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
LEGAL_STATUS = Vocabulary(
    "legal_status",
    Term("citizen_kz", "Citizen of Kazakhstan", "Гражданин РК", "ҚР азаматы"),
    Term("kandas", "Kandas (ethnic Kazakh returnee)", "Кандас", "Қандас"),
    Term("permanent_residence", "Permanent residence", "Вид на жительство", "Ықтиярхат"),
    Term("temporary_residence", "Temporary residence", "Разрешение на временное проживание", "Уақытша тұруға рұқсат"),
    Term("temporary_stay_victim", "Temporary stay as a victim", "Временное пребывание в качестве жертвы",
         "Құрбан ретінде уақытша болу", unsure=True),
    Term("visa_visitor", "Visitor visa", "Гостевая виза", "Қонақ визасы"),
    Term("visa_work", "Work visa", "Рабочая виза", "Жұмыс визасы"),
    Term("student", "Student", "Студент", "Студент"),
    Term("registered_arrival", "Registered arrival", "Зарегистрирован по прибытии", "Келуі тіркелген", unsure=True),
    Term("overstayed", "Overstayed", "Просрочен срок пребывания", "Болу мерзімі өткен"),
    Term("irregular_no_status", "No status", "Без статуса", "Мәртебесі жоқ"),
    Term("asylum_seeker", "Asylum seeker", "Ищет убежище", "Баспана іздеуші"),
    Term("refugee", "Refugee", "Беженец", "Босқын"),
    Term("stateless", "Stateless", "Без гражданства", "Азаматтығы жоқ"),
    Term("reflection_period", "Reflection period", "Период на размышление", "Ойлану кезеңі", unsure=True),
    Term("removal_order", "Removal order", "Решение о выдворении", "Шығарып жіберу туралы шешім"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

DOCUMENT_KIND = Vocabulary(
    "document_kind",
    Term("id_card", "Identity card", "Удостоверение личности", "Жеке куәлік"),
    Term("passport", "Passport of Kazakhstan", "Паспорт РК", "ҚР паспорты"),
    Term("foreign_passport", "Foreign passport", "Иностранный паспорт", "Шетел паспорты"),
    Term("birth_certificate", "Birth certificate", "Свидетельство о рождении", "Туу туралы куәлік"),
    Term("return_certificate", "Return certificate", "Свидетельство на возвращение",
         "Қайтып оралу куәлігі", unsure=True),
    Term("residence_permit", "Residence permit", "Вид на жительство", "Ықтиярхат"),
    Term("migration_card", "Migration card", "Миграционная карта", "Көші-қон картасы"),
    Term("marriage_certificate", "Marriage certificate", "Свидетельство о браке", "Неке туралы куәлік"),
    Term("other", "Other", "Другое", "Басқа"),
)

DOCUMENT_STATUS = Vocabulary(
    "document_status",
    Term("has_valid", "Has it, valid", "Есть, действителен", "Бар, жарамды"),
    Term("expired", "Expired", "Просрочен", "Мерзімі өткен"),
    Term("lost", "Lost", "Утерян", "Жоғалған"),
    Term("stolen", "Stolen", "Украден", "Ұрланған"),
    Term("confiscated_by_exploiter", "Taken by the exploiter", "Изъят эксплуататором", "Қанаушы тартып алған"),
    Term("held_by_police", "Held by the police", "Находится в полиции", "Полицияда сақтаулы"),
    Term("never_issued", "Never issued", "Никогда не выдавался", "Ешқашан берілмеген"),
    Term("forged", "Forged", "Поддельный", "Жалған"),
    Term("damaged", "Damaged", "Повреждён", "Бүлінген"),
    Term("being_restored", "Being restored", "Восстанавливается", "Қалпына келтірілуде"),
    Term("kept_by_us", "Kept by us for the person", "Хранится у нас для человека", "Адам үшін бізде сақтаулы"),
    Term("restored_by_us", "Restored by us", "Восстановлен нами", "Біз қалпына келтірдік"),
    Term("not_needed", "Not needed", "Не требуется", "Қажет емес"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)
# fmt: on
