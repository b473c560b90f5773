"""What registers write in coded columns, beside the labels of the vocabularies themselves."""

# fmt: off
BLANK = {
    "": "нет|-|—|?|н/д|нд|н/у|б/д|нет данных|данных нет|неизв|неизвестно|не известно|не указано|не указан|не установлено|"
        "отсутствует|нету|аноним|анонимно|не помнит|жоқ|белгісіз|мәлімет жоқ|көрсетілмеген|none|no|n/a|na|nil|null|nan|unknown|"
        "not known|not stated|no data|not available|anonymous",
}
SEX = {
    "female": "ж|жен|женский|женщина|девушка|девочка|женск|әйел|әйел адам|ә|қыз|қыз бала|f|fem|female|woman|girl|w|ayel",
    "male": "м|муж|мужской|мужчина|мальчик|юноша|мужск|ер|ер адам|еркек|е|ұл|ұл бала|m|male|man|boy|er",
    "transgender_other": "трансгендер|транс|trans|transgender|other|другое",
}
EXPLOITATION = {
    "sexual": "секс|сексуальная|сексуальное|сексуал|секс эксплуатация|сексуальная эксп|проституция|секс услуги|СЭ|"
        "занятие проституцией|порнография|сексуалдық|сексуалды қанау|жыныстық қанау|жезөкшелік|sex|sexual|prostitution|"
        "sex exploitation|sexual exploit|commercial sex",
    "forced_labour": "трудовая|трудовое|труд|трудовая эксплуатация|принуд труд|принудительная работа|трудовое рабство|ТЭ|"
        "принудительный|подневольный труд|рабский труд|рабство|еңбек|еңбек қанау|еңбекке қанау|еңбектік қанау|мәжбүрлі жұмыс|"
        "labour|labor|forced labor|labour exploitation|labor exploitation|forced work|slavery|slave labour",
    "domestic_servitude": "домашнее рабство|рабство в доме|домашняя эксплуатация|servitude|үй құлы|бытовое рабство",
    "forced_begging": "попрошайничество|принуждение к попрошайничеству|қайыр сұрау|тіленшілік|begging",
    "forced_criminality": "преступная деятельность|принуждение к преступлению|криминал|criminality|forced crime|crime",
    "debt_bondage": "кабала|долговое рабство|debt slavery",
    "forced_marriage": "насильственный брак|принуждение к браку|мәжбүрлеп үйлену|ұрлап үйлену|forced marriages",
    "child_sale_adoption": "продажа ребёнка|незаконное усыновление|купля-продажа ребёнка|продажа детей|бала сату|баланы сату|"
        "заңсыз асырап алу|child sale|sale of child|sale of children|illegal adoption|sale of a child|adoption",
    "organ_removal": "органы|изъятие органов|торговля органами|ағза алу|organs|organ removal|organ trafficking",
    "surrogacy": "суррогатное материнство|суррогат|surrogate",
    "armed": "вооружённый конфликт|участие в боевых действиях|armed conflict|child soldier|military",
    "child_labour": "детский труд|балалар еңбегі|child labor|child labour",
    "other": "иное|прочее|др|басқасы",
}
SECTOR = {
    "crops": "овощи|поле|полевые работы|плантация|прополка|огород|теплица|бахча|егіс|егін|көкөніс|crops|vegetables|field work|"
        "сельское хозяйство|сельхоз работы|с/х|ауыл шаруашылығы|agriculture|greenhouse",
    "cotton": "хлопок|хлопковое поле|уборка хлопка|мақта|cotton|cotton picking|cotton field",
    "tobacco": "табак|сбор табака|табачная плантация|темекі|tobacco|tobacco harvest",
    "livestock": "скотоводство|скот|выпас|пастбище|чабан|пастух|животноводство|мал|мал бағу|малшы|шопан|жайлау|livestock|cattle|"
        "herding|shepherd|pasture|cattle breeding",
    "farm": "ферма|фермерское хозяйство|крестьянское хозяйство|к/х|работа на ферме|ферма жұмысы|шаруа қожалығы|farm|farms|farm work|"
        "farming",
    "meat_processing": "мясо|мясной цех|мясокомбинат|убойный цех|ет|meat|slaughterhouse",
    "brick": "кирпичный завод|кирпич|кирпичный|кирпичный цех|кірпіш|кірпіш зауыты|brick|bricks|brick kiln|brick factory",
    "construction": "стройка|строительство|строитель|строительные работы|ремонт|құрылыс|құрылысшы|construction|building|"
        "building site",
    "domestic_work": "домашний труд|домашняя работа|домработница|прислуга|по дому|няня|сиделка на дому|домашнее хозяйство|үй жұмысы|"
        "үй қызметшісі|domestic|domestic work|housework|house work|maid|household",
    "hospitality": "кафе|ресторан|гостиница|отель|официант|официантка|повар|столовая|посудомойка|дәмхана|мейрамхана|қонақүй|даяшы|"
        "cafe|café|restaurant|hotel|waitress|waiter|kitchen",
    "trade_market": "рынок|базар|магазин|торговля|продавец|барахолка|уличная торговля|сауда|дүкен|сатушы|market|bazaar|shop|trade|"
        "seller|street trade",
    "car_service": "азс|заправка|мойка|автомойка|сто|автосервис|автожуу|жанармай|car wash|petrol station|gas station",
    "transport": "транспорт|водитель|кондуктор|грузчик|көлік|жүргізуші|transport|driver|conductor",
    "manufacturing": "швейный цех|цех|завод|фабрика|производство|пошив|тігін цехы|тігін|зауыт|өндіріс|factory|sewing|workshop|"
        "manufacturing|garment",
    "mining": "шахта|добыча|карьер|нефть|кен|шахтасы|mine|mining|quarry|oil",
    "fishing": "рыбалка|рыбный промысел|лов рыбы|балық|fishing|fishery",
    "forestry": "лес|лесоповал|заготовка леса|орман|forestry|logging",
    "cleaning": "уборка|уборщица|клининг|тазалау|тазалаушы|cleaning|cleaner",
    "care": "уход|сиделка|care|carer",
    "entertainment": "развлечения|клуб|караоке|танцы|ойын сауық|entertainment|club|karaoke",
    "other": "иное|прочее",
}
MEANS = {
    "docs_withheld": "изъяли паспорт|изъяли документы|забрали паспорт|забрали документы|отобрали паспорт|отобрали документы|паспорт|"
        "удержание документов|изъятие документов|документы изъяты|лишение документов|без документов|паспортын алып қойды|"
        "құжаттарын алып қойды|құжаттарын тартып алды|құжатын алды|passport taken|documents taken|passport withheld|"
        "documents withheld|passport confiscated|took passport|confiscation of documents|docs withheld",
    "debt_bondage": "долг|долги|кабала|долговая|отработка долга|қарыз|қарызға батыру|борыш|debt|debts|bondage|debt bond",
    "earnings_taken": "не платили|не заплатили|не выплачивали|невыплата|невыплата зарплаты|отбирали деньги|забирали деньги|"
        "отнимали заработок|без оплаты|зарплату не платили|жалақы төлемеді|ақша төлемеді|ақысын бермеді|жалақысын бермеді|"
        "not paid|no pay|unpaid|wages withheld|wages taken|money taken|withheld wages|no wages|earnings taken",
    "financial_restricted": "без денег|не давали денег|ақша бермеді|no access to money",
    "threats_violence": "угрозы|угроза|угрожали|запугивание|шантаж|қорқыту|қорқытты|бопсалау|threats|threat|threatened|threats of violence|"
        "blackmail|intimidation",
    "threats_family": "угрозы семье|угрозы родным|угрозы родственникам|угрозы детям|угрожали семье|отбасын қорқыту|отбасына қауіп|"
        "туыстарын қорқыту|threats to family|threats against family|family threatened|threatened family",
    "threats_authorities": "угрозы полицией|угрозы депортацией|угроза депортации|угроза полицией|полициямен қорқыту|"
        "депортациямен қорқыту|threats of deportation|threats of police|deportation threats",
    "uses_children": "ребёнка удерживали|отобрали ребёнка|через ребёнка|баласын алып қойды|children used|child taken",
    "physical_abuse": "побои|избиения|избиение|били|избивали|физическое|физ насилие|насилие|ұрып-соғу|ұрды|соққы|ұрып соқты|"
        "beating|beatings|beaten|physical|physical abuse|violence",
    "sexual_abuse": "изнасилование|насиловали|сексуальное насилие|сексуалдық зорлық|зорлау|rape|raped|sexual abuse",
    "psychological_abuse": "психологическое давление|унижения|оскорбления|моральное давление|психологиялық қысым|қорлау|"
        "psychological|psychological pressure|humiliation|emotional abuse",
    "movement_restricted": "держали взаперти|взаперти|заперли|запирали|под замком|не выпускали|лишение свободы|ограничение свободы|"
        "охрана|қамап ұстады|қамап қойды|шығармады|locked up|locked in|confinement|confined|kept locked|not allowed out|"
        "restricted movement|detained",
    "isolation": "изоляция|не давали звонить|отобрали телефон|слежка|оқшаулау|байланыстан айыру|isolation|isolated|phone taken|surveillance",
    "medical_restricted": "не лечили|отказ в лечении|емдетпеді|no medical care|medical care denied",
    "necessities_withheld": "не кормили|голод|лишение еды|лишение сна|тамақ бермеді|аш ұстады|no food|hunger|starved",
    "excessive_hours": "без выходных|переработка|работа без отдыха|по 16 часов|демалыссыз жұмыс|long hours|excessive hours|no rest",
    "false_promises": "обман|обманули|обманом|обещания|ложное обещание|мошенничество|алдау|алдады|алдап|өтірік уәде|deception|"
        "deceived|false promise|fraud|deceit|lies|tricked",
    "substances": "наркотики|алкоголь|спаивали|есірткі|арақ|drugs|alcohol",
    "religious_cultural": "обычаи|колдовство|религиозное давление|beliefs|religion",
    "other": "иное|прочее",
}
SOURCE = {
    "police": "полиция|ОП|РОП|ГОП|отдел полиции|управление полиции|милиция|ДП|ДВД|ОВД|РОВД|УВД|МВД|правоохранительные органы|участковый|полиция бөлімі|ІІМ|ПД|полициясы|police|"
        "militia|law enforcement|MIA",
    "migration_police": "миграционная полиция|миграционная служба|УМС|ОМП|көші-қон полициясы|көші қон|migration police|immigration",
    "anti_trafficking_unit": "ОБТЛ|УБОП|отдел по борьбе с торговлей людьми|anti-trafficking unit|anti trafficking police",
    "prosecutor": "прокурор|прокуратура|prosecution|prosecutor's office|prosecutors",
    "court": "судья|court",
    "labour_inspection": "трудовая инспекция|инспекция труда|еңбек инспекциясы|labor inspection|labour inspector",
    "social_protection_akimat": "акимат|соцзащита|собес|управление занятости и соцпрограмм|әкімдік|әлеуметтік қорғау|akimat|"
        "social protection|social services|соцслужба",
    "cossu_state_centre": "ЦОССУ|АӘҚО|COSSU",
    "health": "больница|поликлиника|врач|скорая|скорая помощь|СПИД-центр|аурухана|емхана|дәрігер|hospital|clinic|doctor|health",
    "education_school": "школа|учитель|колледж|мектеп|school|teacher",
    "orphanage": "детдом|детский дом|интернат|балалар үйі|orphanage",
    "probation_detention": "приёмник-распределитель|спецприёмник|СИЗО|тюрьма|пробация|detention|prison|probation",
    "embassy_consulate": "посольство|консульство|елшілік|консулдық|embassy|consulate",
    "ngo": "НПО|НКО|общественная организация|общественный фонд|ОФ|ОО|ҮЕҰ|қоғамдық қор|қоғамдық ұйым|NGO|NGOs|civil society|партнёр|"
        "партнёрская организация",
    "crisis_centre": "кризисный центр|кризисные центры|дағдарыс орталығы|crisis center|crisis centre",
    "international_org": "МОМ|М.О.М.|ООН|УВКБ|УВКБ ООН|ЮНИСЕФ|ОБСЕ|ХКҰ|БҰҰ|международная организация|IOM|UN|UNHCR|UNICEF|OSCE",
    "lawyer_bar": "адвокат|юрист|заңгер|lawyer|advocate",
    "employment_centre": "центр занятости|биржа труда|жұмыспен қамту орталығы|employment center|employment centre",
    "religious_community": "мечеть|церковь|мешіт|шіркеу|mosque|church",
    "diaspora_association": "диаспора|землячество|этнокультурный центр|diaspora",
    "employer": "работодатель|жұмыс беруші|employer",
    "media": "СМИ|журналист|телевидение|газета|БАҚ|media|press|newspaper",
    "foreign_ngo": "зарубежная НПО|НПО Узбекистана|Истикболли авлод|Istiqbolli Avlod|foreign NGO|шетелдік ҮЕҰ",
    "foreign_police": "зарубежная полиция|интерпол|interpol|foreign police",
    "hotline": "горячая линия|телефон доверия|ГЛ|звонок на горячую линию|линия 11616|11616|1409|сенім телефоны|жедел желі|шұғыл желі|"
        "қызу желі|hotline|hot line|helpline|call",
    "self": "сам|сама|самообращение|сам обратился|сама обратилась|самостоятельно|обратилась сама|обратился сам|лично|өзі|өзі келді|"
        "өзі жүгінді|өздігінен|өз бетінше|self|self-referral|self referral|self referred|came alone|walk-in|walk in|by herself|by himself",
    "family_friend": "родственники|родственник|семья|родные|друзья|знакомые|мать|отец|сестра|брат|подруга|туыс|туысы|туыстары|"
        "достары|анасы|family|relatives|relative|friend|friends|mother|father|acquaintance",
    "outreach": "аутрич|аутрич работник|мобильная группа|волонтёр|волонтёры|мобильді топ|outreach|volunteer|mobile team",
    "other": "иное|прочее|прохожий",
}
SERVICE = {
    "emergency_shelter": "приют|размещение|размещение в приюте|временный приют|проживание|ночлег|баспана|жатын орын|shelter|"
        "accommodation|lodging|housing",
    "transitional_housing": "аренда жилья|полупутевой дом|transitional house|rent",
    "food": "питание|еда|продукты|продуктовый набор|обеды|тамақ|тамақтандыру|азық-түлік|food|meals|food package|nutrition",
    "clothing": "одежда|обувь|одежда и обувь|киім|киім-кешек|clothes|clothing|shoes",
    "hygiene": "гигиена|гигиенические наборы|гигиенический набор|средства гигиены|гигиеналық|hygiene|hygiene kit|hygiene items",
    "transport": "транспортные расходы|проезд|такси|жол ақысы|transportation|travel costs",
    "medical_exam": "медосмотр|мед осмотр|обследование|медицинское обследование|осмотр врача|врач|гинеколог|медтексеру|медициналық тексеру|"
        "дәрігер|medical check|medical exam|medical check-up|medical examination|check-up|doctor",
    "treatment": "лечение|медицинская|медицинская помощь|мед помощь|медпомощь|госпитализация|стоматолог|емдеу|медициналық көмек|"
        "treatment|medical|medical help|medical care|hospital",
    "medicines": "лекарства|медикаменты|дәрі|дәрілер|medicine|medication",
    "hiv_sti": "тест на вич|вич|иппп|hiv|hiv test|sti",
    "psychological_consultation": "психолог|психологическая|психологическая помощь|консультация психолога|психологическая консультация|"
        "психол помощь|психологиялық көмек|психологтың кеңесі|психологическая поддержка|psychologist|psychological|"
        "psychological help|psychological support|counselling|counseling|psychological counselling",
    "crisis_counselling": "кризисная консультация|кризисное консультирование|crisis counseling",
    "therapy": "терапия|арт-терапия|психотерапевт|therapist",
    "group_work": "группа поддержки|групповая работа|тренинг|support group|group sessions",
    "interpretation": "переводчик|перевод|услуги перевода|аудармашы|interpreter|translation|translator",
    "documents_restoration": "восстановление документов|документы|оформление документов|восстановление паспорта|помощь с документами|"
        "свидетельство на возвращение|құжаттарды қалпына келтіру|құжат рәсімдеу|құжаттар|documents|documents restored|"
        "document restoration|restoration of documents|passport restored|travel document",
    "consular": "посольство|консульство|помощь консульства|consulate|embassy",
    "registration_stay": "регистрация|временная регистрация|легализация|тіркеу|registration|legalisation|legalization",
    "legal_consultation": "юридическая консультация|юридическая|юридическая помощь|юрист|адвокат|юр консультация|юр помощь|"
        "правовая помощь|консультация юриста|заңгер|заңгерлік кеңес|заңгерлік көмек|заңгер кеңесі|құқықтық көмек|legal|lawyer|"
        "legal advice|legal help|legal consultation|legal aid|legal assistance",
    "police_accompaniment": "сопровождение в полицию|сопровождение в милицию|заявление в полицию|сопровождение|полицияға сүйемелдеу|"
        "полицияға ілесіп бару|police accompaniment|accompanied to police|accompaniment to police|accompaniment",
    "court_representation": "суд|представительство в суде|защита в суде|представление интересов в суде|сотта қорғау|сот|court|"
        "court representation|representation",
    "compensation_claim": "компенсация|гражданский иск|өтемақы|compensation",
    "wage_recovery": "взыскание зарплаты|возврат зарплаты|жалақыны қайтару|wages recovered|wage claim",
    "vocational_training": "обучение|профобучение|курсы|курсы кройки и шитья|оқыту|курс|training|courses|vocational|vocational courses",
    "job_placement": "трудоустройство|помощь в трудоустройстве|работа|жұмысқа орналасу|job|employment|job placement|work",
    "small_grant": "грант|материальная помощь|финансовая помощь|денежная помощь|материалдық көмек|қаржылай көмек|grant|"
        "financial help|financial assistance|material help|money",
    "benefits": "пособие|пособия|жәрдемақы|benefit|social benefits",
    "school_enrolment": "школа|устройство в школу|мектеп|school",
    "child_care": "детский сад|уход за ребёнком|балабақша|childcare|kindergarten",
    "leisure": "досуг|культурные мероприятия|экскурсии|leisure|cultural",
    "family_mediation": "работа с семьёй|медиация|mediation|family work",
    "tracing": "поиск семьи|поиск родных|family tracing",
    "safe_return_travel": "проезд домой|билет домой|билет|билеты|возвращение домой|возвращение|отправка домой|репатриация|возвращение на родину|"
        "дорога домой|үйіне жол|үйіне қайтару|еліне қайтару|билет алып беру|return home|travel home|ticket|ticket home|"
        "repatriation|return|safe return",
    "reintegration_support": "реинтеграция|реабилитация|адаптация|оңалту|reintegration|rehabilitation",
    "phone_sim": "телефон|сим карта|сим-карта|sim card|phone",
    "safe_sex_education": "безопасный секс|половое просвещение|safe sex",
    "covid_support": "ковид|covid|маски",
    "other": "иное|прочее",
}
STATUS = {
    "new": "новый|новая|жаңадан|new case",
    "screening": "скрининг|идентификация|оценка|screening",
    "open": "в работе|открыто|открыт|активно|активное|активный|ведётся|продолжается|в процессе|жұмыс жүргізілуде|ашық|жүргізілуде|"
        "жалғасуда|open|active|ongoing|in progress|in work|opened",
    "follow_up": "сопровождение|мониторинг|наблюдение|сүйемелдеу|follow up|followup|monitoring",
    "suspended": "приостановлено|приостановлен|на паузе|отложено|уақытша тоқтатылды|suspended|on hold|paused",
    "closed": "закрыто|закрыт|закрыта|завершено|завершён|завершена|закончено|помощь оказана|дело закрыто|жабық|жабылған|аяқталды|"
        "бітті|closed|completed|done|finished|ended",
    "closed_referred": "передано|перенаправлено|перенаправлена|передано партнёру|жіберілді|басқа ұйымға берілді|referred|transferred|"
        "closed referred",
    "reopened": "возобновлено|повторно открыто|қайта ашылған|re-opened",
}
REGION = {
    "KZ-71": "г. Нур-Султан|Акмола (Астана)|Целиноград|столица|елорда",
    "KZ-75": "Алматы қаласы|Almaty city|город Алматы|Алма Ата",
    "KZ-79": "Шымкент қаласы|Shymkent city",
    "KZ-19": "Алматинская|Алм. обл.|Алматы обл|Алматинская обл|Almaty region|Almaty oblysy",
    "KZ-11": "Акмолинская|Акм. обл.|Akmola",
    "KZ-15": "Актюбинская|Aktobe|Актюбинск",
    "KZ-23": "Атырауская|Atyrau",
    "KZ-27": "Западный Казахстан|West Kazakhstan|Uralsk|Oral",
    "KZ-31": "Жамбылская|Zhambyl|Жамбыл",
    "KZ-33": "Область Жетысу|Жетісу|Taldykorgan",
    "KZ-35": "Карагандинская|Karaganda",
    "KZ-39": "Костанайская|Kostanay|Кустанай",
    "KZ-43": "Кызылординская|Kyzylorda|Qyzylorda",
    "KZ-47": "Мангистауская|Mangystau|Mangistau|Мангышлак",
    "KZ-55": "Павлодарская|Pavlodar",
    "KZ-59": "Северный Казахстан|North Kazakhstan|Petropavl",
    "KZ-61": "Туркестанская|Южный Казахстан|Южно-Казахстанская|Turkistan|Сарыагаш|Мактааральский район",
    "KZ-62": "Область Улытау|Ulytau",
    "KZ-63": "Восточный Казахстан|East Kazakhstan|Oskemen|Ust-Kamenogorsk",
    "KZ-10": "Абайская область|область Абая|Абай|Semey",
}
# Shelters we know of; the code is ours, the organisation adds its own.
SHELTER = {
    "rodnik": "Родник|приют Родник|ОФ Родник|Rodnik|кризисный центр Родник",
    "korgau_astana": "Корғау-Астана|Коргау-Астана|Қорғау-Астана|Қорғау|Коргау|Корғау|Korgau-Astana|Korgau Astana|Korgau|Qorgau-Astana",
    "feminist_league": "Феминистская лига|Feminist League|Феминистік лига",
    "womens_support_centre": "Центр поддержки женщин|Центр поддержки женщин Петропавловск|Women's Support Centre|Women's Support Center|"
        "Әйелдерді қолдау орталығы",
    "sana_sezim": "Сана Сезім|Сана Сезим|Sana Sezim|Сана-Сезим",
}
# fmt: on
SHELTER_NAMES = {
    "rodnik": "Родник",
    "korgau_astana": "Корғау-Астана",
    "feminist_league": "Феминистская лига",
    "womens_support_centre": "Центр поддержки женщин",
    "sana_sezim": "Сана Сезім",
}

TABLES = {
    "blank": BLANK,
    "sex": SEX,
    "exploitation_type": EXPLOITATION,
    "labour_sector": SECTOR,
    "means_of_control": MEANS,
    "partner_type": SOURCE,
    "service": SERVICE,
    "case_status": STATUS,
    "region": REGION,
    "shelter": SHELTER,
}
