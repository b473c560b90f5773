"""Where the person was taken: the legs of the road and what each place was."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
LEG_KIND = Vocabulary(
    "leg_kind",
    Term("recruitment", "Recruitment", "Вербовка", "Азғыру", unsure=True, htcds="Recruitment"),
    Term("transit", "Transit", "Транзит", "Транзит", htcds="Transit"),
    Term("exploitation", "Exploitation", "Эксплуатация", "Қанау", htcds="Exploitation"),
    Term("escape", "Escape or identification", "Побег или выявление", "Қашу немесе анықтау", unsure=True),
    Term("return", "Return", "Возвращение", "Қайту"),
)

PLACE_ROLE = Vocabulary(
    "place_role",
    Term("origin", "Country of origin", "Страна происхождения", "Шыққан елі"),
    Term("transit", "Transit", "Транзит", "Транзит"),
    Term("destination", "Destination", "Страна назначения", "Баратын елі"),
    Term("internal_rural_urban", "Internal: village to town", "Внутри страны: из села в город",
         "Ел ішінде: ауылдан қалаға"),
    Term("internal_urban_rural", "Internal: town to village", "Внутри страны: из города в село",
         "Ел ішінде: қаладан ауылға"),
    Term("internal_other", "Internal: other", "Внутри страны: другое", "Ел ішінде: басқа"),
)

BORDER_CROSSING = Vocabulary(
    "border_crossing",
    Term("regular", "Regular", "Законное", "Заңды"),
    Term("irregular", "Irregular", "Незаконное", "Заңсыз"),
    Term("forged_documents", "With forged documents", "По поддельным документам", "Жалған құжаттармен"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)
# fmt: on
