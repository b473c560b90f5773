"""Typed texts get a second look in three languages; the author confirms each time, and the director sees that."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from access.context import acting
from access.models import AuditEvent
from config.demo.reports import TEXT
from reports.actions import TextNotConfirmed, narrate_report
from reports.documents import compose
from reports.models import Report, TextCheck
from reports.narrative import Sign, hash_texts, list_values, review
from tests.reports.test_publishing import in_english
from tests.world_reports import closed_month, make_programme, make_report

TELLING = [
    (Sign.AGE, "A 17-year-old was brought to safety."), (Sign.AGE, "Помощь получила девушка 19 лет."),
    (Sign.AGE, "16-летняя пострадавшая вернулась домой."), (Sign.AGE, "17 жастағы қыз үйіне оралды."),
    (Sign.NATIONALITY, "One Mongolian woman went home."), (Sign.NATIONALITY, "A citizen of Nigeria was helped."),
    (Sign.NATIONALITY, "Узбечка получила документы."), (Sign.NATIONALITY, "Гражданка соседней страны вернулась."),
    (Sign.NATIONALITY, "Қырғыз әйел құжаттарын алды."), (Sign.NATIONALITY, "Шет ел азаматы үйіне қайтты."),
    (Sign.ONLY, "It was the only trial of the year."), (Sign.ONLY, "Это единственное дело за год."),
    (Sign.ONLY, "Впервые помощь оказана мужчине."), (Sign.ONLY, "Бұл жылдағы жалғыз іс."), (Sign.ONLY, "Тек бір іс қаралды."),
    (Sign.ONE_PERSON, "We met a young mother at the border."), (Sign.ONE_PERSON, "Одна женщина открыла своё дело."),
    (Sign.ONE_PERSON, "Помогли одному подростку."), (Sign.ONE_PERSON, "Бір әйелге көмек көрсетілді."),
    (Sign.NAME, "Thanks to A. K. for her courage."), (Sign.NAME, "Дело Г. рассмотрено."), (Sign.NAME, "Айгүл Серікқызы көмектесті."),
    (Sign.NAME, "Спасибо следователю Ахметову и Ивановой."), (Sign.PLACE, "Рейд прошёл в Сарыагаше."),
    (Sign.PLACE, "The lecture was held in a village near Taraz."), (Sign.PLACE, "Ауылда дәріс өтті."), (Sign.PLACE, "В районе прошла лекция."),
    (Sign.NUMBER, "We helped 7 people."), (Sign.NUMBER, "Помощь получили 1 234 человека."),
]  # fmt: skip
HARMLESS = [
    *TEXT.values(), "A calm month.", "The team trained officials in all regions.", "Лекции прошли в Туркестанской области и в Шымкенте.",
    "Команда работала круглосуточно и никому не отказала.", "Түркістан облысында дәрістер өтті; ешкімге бас тартылған жоқ.",
    "Основа работы — доверие. Команда сотрудничает с Украиной.", "Women and men from several countries were helped.", "Топ айналмалы жұмыс істеді.",
]  # fmt: skip


@pytest.mark.parametrize(("sign", "text"), TELLING)
def test_what_could_single_somebody_out_is_found(sign: Sign, text: str) -> None:
    found = review({"summary": text}, {"2026"}).found

    assert sign in {one.sign for one in found}, found
    assert all(one.words in text for one in found)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_said_of_everybody_is_not_found(text: str) -> None:
    assert review({"summary": text}, set()).found == ()


def test_numbers_of_the_tables_are_recognised_and_others_flagged() -> None:
    seen = review({"summary": "In 2026 we helped 1 234 people, 12 more; 40 % were women.", "protection": "9 lectures"}, {"2026", "1234", "12"})

    assert seen.recognised == (("summary", "2026"), ("summary", "1 234"), ("summary", "12"))
    assert [(one.section, one.words) for one in seen.found] == [("summary", "40"), ("protection", "9")]
    assert seen.flagged == {"number": 2}
    assert seen.of("protection") == ([seen.found[1]], [])


def draft(world: Any, code: str) -> Report:
    with acting(organisation_id=world.organisations["rodnik"].pk):
        report: Report = make_report(world, "rodnik", make_programme(world, "rodnik", code), closed_month(1))
    return report


def test_an_unconfirmed_text_is_not_kept(world: Any, db: None) -> None:
    report, officer = draft(world, "unconfirmed"), world.actor("monitoring_officer")
    with acting(organisation_id=report.organisation_id):
        with pytest.raises(TextNotConfirmed), transaction.atomic():
            narrate_report(by=officer, report=report, texts={"summary": "A calm month."}, confirmed=False)
        narrate_report(by=officer, report=report, texts={}, confirmed=False)
        assert not TextCheck.objects.filter(report=report).exists()


def test_findings_are_shown_beside_the_text_and_confirmed_before_it_is_kept(world: Any, client_as: Any) -> None:
    report = draft(world, "second-look")
    with acting(organisation_id=report.organisation_id):
        values = list_values(compose(Report.objects.select_related("organisation").get(pk=report.pk)))
        total = min((value for value in values if value.isdigit() and int(value) > 17), key=int)  # no age, no year
    officer = in_english(client_as("monitoring_officer"), world, "monitoring_officer")
    page, text = reverse("report-text", args=[report.pk]), f"A 17-year-old woman was helped; {total} in all, 99991 later."
    typed = {"summary": text, "version": report.version, "checked": "on"}

    first = officer.post(page, typed)
    shown = first.content.decode()
    assert first.status_code == 200
    for word in ("An age", "17-year-old", "A number that stands in no table", "99991", "Numbers that stand in the tables"):
        assert word in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen is not None
    assert officer.post(page, {**typed, "summary": text + " A citizen of Nigeria.", "seen": seen[1]}).status_code == 200
    assert officer.post(page, {**typed, "checked": "", "seen": seen[1]}).status_code == 200
    assert officer.post(page, {**typed, "seen": seen[1]}).status_code == 302
    with acting(organisation_id=report.organisation_id):
        kept = TextCheck.objects.get(report=report)
        event = AuditEvent.objects.filter(action="reports.report.narrated", object_id=report.pk).order_by("-at").first()
        narrative = Report.objects.get(pk=report.pk).narrative
    assert kept.by_id == world.user("monitoring_officer").pk
    assert kept.sha256 == hash_texts(narrative)
    assert (kept.flagged["age"], kept.flagged["number"]) == (1, 1)
    assert event is not None
    assert event.detail["confirmed"] is True
    assert "17" not in str(event.detail)
    director = in_english(client_as("director"), world, "director").get(reverse("report-detail", args=[report.pk])).content.decode()
    assert "The author confirmed the texts" in director
    assert "99991" in director
