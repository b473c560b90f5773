"""Sending a person on to a partner, and what came of it."""

from casework.vocabulary.terms import Term, Vocabulary

# One term a line or two, so that the three labels can be read beside each other.
# fmt: off
REFERRAL_REASON = Vocabulary(
    "referral_reason",
    Term("additional_services", "Additional services", "Дополнительные услуги",
         "Қосымша қызметтер", htcds="AdditionalServicesRequired"),
    Term("change_of_location", "Change of location", "Смена места жительства",
         "Тұрғылықты жерін ауыстыру", htcds="MigrationOrChangeOfLocation"),
    Term("shelter_place", "Place in a shelter", "Место в приюте",
         "Баспанадан орын", unsure=True, htcds="AdditionalServicesRequired"),
    Term("medical", "Medical help", "Медицинская помощь", "Медициналық көмек", htcds="AdditionalServicesRequired"),
    Term("psychological", "Psychological help", "Психологическая помощь",
         "Психологиялық көмек", htcds="AdditionalServicesRequired"),
    Term("legal_criminal", "Legal help, criminal case", "Юридическая помощь, уголовное дело",
         "Заң көмегі, қылмыстық іс", htcds="AdditionalServicesRequired"),
    Term("documents_consular", "Documents, consulate", "Документы, консульство",
         "Құжаттар, консулдық", htcds="AdditionalServicesRequired"),
    Term("return_reintegration", "Return and reintegration", "Возвращение и реинтеграция",
         "Қайту және қайта бейімделу", unsure=True, htcds="MigrationOrChangeOfLocation"),
    Term("child_protection", "Child protection", "Защита ребёнка",
         "Баланы қорғау", htcds="AdditionalServicesRequired"),
    Term("employment_training", "Work or training", "Работа или обучение",
         "Жұмыс немесе оқу", htcds="AdditionalServicesRequired"),
    Term("financial", "Financial help", "Финансовая помощь", "Қаржылай көмек", htcds="AdditionalServicesRequired"),
    Term("safety_threat", "Threat to safety", "Угроза безопасности", "Қауіпсіздікке қатер", htcds="Other"),
    Term("interpretation", "Interpreter needed", "Нужен переводчик",
         "Аудармашы қажет", htcds="AdditionalServicesRequired"),
    Term("other", "Other", "Другое", "Басқа", htcds="Other"),
)

REFERRAL_DIRECTION = Vocabulary(
    "referral_direction",
    Term("in", "Incoming", "Входящее", "Кіріс"),
    Term("out", "Outgoing", "Исходящее", "Шығыс"),
)

REFERRAL_OUTCOME = Vocabulary(
    "referral_outcome",
    Term("sent", "Sent", "Отправлено", "Жіберілді"),
    Term("received", "Received", "Получено", "Алынды"),
    Term("accepted", "Accepted", "Принято", "Қабылданды"),
    Term("waiting_list", "On the waiting list", "В листе ожидания", "Күту тізімінде"),
    Term("declined", "Declined", "Отклонено", "Қабылданбады"),
    Term("completed", "Completed", "Завершено", "Аяқталды"),
    Term("no_answer", "No answer", "Нет ответа", "Жауап жоқ"),
)

DECLINE_REASON = Vocabulary(
    "decline_reason",
    Term("no_place", "No place", "Нет мест", "Орын жоқ"),
    Term("not_eligible", "Not eligible", "Не подходит по критериям", "Критерийлерге сай емес", unsure=True),
    Term("too_far", "Too far away", "Слишком далеко", "Тым алыс"),
    Term("client_refused", "The person refused", "Человек отказался", "Адам бас тартты"),
    Term("other", "Other", "Другое", "Басқа"),
)
# fmt: on
