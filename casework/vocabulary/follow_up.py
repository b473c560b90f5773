"""What is asked one, three, six and twelve months after help ended."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
FOLLOW_UP_RESULT = Vocabulary(
    "follow_up_result",
    Term("reached", "Reached", "Удалось связаться", "Байланысты"),
    Term("not_reached", "Not reached", "Связаться не удалось", "Байланыса алмады"),
    Term("refused", "Does not want to be asked", "Просит больше не спрашивать", "Сұрамауды өтінеді", unsure=True),
    Term("not_safe", "Not safe to get in touch", "Связываться небезопасно", "Байланысу қауіпті"),
)

FOLLOW_UP_HOUSING = Vocabulary(
    "follow_up_housing",
    Term("own", "Own or rented home", "Своё или съёмное жильё", "Өз үйі немесе жалға алған үй"),
    Term("family", "With family or friends", "У родных или друзей", "Туыстарында немесе достарында"),
    Term("shelter", "Shelter", "Приют", "Баспана"),
    Term("at_work", "At the place of work", "По месту работы", "Жұмыс орнында"),
    Term("none", "No steady place", "Нет постоянного места", "Тұрақты орны жоқ"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

FOLLOW_UP_OCCUPATION = Vocabulary(
    "follow_up_occupation",
    Term("work", "Works", "Работает", "Жұмыс істейді"),
    Term("school", "Studies", "Учится", "Оқиды"),
    Term("both", "Works and studies", "Работает и учится", "Жұмыс істейді және оқиды"),
    Term("looking", "Looks for work", "Ищет работу", "Жұмыс іздейді"),
    Term("cannot", "Cannot work now", "Сейчас не может работать", "Қазір жұмыс істей алмайды"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

FOLLOW_UP_SAFETY = Vocabulary(
    "follow_up_safety",
    Term("safe", "Feels safe", "Чувствует себя в безопасности", "Өзін қауіпсіз сезінеді"),
    Term("worried", "Is worried", "Есть опасения", "Алаңдайды"),
    Term("danger", "Is in danger", "В опасности", "Қауіпте"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

FOLLOW_UP_AGAIN = Vocabulary(
    "follow_up_again",
    Term("none", "No sign", "Нет признаков", "Белгісі жоқ"),
    Term("suspected", "Suspected", "Есть подозрение", "Күдік бар"),
    Term("yes", "Exploited again", "Повторная эксплуатация", "Қайта қанауға түсті"),
    Term("unknown", "Not known", "Неизвестно", "Белгісіз"),
)

FOLLOW_UP_DECISION = Vocabulary(
    "follow_up_decision",
    Term("again", "Try again", "Попробовать ещё раз", "Тағы байланысып көру"),
    Term("next", "Leave this one, ask at the next date", "Пропустить, спросить в следующий срок",
         "Өткізіп жіберіп, келесі мерзімде сұрау", unsure=True),
    Term("stop", "Ask no more", "Больше не спрашивать", "Енді сұрамау"),
)
# fmt: on
