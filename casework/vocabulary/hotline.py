"""The telephone: who calls, about what, through which channel, and what was done."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
CALLER_KIND = Vocabulary(
    "caller_kind",
    Term("potential_victim", "Possible victim", "Возможная жертва", "Ықтимал құрбан"),
    Term("victim", "Victim", "Жертва", "Құрбан"),
    Term("relative_friend", "Relative or friend", "Родственник или друг", "Туысы немесе досы"),
    Term("witness_public", "Witness, member of the public", "Свидетель, житель", "Куәгер, тұрғын"),
    Term("employer", "Employer", "Работодатель", "Жұмыс беруші"),
    Term("official", "Official", "Должностное лицо", "Лауазымды тұлға"),
    Term("ngo", "NGO", "НПО", "ҮЕҰ"),
    Term("journalist", "Journalist", "Журналист", "Журналист"),
    Term("student", "Student", "Студент", "Студент"),
    Term("other", "Other", "Другое", "Басқа"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

CALL_TOPIC = Vocabulary(
    "call_topic",
    Term("migration_abroad_advice", "Advice on going abroad", "Консультация по выезду за рубеж",
         "Шетелге шығу бойынша кеңес"),
    Term("work_abroad", "Work abroad", "Работа за рубежом", "Шетелдегі жұмыс"),
    Term("marriage_abroad", "Marriage abroad", "Брак за рубежом", "Шетелдегі неке"),
    Term("documents_registration", "Documents, registration", "Документы, регистрация", "Құжаттар, тіркелу"),
    Term("wage_arrears", "Unpaid wages", "Невыплата зарплаты", "Жалақының төленбеуі"),
    Term("labour_exploitation", "Labour exploitation", "Трудовая эксплуатация", "Еңбек қанау"),
    Term("sexual_exploitation", "Sexual exploitation", "Сексуальная эксплуатация", "Сексуалдық қанау"),
    Term("child_in_danger", "Child in danger", "Ребёнок в опасности", "Бала қауіпте"),
    Term("missing_person", "Missing person", "Пропавший человек", "Жоғалған адам"),
    Term("domestic_violence", "Domestic violence", "Бытовое насилие", "Тұрмыстық зорлық-зомбылық"),
    Term("legal_question", "Legal question", "Юридический вопрос", "Заң мәселесі"),
    Term("psychological_support", "Psychological support", "Психологическая поддержка", "Психологиялық қолдау"),
    Term("complaint_about_official", "Complaint about an official", "Жалоба на должностное лицо",
         "Лауазымды тұлғаға шағым"),
    Term("prank_silent_wrong_number", "Prank, silent call, wrong number", "Розыгрыш, молчание, ошибка номером",
         "Әзіл, үнсіздік, қате нөмір"),
    Term("information_about_service", "Question about our services", "Вопрос о наших услугах",
         "Қызметтеріміз туралы сұрақ"),
    Term("other", "Other", "Другое", "Басқа"),
)

CALL_OUTCOME = Vocabulary(
    "call_outcome",
    Term("information_given", "Information given", "Дана информация", "Ақпарат берілді"),
    Term("consultation_lawyer", "Lawyer's advice", "Консультация юриста", "Заңгер кеңесі"),
    Term("consultation_psychologist", "Psychologist's advice", "Консультация психолога", "Психолог кеңесі"),
    Term("referred_police", "Referred to the police", "Направлен в полицию", "Полицияға бағытталды"),
    Term("referred_ngo", "Referred to an NGO", "Направлен в НПО", "ҮЕҰ-ға бағытталды"),
    Term("case_opened", "Case opened", "Открыто дело", "Іс ашылды"),
    Term("emergency_rescue", "Emergency rescue", "Экстренное спасение", "Шұғыл құтқару"),
    Term("call_back_promised", "Call back promised", "Обещан обратный звонок", "Қайта қоңырау шалуға уәде берілді"),
    Term("no_action", "No action", "Без действий", "Әрекет жоқ"),
)

CALL_CHANNEL = Vocabulary(
    "call_channel",
    Term("phone", "Phone", "Телефон", "Телефон"),
    Term("whatsapp", "WhatsApp", "WhatsApp", "WhatsApp"),
    Term("telegram", "Telegram", "Telegram", "Telegram"),
    Term("sms", "SMS", "SMS", "SMS"),
    Term("web_form", "Web form", "Форма на сайте", "Сайттағы нысан"),
    Term("email", "E-mail", "Электронная почта", "Электрондық пошта"),
    Term("walk_in", "Walk-in", "Личный визит", "Жеке келу"),
    Term("social_media", "Social media", "Социальные сети", "Әлеуметтік желілер"),
)
# fmt: on
