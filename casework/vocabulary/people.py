"""The person: sex, age, language, consent; and the small lists shelters and risk use."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
SEX = Vocabulary(
    "sex",
    Term("female", "Female", "Женский", "Әйел", ctdc="Woman"),
    Term("male", "Male", "Мужской", "Ер", ctdc="Man"),
    Term("transgender_other", "Transgender or other", "Трансгендер или другое",
         "Трансгендер немесе басқа", ctdc="Trans/Transgender/NonConforming"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

GENDER = Vocabulary(
    "gender",
    Term("feminine", "Feminine", "Женский", "Әйел", htcds="Feminine"),
    Term("masculine", "Masculine", "Мужской", "Ер", htcds="Masculine"),
    Term("transgender_feminine", "Transgender feminine", "Трансгендерная женщина",
         "Трансгендер әйел", htcds="TransgenderFeminine"),
    Term("transgender_masculine", "Transgender masculine", "Трансгендерный мужчина",
         "Трансгендер ер", htcds="TransgenderMasculine"),
    Term("non_conforming", "Non-conforming", "Гендерно неконформный",
         "Гендерлік нормаға сай келмейтін", unsure=True, htcds="NonConforming"),
    Term("not_specified", "Not specified or unknown", "Не указан или неизвестен",
         "Көрсетілмеген немесе белгісіз", htcds="NonSpecifiedUnknown"),
)

AGE_BAND_CTDC = Vocabulary(
    "age_band_ctdc",
    Term("0_8", "0–8", "0–8", "0–8", ctdc="0--8"),
    Term("9_17", "9–17", "9–17", "9–17", ctdc="9--17"),
    Term("18_20", "18–20", "18–20", "18–20", ctdc="18--20"),
    Term("21_23", "21–23", "21–23", "21–23", ctdc="21--23"),
    Term("24_26", "24–26", "24–26", "24–26", ctdc="24--26"),
    Term("27_29", "27–29", "27–29", "27–29", ctdc="27--29"),
    Term("30_38", "30–38", "30–38", "30–38", ctdc="30--38"),
    Term("39_47", "39–47", "39–47", "39–47", ctdc="39--47"),
    Term("48_up", "48 and over", "48 и старше", "48 және одан үлкен", ctdc="48+"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

AGE_BAND_REPORT = Vocabulary(
    "age_band_report",
    Term("under_18", "Under 18", "До 18 лет", "18 жасқа дейін"),
    Term("18_30", "18–30", "18–30", "18–30"),
    Term("31_45", "31–45", "31–45", "31–45"),
    Term("46_up", "46 and over", "46 и старше", "46 және одан үлкен"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

AGE_BAND_TIP = Vocabulary(
    "age_band_tip",
    Term("adult", "Adult", "Взрослый", "Ересек"),
    Term("child", "Child", "Ребёнок", "Бала"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

LANGUAGE = Vocabulary(
    "language",
    Term("kk", "Kazakh", "Казахский", "Қазақша", htcds="kaz"),
    Term("ru", "Russian", "Русский", "Орысша", htcds="rus"),
    Term("uz", "Uzbek", "Узбекский", "Өзбекше", htcds="uzb"),
    Term("ky", "Kyrgyz", "Киргизский", "Қырғызша", htcds="kir"),
    Term("tg", "Tajik", "Таджикский", "Тәжікше", htcds="tgk"),
    Term("tk", "Turkmen", "Туркменский", "Түрікменше", htcds="tuk"),
    Term("ug", "Uyghur", "Уйгурский", "Ұйғырша", htcds="uig"),
    Term("mn", "Mongolian", "Монгольский", "Моңғолша", htcds="mon"),
    Term("zh", "Chinese", "Китайский", "Қытайша", htcds="zho"),
    Term("tr", "Turkish", "Турецкий", "Түрікше", htcds="tur"),
    Term("uk", "Ukrainian", "Украинский", "Украинша", htcds="ukr"),
    Term("ro", "Romanian, Moldovan", "Румынский, молдавский", "Румынша, молдаванша", htcds="ron"),
    Term("en", "English", "Английский", "Ағылшынша", htcds="eng"),
    Term("other", "Other", "Другой", "Басқа", htcds="mis"),
)

CONSENT = Vocabulary(
    "consent",
    Term("given", "Given", "Дано", "Берілді"),
    Term("refused", "Refused", "Отказ", "Бас тартылды"),
    Term("withdrawn", "Withdrawn", "Отозвано", "Кері қайтарылды"),
    Term("not_asked", "Not asked", "Не спрашивали", "Сұралған жоқ"),
    Term("guardian", "Given by the guardian", "Дано опекуном", "Қамқоршы берді"),
)

CONSENT_PURPOSE = Vocabulary(
    "consent_purpose",
    Term("help", "Help from our organisation", "Помощь нашей организации", "Біздің ұйымның көмегі"),
    Term("referral", "Passing to a partner", "Передача партнёру", "Серіктеске беру"),
    Term("police", "Passing to the police", "Передача в полицию", "Полицияға беру"),
    Term("donor_statistics", "Counted in reports", "Учёт в отчётах", "Есептерде есепке алу"),
    Term("research", "Research", "Исследования", "Зерттеулер"),
)

STAY_STATE = Vocabulary(
    "stay_state",
    Term("planned", "Planned", "Запланировано", "Жоспарланған"),
    Term("arrived", "In the shelter", "В приюте", "Баспанада", unsure=True),
    Term("left", "Left", "Выбыл", "Шықты"),
)

BED_KIND = Vocabulary(
    "bed_kind",
    Term("woman", "Woman's bed", "Женское место", "Әйел орны"),
    Term("man", "Man's bed", "Мужское место", "Ер орны"),
    Term("family", "Family room", "Семейная комната", "Отбасылық бөлме"),
    Term("child", "Child's bed", "Детское место", "Бала орны"),
)

RISK_LEVEL = Vocabulary(
    "risk_level",
    Term("low", "Low", "Низкий", "Төмен"),
    Term("medium", "Medium", "Средний", "Орташа"),
    Term("high", "High", "Высокий", "Жоғары"),
    Term("critical", "Critical", "Критический", "Өте жоғары", unsure=True),
)

CHILD_SITUATION = Vocabulary(
    "child_situation",
    Term("with_parent", "With a parent", "С родителем", "Ата-анасымен"),
    Term("separated", "Separated", "Разлучён с родителями", "Ата-анасынан айырылған", unsure=True),
    Term("unaccompanied", "Unaccompanied", "Без сопровождения", "Ересексіз", unsure=True),
)

OUTCOME_SIX_MONTHS = Vocabulary(
    "outcome_six_months",
    Term("stable", "Stable", "Положение устойчивое", "Жағдайы тұрақты"),
    Term("in_support", "Still supported", "Помощь продолжается", "Көмек жалғасуда"),
    Term("re_exploited", "Exploited again", "Повторная эксплуатация", "Қайта қанауға түсті"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)
# fmt: on
