"""Questions of the needs assessment that comes with Pana: by special social service, and the signs of ill-treatment.

The signs of ill-treatment wait for somebody to check them against the joint order; an organisation puts its own list in their place.
"""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
NEED_SIGN = Vocabulary(
    "need_sign",
    Term("sleep_safely", "No safe place to sleep", "Негде безопасно ночевать",
         "Қауіпсіз түнейтін жері жоқ", unsure=True, group="sss_domestic"),
    Term("food_clothing", "Lacks food, clothing or hygiene items", "Не хватает еды, одежды или средств гигиены",
         "Тамақ, киім немесе гигиена құралдары жетіспейді", unsure=True, group="sss_domestic"),
    Term("way_home", "Cannot pay the way home", "Не на что доехать домой",
         "Үйіне жетуге қаражаты жоқ", unsure=True, group="sss_domestic"),
    Term("care_for_children", "Children have to be provided for", "Нужно обеспечить детей",
         "Балаларды қамтамасыз ету керек", unsure=True, group="sss_domestic"),
    Term("ill_or_injured", "Ill or injured", "Болезнь или травма", "Ауру немесе жарақат", group="sss_medical"),
    Term("medicine_daily", "Needs medicine that must not be missed", "Нужны лекарства, которые нельзя пропускать",
         "Үзуге болмайтын дәрілер қажет", unsure=True, group="sss_medical"),
    Term("pregnant", "Pregnant or gave birth lately", "Беременность или недавние роды",
         "Жүктілік немесе жақында босану", unsure=True, group="sss_medical"),
    Term("examined", "Has not been examined by a physician", "Не было осмотра врача",
         "Дәрігер қарамаған", unsure=True, group="sss_medical"),
    Term("afraid_sleepless", "Fear, nightmares, sleeplessness", "Страх, кошмары, бессонница",
         "Қорқыныш, қорқынышты түс, ұйқысыздық", unsure=True, group="sss_psychological"),
    Term("thoughts_of_death", "Speaks of not wanting to live", "Говорит, что не хочет жить",
         "Өмір сүргісі келмейтінін айтады", unsure=True, group="sss_psychological"),
    Term("family_conflict", "Conflict with the family", "Конфликт с семьёй", "Отбасымен жанжал", group="sss_psychological"),
    Term("cannot_read", "Cannot read or write", "Не умеет читать или писать",
         "Оқи немесе жаза алмайды", group="sss_pedagogical"),
    Term("child_not_at_school", "A child does not go to school", "Ребёнок не ходит в школу",
         "Бала мектепке бармайды", group="sss_pedagogical"),
    Term("parenting", "Wants help with bringing up a child", "Нужна помощь в воспитании ребёнка",
         "Бала тәрбиесінде көмек керек", unsure=True, group="sss_pedagogical"),
    Term("no_work", "Has no work", "Нет работы", "Жұмысы жоқ", group="sss_labour"),
    Term("no_trade", "Has learned no trade", "Нет профессии", "Мамандығы жоқ", group="sss_labour"),
    Term("alone", "Is alone, has nobody to talk to", "Одиночество, не с кем поговорить",
         "Жалғыз, сөйлесетін адамы жоқ", unsure=True, group="sss_cultural"),
    Term("language_of_place", "Does not speak the language of the place", "Не говорит на языке, на котором говорят вокруг",
         "Айналадағылардың тілін білмейді", unsure=True, group="sss_cultural"),
    Term("no_money", "Has no money", "Нет денег", "Ақшасы жоқ", group="sss_economic"),
    Term("debts", "Has debts", "Есть долги", "Қарызы бар", group="sss_economic"),
    Term("benefits_due", "Has a right to benefits and does not receive them", "Положены пособия, но их нет",
         "Тиесілі жәрдемақыларды алмайды", unsure=True, group="sss_economic"),
    Term("no_documents", "Has no documents", "Нет документов", "Құжаттары жоқ", group="sss_legal"),
    Term("no_legal_stay", "No right to stay in the country", "Нет права на пребывание в стране",
         "Елде болуға құқығы жоқ", unsure=True, group="sss_legal"),
    Term("wages_owed", "Wages are owed", "Не выплачена заработная плата", "Жалақысы төленбеген", group="sss_legal"),
    Term("needs_lawyer", "Needs a lawyer for police or court", "Нужен юрист в полиции или суде",
         "Полицияда немесе сотта заңгер керек", unsure=True, group="sss_legal"),
)

ILL_TREATMENT = Vocabulary(
    "ill_treatment",
    Term("violence_body", "Beating or other physical violence", "Побои или иное физическое насилие",
         "Ұрып-соғу немесе өзге физикалық зорлық", unsure=True),
    Term("violence_sexual", "Sexual violence", "Сексуальное насилие", "Жыныстық зорлық", unsure=True),
    Term("violence_mind", "Threats, humiliation, blackmail", "Угрозы, унижение, шантаж",
         "Қорқыту, қорлау, бопсалау", unsure=True),
    Term("held", "Held against the will", "Удержание против воли", "Еркінен тыс ұстау", unsure=True),
    Term("work_forced", "Work under force", "Работа по принуждению", "Мәжбүрлі жұмыс", unsure=True),
    Term("documents_kept", "Documents taken away", "Отобраны документы", "Құжаттары тартып алынған", unsure=True),
    Term("basics_denied", "Denied food, sleep or treatment", "Лишение еды, сна или лечения",
         "Тамақтан, ұйқыдан немесе емнен айыру", unsure=True),
    Term("maladapted", "Cannot get along in society by oneself (maladaptation)",
         "Не может сам устроиться в обществе (социальная дезадаптация)",
         "Қоғамда өз бетімен орныға алмайды (әлеуметтік бейімсіздік)", unsure=True),
    Term("deprived", "Cannot meet basic needs by oneself (deprivation)",
         "Не может сам обеспечить основные потребности (социальная депривация)",
         "Негізгі қажеттіліктерін өзі қамтамасыз ете алмайды (әлеуметтік депривация)", unsure=True),
)
# fmt: on
