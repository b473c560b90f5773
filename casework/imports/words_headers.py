"""Column names as registers write them, in Russian, Kazakh and English. ``field: "name|name|…"``; case, punctuation and
anything in brackets do not matter."""

# fmt: off
HEADERS = {
    "ordinal": "№|№ п/п|п/п|номер по порядку|порядковый номер|р/с|р/с №|реттік нөмірі|#|no|s/n|row|row number",
    "case_number": "№ дела|номер дела|дело №|дело|рег. №|регистрационный номер|№ регистрации|номер карты|№ карты|код|"
        "код клиента|код бенефициара|id|id клиента|шифр|№ случая|номер случая|іс №|іс нөмірі|істің нөмірі|тіркеу нөмірі|"
        "тіркеу №|case|case number|case no|case №|case #|case id|client id|client code|file number|file no|reference|"
        "registration number|beneficiary code",
    "request_date": "дата обращения|дата поступ|дата первого обращения|дата первого контакта|date of first contact|first contact|дата регистрации|дата поступления|дата приёма|дата открытия дела|дата открытия|дата|"
        "обратилась|когда обратилась|дата обращения за помощью|дата первичного обращения|дата идентификации|"
        "жүгінген күні|өтініш күні|тіркелген күні|тіркеу күні|жүгіну күні|өтініш берген күні|келген күні|күні|"
        "date of request|request date|date of registration|registration date|date registered|date of referral|intake date|"
        "date of intake|date of contact|contact date|date opened|date|case opened|date of identification",
    "full_name": "фио|ф.и.о.|фамилия имя отчество|фамилия, имя|фамилия и имя|имя и фамилия|ф.и.|фи|имя клиента|"
        "ф.и.о. клиента|фио пострадавшего|фио пострадавшей|фио бенефициара|фио жертвы|фамилия и инициалы|инициалы|"
        "пострадавший|пострадавшая|аты-жөні|аты жөні|тегі аты|тегі аты әкесінің аты|т.а.ә.|таә|толық аты-жөні|есімі|"
        "name|full name|client name|name of client|name of victim|victim name|beneficiary|client|surname and name|"
        "surname, name|initials|name and surname",
    "surname": "фамилия|фамилия клиента|тегі|surname|last name|family name|second name",
    "given_name": "имя|аты|өз аты|given name|first name|forename",
    "patronymic": "отчество|әкесінің аты|patronymic|middle name|father's name",
    "sex": "пол|пол клиента|м/ж|ж/м|пол м ж|жынысы|жыныс|sex|gender|m/f|f/m",
    "birth_date": "дата рождения|год рождения|год рожд|г.р.|гр|д.р.|др|дата рожд|число месяц год рождения|дата и год рождения|"
        "туған күні|туған жылы|туған күні айы жылы|туылған күні|туылған жылы|date of birth|birth date|birthdate|dob|"
        "year of birth|birth year|born|yob",
    "age": "возраст|возраст лет|возраст на момент обращения|возраст при обращении|возраст при регистрации|полных лет|лет|кол-во лет|"
        "сколько лет|жасы|жас|жүгінген кездегі жасы|өтініш кезіндегі жасы|age|age at request|age at registration|"
        "age at intake|current age|age in years|years",
    "age_first": "возраст при вовлечении|возраст вовлечения|возраст при первом вовлечении|возраст начала эксплуатации|"
        "возраст на момент вовлечения|возраст на момент эксплуатации|возраст при первой эксплуатации|"
        "впервые вовлечена в возрасте|тартылған кездегі жасы|алғаш тартылған жасы|қанау басталған жасы|"
        "age at first exploitation|age first exploited|age when trafficked|age at trafficking|age when first exploited|"
        "age when first coerced|age at recruitment|age of entry",
    "citizenship": "гражданство|гражд-во|гр-во|country of citizenship|страна гражданства|гражданство (страна)|национальность|страна происхождения|откуда|"
        "государство|подданство|азаматтығы|азаматтық|шыққан елі|қай елдің азаматы|ұлты|citizenship|nationality|"
        "country of citizenship|country of origin|citizen of|origin",
    "iin": "иин|ииң|жсн|жеке сәйкестендіру нөмірі|индивидуальный идентификационный номер|iin|national id|id number|"
        "identity number",
    "phone": "телефон|тел|№ телефона|номер телефона|контактный телефон|контакты|контакт|моб. тел.|мобильный|сотовый|"
        "телефоны|телефоны клиента|телефон нөмірі|байланыс телефоны|ұялы телефон|байланыс|phone|phone number|telephone|mobile|"
        "contact phone|contact number|tel",
    "exploitation": "вид эксплуатации|эксплуатация вид|виды эксплуатации|тип эксплуатации|форма эксплуатации|эксплуатация|формы эксплуатации|"
        "форма торговли людьми|вид торговли людьми|қанау түрі|қанау түрлері|қанау|пайдалану түрі|exploitation|"
        "type of exploitation|exploitation type|form of exploitation|kind of exploitation|purpose of trafficking|"
        "types of exploitation|type of trafficking",
    "sector": "сфера|сфера труда|сфера деятельности|отрасль|сектор|вид работы|вид работ|сфера эксплуатации|место работы|"
        "сала|жұмыс саласы|қызмет саласы|еңбек саласы|жұмыс түрі|sector|industry|labour sector|labor sector|"
        "sector of labour|type of work|kind of work|work",
    "means": "средства контроля|средство контроля|методы контроля|способы контроля|методы воздействия|способ принуждения|"
        "способы принуждения|средства принуждения|чем удерживали|как удерживали|бақылау құралдары|бақылау тәсілдері|"
        "бақылау әдістері|мәжбүрлеу тәсілдері|means of control|methods of control|means|control|control methods|coercion|"
        "how controlled|means used",
    "source": "кто направил|кем направлен|кем направлена|откуда направлен|источник|источник направления|источник обращения|"
        "направлен|направившая организация|откуда узнал|от кого поступила|кто перенаправил|кім жіберді|кім жолдады|бағыттаған ұйым|"
        "қайдан жіберілді|кім бағыттады|жіберген ұйым|referred by|source|source of referral|referral source|"
        "who referred|referring organisation|referring organization|referral from|how referred",
    "shelter": "приют|шелтер|приют / шелтер|название приюта|кризисный центр|место размещения|размещение|баспана|панахана|"
        "баспана атауы|дағдарыс орталығы|shelter|shelter name|name of shelter|placed in|accommodation",
    "check_in": "дата заселения|заселение|дата поступления в приют|дата прибытия|заехала|поселена|дата размещения|заселена|"
        "с какого числа|приют с|проживание с|пребывание с|проживала с|дата помещения в приют|орналасқан күні|орналастырылған күні|қоныстанған күні|кірген күні|"
        "баспанаға келген күні|check-in|check in|entry date|date of entry|check-in date|date of check-in|date of arrival|arrival date|arrived|"
        "admission date|date admitted|admitted|shelter from|date in|stay from|moved in",
    "check_out": "дата выселения|выселение|дата выбытия|дата выписки|выбыла|выбытие|дата ухода|выселена|дата убытия|"
        "по какое число|приют по|проживание по|пребывание по|проживала по|дата выезда|шыққан күні|кеткен күні|шығарылған күні|баспанадан шыққан күні|check-out|check out|"
        "check-out date|date of check-out|date of departure|departure date|left|exit date|date left|discharged|"
        "date of discharge|discharge date|shelter to|date out|stay to|stay until|moved out",
    "services": "оказанные услуги|услуги|виды услуг|предоставленные услуги|помощь|оказанная помощь|вид помощи|"
        "виды оказанной помощи|какая помощь оказана|көрсетілген қызметтер|қызметтер|қызмет түрлері|көрсетілген көмек|"
        "көмек түрі|services|services provided|assistance|assistance provided|help given|services given|"
        "type of assistance|help provided",
    "region": "регион|область|город|область / город|регион обращения|место выявления|место обращения|город / область|"
        "регион выявления|место жительства|өңір|облыс|аймақ|қала|облыс / қала|тұрғылықты жері|region|province|oblast|city|"
        "region / city|place|location|where identified|region of assistance",
    "country": "страна эксплуатации|эксплуатация страна|страна назначения|место эксплуатации|где эксплуатировали|куда вывезли|"
        "страна, где эксплуатировали|қанау елі|қанау орны|баратын елі|қай елде қаналған|country of exploitation|country where exploited|"
        "exploitation country|destination|destination country|country of destination|place of exploitation|"
        "where exploited",
    "status": "статус|статус дела|состояние дела|состояние|текущий статус|мәртебесі|іс мәртебесі|жағдайы|істің жағдайы|"
        "status|case status|current status|state of case",
    "note": "примечание|примечания|комментарий|комментарии|заметки|прочее|дополнительно|доп. информация|ескерту|"
        "ескертпе|ескертулер|қосымша|note|notes|comment|comments|remarks|remark",
}
# fmt: on
FIELDS = tuple(HEADERS)
