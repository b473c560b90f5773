"""The case and its decisions: status, who decided what, why it ended, who brought it, and the four P workstreams."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
CASE_STATUS = Vocabulary(
    "case_status",
    Term("new", "New", "Новое", "Жаңа", htcds="Active"),
    Term("screening", "Screening", "Первичная оценка", "Бастапқы бағалау", htcds="Active"),
    Term("open", "Open", "В работе", "Жұмыста", htcds="Active"),
    Term("follow_up", "Follow-up", "Сопровождение после помощи", "Кейінгі сүйемелдеу", htcds="FollowUp"),
    Term("suspended", "Suspended", "Приостановлено", "Тоқтатыла тұрды", unsure=True, htcds="Active"),
    Term("closed", "Closed", "Закрыто", "Жабылды", htcds="Closed"),
    Term("closed_referred", "Closed: referred", "Закрыто: перенаправлено",
         "Жабылды: қайта бағытталды", htcds="ClosedReferred"),
    Term("reopened", "Reopened", "Возобновлено", "Қайта ашылды", htcds="Active"),
)

VICTIM_STATUS = Vocabulary(
    "victim_status",
    Term("possible", "Possible victim", "Вероятная жертва", "Ықтимал құрбан", htcds="PossibleVictimOfTrafficking"),
    Term("confirmed", "Confirmed victim", "Подтверждённая жертва",
         "Расталған құрбан", htcds="ActualVictimOfTrafficking"),
    Term("not_a_victim", "Not a victim", "Не жертва", "Құрбан емес", htcds="NotAVictimOfTrafficking"),
    Term("undetermined", "Not decided", "Не определено", "Анықталмаған", htcds="PossibleVictimOfTrafficking"),
)

DECIDING_BODY = Vocabulary(
    "deciding_body",
    Term("police", "Police", "Полиция", "Полиция", htcds="Police"),
    Term("ngo", "NGO", "НПО", "ҮЕҰ", htcds="NGO"),
    Term("court_prosecution", "Court or prosecution", "Суд или прокуратура",
         "Сот немесе прокуратура", htcds="CourtOrProsecution"),
    Term("other_government", "Other government body", "Другой государственный орган",
         "Басқа мемлекеттік орган", htcds="NonPoliceGovernmentalOrganization"),
    Term("international_org", "International organisation", "Международная организация",
         "Халықаралық ұйым", htcds="Other"),
    Term("other", "Other", "Другое", "Басқа", htcds="Other"),
)

CLOSURE_REASON = Vocabulary(
    "closure_reason",
    Term("goals_met", "Goals met", "Цель достигнута", "Мақсатқа жетті"),
    Term("returned_home", "Returned home", "Вернулся домой", "Еліне қайтты"),
    Term("moved_region", "Moved to another region", "Переехал в другой регион", "Басқа өңірге көшті"),
    Term("referred_elsewhere", "Referred elsewhere", "Перенаправлен в другую организацию", "Басқа ұйымға бағытталды"),
    Term("declined_further", "Declined further help", "Отказался от дальнейшей помощи",
         "Одан әрі көмектен бас тартты"),
    Term("lost_contact", "Lost contact", "Связь потеряна", "Байланыс үзілді"),
    Term("not_eligible", "Not eligible", "Не подходит по критериям", "Критерийлерге сай емес", unsure=True),
    Term("not_a_victim", "Not a victim", "Не жертва торговли людьми", "Адам саудасының құрбаны емес"),
    Term("detained_deported", "Detained or deported", "Задержан или депортирован", "Ұсталды немесе депортацияланды"),
    Term("deceased", "Died", "Умер", "Қайтыс болды"),
    Term("left_against_advice", "Left against advice", "Ушёл вопреки рекомендации",
         "Кеңеске қарамастан кетті", unsure=True),
    Term("duplicate", "Duplicate record", "Повторная запись", "Қайталанған жазба"),
    Term("other", "Other", "Другое", "Басқа"),
)

PARTNER_TYPE = Vocabulary(
    "partner_type",
    Term("police", "Police", "Полиция", "Полиция"),
    Term("migration_police", "Migration police", "Миграционная полиция", "Көші-қон полициясы"),
    Term("anti_trafficking_unit", "Anti-trafficking unit", "Подразделение по борьбе с торговлей людьми",
         "Адам саудасына қарсы бөлімше", unsure=True),
    Term("prosecutor", "Prosecutor", "Прокуратура", "Прокуратура"),
    Term("court", "Court", "Суд", "Сот"),
    Term("labour_inspection", "Labour inspection", "Инспекция труда", "Еңбек инспекциясы"),
    Term("social_protection_akimat", "Social protection, akimat", "Соцзащита, акимат", "Әлеуметтік қорғау, әкімдік"),
    Term("cossu_state_centre", "State centre of special social services", "ЦОССУ (государственный центр)",
         "Арнаулы әлеуметтік қызметтер орталығы", unsure=True),
    Term("health", "Health service", "Здравоохранение", "Денсаулық сақтау"),
    Term("education_school", "School, education", "Школа, образование", "Мектеп, білім беру"),
    Term("orphanage", "Orphanage", "Детский дом", "Балалар үйі"),
    Term("probation_detention", "Probation, place of detention", "Служба пробации, место лишения свободы",
         "Пробация қызметі, қамау орны", unsure=True),
    Term("embassy_consulate", "Embassy or consulate", "Посольство или консульство", "Елшілік немесе консулдық"),
    Term("ngo", "NGO", "НПО", "ҮЕҰ"),
    Term("crisis_centre", "Crisis centre", "Кризисный центр", "Дағдарыс орталығы"),
    Term("international_org", "International organisation (IOM, UN)", "Международная организация (МОМ, ООН)",
         "Халықаралық ұйым (ХКҰ, БҰҰ)", unsure=True),
    Term("lawyer_bar", "Lawyer, bar association", "Адвокат, коллегия адвокатов", "Адвокат, адвокаттар алқасы"),
    Term("employment_centre", "Employment centre", "Центр занятости", "Жұмыспен қамту орталығы"),
    Term("religious_community", "Religious community", "Религиозная община", "Діни қауымдастық"),
    Term("diaspora_association", "Diaspora association", "Диаспора, этнокультурное объединение",
         "Диаспора, этномәдени бірлестік"),
    Term("employer", "Employer", "Работодатель", "Жұмыс беруші"),
    Term("media", "Media", "СМИ", "БАҚ"),
    Term("foreign_ngo", "Foreign NGO", "Зарубежная НПО", "Шетелдік ҮЕҰ"),
    Term("foreign_police", "Foreign police", "Зарубежная полиция", "Шетел полициясы"),
    Term("hotline", "Hotline", "Горячая линия", "Жедел желі", unsure=True),
    Term("self", "Came alone", "Обратился сам", "Өзі жүгінді"),
    Term("family_friend", "Family or friend", "Родственники или друзья", "Туыстары немесе достары"),
    Term("outreach", "Outreach", "Аутрич, выход в сообщества", "Аутрич жұмысы", unsure=True),
    Term("other", "Other", "Другое", "Басқа"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

WORKSTREAM = Vocabulary(
    "workstream",
    Term("prevention", "Prevention", "Профилактика", "Алдын алу"),
    Term("protection", "Protection", "Защита", "Қорғау"),
    Term("prosecution", "Prosecution", "Уголовное преследование", "Қылмыстық қудалау"),
    Term("partnership", "Partnership", "Партнёрство", "Серіктестік"),
)
# fmt: on
