"""The month's report: made by the monitoring officer, approved by the director, read by the donor, by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.test_main_job import Story, path_of, submit

pytestmark = pytest.mark.xdist_group("browser")
PROGRAMME, BUILT_WITHIN = "Safe Return (demo)", 180_000
# months so long past that the demo has not published them: one for each language
MONTHS = {"ru": 11, "kk": 12, "en": 13}
MAGIC = {"pdf": b"%PDF", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{", "manifest": b"{"}


def make(story: Story, officer: Person, language: str) -> str:
    officer.open("/reports/new/")
    officer.page.locator("select[name=programme]").select_option(label=PROGRAMME)
    months = officer.page.locator("select[name=period] optgroup").first.locator("option")
    officer.page.locator("select[name=period]").select_option(str(months.nth(MONTHS[language]).get_attribute("value")))
    story.look(officer, "20-new-report")
    submit(officer)
    path = path_of(officer).removesuffix("data/")
    if path != path_of(officer):  # months that nobody has frozen: first a look at their data
        story.look(officer, "21-data")
        accepted = officer.page.locator("main input[name=accepted]")
        if accepted.count():
            accepted.check()
        submit(officer, "/confirm/")
    story.look(officer, "21-building")
    expect(officer.page.locator("main form[action$='/submit/']")).to_be_visible(timeout=BUILT_WITHIN)
    story.look(officer, "22-draft")
    return path


def send_for_approval(story: Story, officer: Person, path: str) -> None:
    officer.open(f"{path}text/")
    officer.page.locator("main textarea").first.fill("Топ айналмалы жұмыс істеді.")
    officer.page.locator("main input[name=checked]").check()
    submit(officer)
    officer.open(path)
    assert officer.page.locator("main form[action$='/publish/']").count() == 0
    submit(officer, "/submit/")


def approve(story: Story, director: Person, path: str) -> None:
    director.open(path)
    story.look(director, "23-to-approve")
    director.open(f"{path}preview/")
    story.look(director, "23-preview")
    director.open(path)
    submit(director, "/publish/")
    expect(director.page.locator("main a[href$='/withdraw/']")).to_be_visible(timeout=BUILT_WITHIN)
    story.look(director, "24-published")


def read(story: Story, donor: Person, path: str) -> None:
    publication = path.replace("/reports/", "/publications/")
    donor.open("/publications/")
    story.look(donor, "25-donor-list")
    donor.page.locator(f"main a[href='{publication}']").first.click()
    donor.page.wait_for_load_state()
    story.look(donor, "26-donor-report")
    charts = donor.page.locator("main img[src$='.svg']")
    assert charts.count() >= 1
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()  # they load when they come into sight
        assert charts.nth(number).evaluate("async image => { image.loading = 'eager'; await image.decode(); return image.naturalWidth > 0; }")
        assert charts.nth(number).get_attribute("alt")
    for kind, start in MAGIC.items():
        answer = donor.page.request.get(f"{donor.house.address}{publication}files/{kind}")
        assert answer.status == 200, kind
        assert answer.body().startswith(start), kind
        assert "attachment" in answer.headers["content-disposition"]
        if kind == "pdf":
            pages = pypdf.PdfReader(BytesIO(answer.body())).pages
            assert len(pages) >= 3
            assert len("".join(page.extract_text() for page in pages)) > 500


def others_read_nothing(path: str, person: Callable[..., Person], language: str) -> None:
    publication = path.replace("/reports/", "/publications/")
    for role, organisation in (("donor", "fund-meridian"), ("director", "sana-sezim"), ("operator", "rodnik"), ("auditor", "rodnik")):
        stranger = person(language).sign_in(role, organisation)
        for address in (path, publication, f"{path}files/pdf", f"{publication}files/csv"):
            assert stranger.page.request.get(stranger.house.address + address).status in {403, 404}, (role, address)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_report_goes_from_the_officer_to_the_donor(language: str, person: Callable[..., Person]) -> None:
    story = Story()
    officer = person(language).sign_in("monitoring_officer")
    path = make(story, officer, language)
    send_for_approval(story, officer, path)
    approve(story, person(language).sign_in("director"), path)
    read(story, person(language).sign_in("donor", "fund-aurora"), path)
    others_read_nothing(path, person, language)

    assert story.barriers == []
