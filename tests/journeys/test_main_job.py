"""A call becomes a case, a bed, a stay and a referral: the main job of Pana, as the people do it, in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import choices

import pytest

from tests.journeys.people import Person

pytestmark = pytest.mark.xdist_group("browser")
STORY, ADDRESS = "Ойдан шығарылған әңгіме", "Ойдан шығарылған көшесі"
CASE_MANAGER = "Dana (demo)"


@dataclass
class Story:
    """What the people of one journey know of each other, and what stood in their way."""

    surname: str = field(default_factory=lambda: f"Примерова-{''.join(choices('абвгдежзик', k=8)).title()}")
    hold_code: str = ""
    case_path: str = ""
    referral_path: str = ""
    barriers: list[str] = field(default_factory=list)

    def look(self, somebody: Person, name: str) -> None:
        self.barriers += somebody.barriers()
        somebody.shoot(f"journey-{name}")


def path_of(somebody: Person) -> str:
    return re.sub(r"^https?://[^/]+", "", somebody.page.url)


def follow(somebody: Person, part: str) -> None:
    """Follow the first link of the page whose address ends like this."""
    somebody.page.locator(f"main a[href$='{part}'], main a[href*='{part}?']").first.click()
    somebody.page.wait_for_load_state()


def submit(somebody: Person, action: str = "") -> None:
    """Send the form (of an address ending like `action`) with its own button."""
    form = f"main form[action$='{action}']" if action else "main form"
    somebody.page.locator(f"{form} button[type=submit]").first.click()
    somebody.page.wait_for_load_state()


def log_the_call(story: Story, operator: Person) -> None:
    operator.open("/calls/new/")
    story.look(operator, "01-new-call")
    operator.page.locator("button[name=outcome_class][value=help]").click()
    operator.page.wait_for_url("**/edit/")
    page = operator.page
    page.locator("[name=notes]").fill(STORY)
    page.locator("select[name=sex]").select_option("female")
    page.locator("[name=age]").fill("24")
    page.locator("input[name=acts][value=recruitment]").check()
    page.locator("input[name=means][value=deception]").check()
    page.locator("input[name=purposes][value=forced_labour]").check()
    page.locator("[name=number]").fill("+7 700 000 00 01")
    story.look(operator, "02-call")
    page.locator("button[name=then][value=bed]").click()
    page.wait_for_url("**/bed/")


def hold_a_bed(story: Story, operator: Person) -> None:
    story.look(operator, "03-beds")
    assert ADDRESS not in operator.page.content()
    own_house = operator.page.locator("section, article, .card-lite", has_text="Rodnik").locator("form[action*='/hold/'] button[type=submit]")
    own_house.first.click()
    operator.page.wait_for_load_state()
    assert ADDRESS not in operator.page.content()


def hand_over(story: Story, operator: Person) -> None:
    if "/edit/" not in operator.page.url:
        follow(operator, "/edit/")
    operator.page.locator("button[name=then][value=hand-over]").click()
    operator.page.wait_for_url("**/hand-over/")
    operator.page.locator("select[name=lead]").select_option(label=CASE_MANAGER)
    story.hold_code = operator.page.locator("main dd .code").first.inner_text().strip()
    operator.fill("surname", story.surname)
    story.look(operator, "04-hand-over")
    submit(operator)
    assert "/hand-over/" not in operator.page.url
    story.look(operator, "05-handed-over")
    assert story.surname not in operator.page.content()


def accept_and_check_in(story: Story, manager: Person) -> None:
    manager.open("/board/")
    story.look(manager, "06-board")
    manager.page.locator("form[action$='/accept/'] button", has_text=story.hold_code).click()
    manager.page.wait_for_load_state()
    manager.page.locator("main a[href$='/check-in/']", has_text=story.hold_code).click()
    manager.page.wait_for_load_state()
    manager.page.locator("input[name=which_case][value=hold]").check()
    manager.fill("dangers", "Аллергия: жаңғақ")
    story.look(manager, "07-check-in")
    submit(manager)
    assert "/check-in/" not in manager.page.url, manager.page.locator("main").inner_text()
    manager.open("/board/")
    story.look(manager, "08-board-taken")


def work_on_the_case(story: Story, worker: Person) -> None:
    worker.open("/cases/search/").fill("term", story.surname)
    submit(worker)
    story.look(worker, "09-search")
    worker.page.locator("main a[href^='/cases/']", has_text=re.compile("C-")).first.click()
    worker.page.wait_for_load_state()
    story.case_path = path_of(worker)
    assert worker.sees(story.surname)
    story.look(worker, "09-case")
    worker.open(f"{story.case_path}timeline/")
    story.look(worker, "10-timeline")
    timeline = worker.page.locator("main").inner_text()
    for happened in ("Call to the hotline", "Bed held", "Arrived in the shelter"):
        assert worker.say(happened) in timeline
    worker.open(f"{story.case_path}exploitation/new/")
    worker.tick("types", "forced_labour").tick("means", "docs_withheld").tick("sectors", "livestock")
    story.look(worker, "11-exploitation")
    submit(worker)
    worker.open(f"{story.case_path}plan/start/")
    worker.tick("kinds", "prevention", "protection", "prosecution", "partnership")
    submit(worker)
    story.look(worker, "12-four-p")
    worker.open(f"{story.case_path}services/")
    worker.page.locator("form[action$='/services/new/'] select[name$=what]").select_option(index=1)
    submit(worker, "/services/new/")
    story.look(worker, "13-services")


def consent_and_refer(story: Story, worker: Person) -> None:
    worker.open(f"{story.case_path}consents/new/")
    worker.page.locator("select[name=recipient]").select_option(label="Police unit, Almaty (demo)")
    worker.page.locator("select[name=purpose]").select_option("referral")
    worker.tick("state", "given").tick("field_groups", "name")
    worker.page.locator("select[name=language]").select_option("kk")
    story.look(worker, "14-consent")
    submit(worker)
    assert "/consents/new/" not in worker.page.url, worker.page.locator("main").inner_text()
    worker.open(f"{story.case_path}sharing/")
    follow(worker, "/refer/")
    worker.page.locator("select[name=reason]").select_option("legal_criminal")
    worker.page.locator("select[name=urgency]").select_option("today")
    submit(worker)
    if "/check/" not in worker.page.url:
        follow(worker, "/check/")
    story.look(worker, "15-check-answers")
    submit(worker)
    story.look(worker, "16-sent")


def partner_accepts(story: Story, partner: Person) -> None:
    partner.open("/inbox/?state=sent")
    assert story.surname not in partner.page.content()
    story.look(partner, "17-inbox")
    partner.page.locator("main table a, main .card-lite a").first.click()  # the newest stands on top
    partner.page.wait_for_load_state()
    story.referral_path = path_of(partner)
    assert story.surname not in partner.page.content()
    story.look(partner, "18-request")
    submit(partner, "/accept/")
    assert partner.sees(story.surname)
    assert STORY not in partner.page.content()
    story.look(partner, "19-accepted")


def strangers_see_nothing(story: Story, person: Callable[..., Person], language: str) -> None:
    outsider = person(language).sign_in("director", "sana-sezim")
    for path in (story.case_path, story.referral_path):
        answer = outsider.page.request.get(outsider.house.address + path)
        assert answer.status in {403, 404}
        assert story.surname not in answer.text()
    worker = person(language).sign_in("shelter_worker")
    assert worker.page.request.get(worker.house.address + story.case_path).status == 403


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_call_becomes_a_case_a_stay_and_a_referral(language: str, person: Callable[..., Person]) -> None:
    story = Story()
    operator = person(language).sign_in("operator")
    log_the_call(story, operator)
    hold_a_bed(story, operator)
    hand_over(story, operator)
    accept_and_check_in(story, person(language).sign_in("shelter_manager"))
    worker = person(language).sign_in("case_manager")
    work_on_the_case(story, worker)
    consent_and_refer(story, worker)
    partner_accepts(story, person(language).sign_in("partner", "police-almaty"))
    strangers_see_nothing(story, person, language)

    assert story.barriers == []
