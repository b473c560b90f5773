"""The words that come with Pana for each kind of letter in each language. A letter speaks its reader's language, not its writer's."""

from __future__ import annotations

SHIPPED: dict[tuple[str, str], tuple[str, str]] = {
    ("referral", "ru"): (
        "Направление",
        "Организация «{organisation}» направляет к вам человека, которому она помогает: {name}, дата рождения {born}.\n\n"
        "Просим оказать помощь: {words}\n\nСведения передаются с согласия человека и только для этой цели. Просим никому их не передавать.",
    ),
    ("referral", "kk"): (
        "Жолдама",
        "«{organisation}» ұйымы өзі көмектесіп жүрген адамды сізге жібереді: {name}, туған күні {born}.\n\n"
        "Көмек көрсетуіңізді сұраймыз: {words}\n\nМәліметтер адамның келісімімен және тек осы мақсатта беріледі. Ешкімге бермеуіңізді сұраймыз.",
    ),
    ("referral", "en"): (
        "Referral",
        "{organisation} refers to you a person whom it helps: {name}, born {born}.\n\nWe ask you for this help: {words}\n\n"
        "The person agreed to this being told, for this purpose only. Please pass it on to nobody.",
    ),
    ("certificate", "ru"): (
        "Справка",
        "Выдана: {name}, дата рождения {born}, в том, что организация «{organisation}» оказывает помощь с {requested}.\n\n"
        "Дни проживания: {stay}. Оказанная помощь: {services}.\n\n{words}",
    ),
    ("certificate", "kk"): (
        "Анықтама",
        "{name}, туған күні {born}, атына берілді: «{organisation}» ұйымы {requested} бастап көмек көрсетеді.\n\n"
        "Тұрған күндері: {stay}. Көрсетілген көмек: {services}.\n\n{words}",
    ),
    ("certificate", "en"): (
        "Certificate",
        "Issued to {name}, born {born}: {organisation} has given help since {requested}.\n\nDays of the stay: {stay}. Help given: {services}.\n\n{words}",
    ),
    ("request", "ru"): (
        "Запрос",
        "Организация «{organisation}» просит по делу {case}:\n\n{words}\n\nПросим ответить письменно, указав номер {number}.",
    ),
    ("request", "kk"): (
        "Сұрау салу",
        "«{organisation}» ұйымы {case} ісі бойынша сұрайды:\n\n{words}\n\nЖазбаша, {number} нөмірін көрсетіп жауап беруіңізді сұраймыз.",
    ),
    ("request", "en"): (
        "Request",
        "In the matter {case}, {organisation} asks:\n\n{words}\n\nPlease answer in writing and name the number {number}.",
    ),
}
