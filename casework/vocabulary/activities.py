"""Prevention and partnership work that is not about one person."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
ACTIVITY_KIND = Vocabulary(
    "activity_kind",
    Term("lecture_school", "Lecture at a school", "Лекция в школе", "Мектептегі дәріс"),
    Term("lecture_university", "Lecture at a college or university", "Лекция в вузе или колледже",
         "Университеттегі немесе колледждегі дәріс"),
    Term("training_specialists", "Training of specialists", "Тренинг для специалистов",
         "Мамандарға арналған тренинг"),
    Term("seminar_roundtable", "Seminar or round table", "Семинар или круглый стол", "Семинар немесе дөңгелек үстел"),
    Term("street_outreach", "Street outreach", "Уличная работа", "Көшедегі жұмыс", unsure=True),
    Term("market_raid_leaflets", "Leaflets at a market", "Рейд с листовками на базаре",
         "Базардағы парақшалармен рейд"),
    Term("religious_event", "Event with a religious community", "Мероприятие с религиозной общиной",
         "Діни қауымдастықпен іс-шара"),
    Term("media_article", "Press article", "Статья в прессе", "Баспасөздегі мақала"),
    Term("tv_radio", "Television or radio", "Телевидение или радио", "Теледидар немесе радио"),
    Term("video", "Video", "Видеоролик", "Бейнеролик"),
    Term("social_media_campaign", "Social media campaign", "Кампания в соцсетях", "Әлеуметтік желілердегі науқан"),
    Term("billboard_transport", "Billboard, trains, transport", "Билборды, поезда, транспорт",
         "Билбордтар, пойыздар, көлік"),
    Term("leaflet_print", "Leaflets printed", "Печать листовок", "Парақшалар басып шығару"),
    Term("hotline_advert", "Hotline advertised", "Реклама горячей линии", "Жедел желі жарнамасы", unsure=True),
    Term("exhibition_theatre", "Exhibition or theatre", "Выставка или спектакль", "Көрме немесе спектакль"),
    Term("job_fair_information", "Information at a job fair", "Информация на ярмарке вакансий",
         "Жұмыс жәрмеңкесіндегі ақпарат"),
    Term("survey_poll", "Survey or poll", "Опрос", "Сауалнама"),
    Term("research", "Research", "Исследование", "Зерттеу"),
    Term("policy_advocacy", "Policy advocacy", "Продвижение изменений в законах",
         "Заңдарды жетілдіруді ілгерілету", unsure=True),
    Term("action_plan_measure", "Action plan measure", "Мероприятие плана действий", "Іс-қимыл жоспарының шарасы"),
    Term("commission_meeting", "Commission meeting", "Заседание комиссии", "Комиссия отырысы"),
    Term("monitoring_visit", "Monitoring visit", "Мониторинговый визит", "Мониторингтік сапар"),
    Term("inspection_joint", "Joint inspection", "Совместная проверка", "Бірлескен тексеру"),
    Term("demand_reduction", "Reducing demand", "Снижение спроса", "Сұранысты азайту"),
    Term("covid_hygiene", "COVID-19 and hygiene help", "Помощь: COVID-19 и гигиена", "Көмек: COVID-19 және гигиена"),
    Term("other", "Other", "Другое", "Басқа"),
)

AUDIENCE_KIND = Vocabulary(
    "audience_kind",
    Term("schoolchildren", "Schoolchildren", "Школьники", "Оқушылар"),
    Term("students", "Students", "Студенты", "Студенттер"),
    Term("parents", "Parents", "Родители", "Ата-аналар"),
    Term("teachers", "Teachers", "Учителя", "Мұғалімдер"),
    Term("migrants", "Migrants", "Мигранты", "Мигранттар"),
    Term("villagers", "Village residents", "Жители сёл", "Ауыл тұрғындары"),
    Term("police", "Police", "Полиция", "Полиция"),
    Term("officials", "Officials", "Государственные служащие", "Мемлекеттік қызметшілер"),
    Term("social_workers", "Social workers", "Социальные работники", "Әлеуметтік қызметкерлер"),
    Term("medical_workers", "Medical workers", "Медицинские работники", "Медицина қызметкерлері"),
    Term("employers", "Employers", "Работодатели", "Жұмыс берушілер"),
    Term("journalists", "Journalists", "Журналисты", "Журналистер"),
    Term("ngos", "NGOs", "НПО", "ҮЕҰ"),
    Term("general_public", "General public", "Население", "Халық"),
    Term("other", "Other", "Другое", "Басқа"),
)
# fmt: on
