"""The logo of a programme: painted anew, on the cover, and for good on the reports that were made with it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.urls import reverse
from PIL import Image

from access.context import acting
from casework.attachments.problems import FileRefused
from reports.documents import compose
from reports.logos.actions import remove_logo, set_logo
from reports.logos.models import Logo
from reports.logos.painting import paint_logo
from reports.models import Programme
from reports.render import render_pdf
from tests.world import speak_english
from tests.world_reports import closed_month, make_programme, make_report, publish

SECRET = b"Zzplace where it was taken"


def draw(colour: str = "red", size: tuple[int, int] = (1200, 300), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **({"comment": SECRET} if kind == "JPEG" else {}))
    return out.getvalue()


def send(client: Any, programme: Programme, content: bytes, name: str = "logo.png") -> Any:
    return client.post(reverse("programme-logo", args=[programme.pk]), {"file": SimpleUploadedFile(name, content)})


def fresh(programme: Programme) -> Programme:
    with acting(organisation_id=programme.organisation_id):
        return Programme.objects.select_related("logo").get(pk=programme.pk)


@pytest.fixture
def programme(world: Any, db: None) -> Programme:
    speak_english(world)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        made: Programme = make_programme(world, "rodnik", "with-logo")
    return made


def test_a_picture_is_taken_made_smaller_and_shown(client_as: Any, programme: Programme) -> None:
    officer, page = client_as("monitoring_officer"), reverse("programme-logo", args=[programme.pk])
    assert reverse("programme-logo", args=[programme.pk]) in officer.get(reverse("programme-edit", args=[programme.pk])).content.decode()
    assert officer.get(reverse("programme-logo-picture", args=[programme.pk])).status_code == 404
    assert send(officer, programme, draw(kind="JPEG"), "photo.jpg").url == page
    kept = fresh(programme).logo
    assert kept is not None
    assert SECRET not in bytes(kept.picture)
    with Image.open(BytesIO(bytes(kept.picture))) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (600, 150), {})
    shown = officer.get(reverse("programme-logo-picture", args=[programme.pk]))
    assert (shown.content, shown.headers["Content-Type"]) == (bytes(kept.picture), "image/png")
    assert reverse("programme-logo-picture", args=[programme.pk]) in officer.get(page).content.decode()

    assert officer.get(reverse("programme-logo-remove", args=[programme.pk])).status_code == 200
    assert fresh(programme).logo is not None
    assert officer.post(reverse("programme-logo-remove", args=[programme.pk])).url == page
    assert fresh(programme).logo is None


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"plain words", draw()[:60], b"%PDF-1.4\n%%EOF"])
def test_what_is_no_picture_gets_a_sentence_beside_the_box(client_as: Any, programme: Programme, content: bytes) -> None:
    answer = send(client_as("monitoring_officer"), programme, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert "Word" not in str(answer.context["form"].errors)
    assert fresh(programme).logo is None


def test_others_cannot(client_as: Any, programme: Programme) -> None:
    urls = [reverse(name, args=[programme.pk]) for name in ("programme-logo", "programme-logo-picture", "programme-logo-remove")]
    assert [client_as("case_manager").get(url).status_code for url in urls] == [403] * 3
    assert [client_as("monitoring_officer", "sana-sezim").get(url).status_code for url in urls] == [404] * 3
    assert send(client_as("monitoring_officer", "sana-sezim"), programme, draw()).status_code == 404
    assert fresh(programme).logo is None


def test_it_stands_on_the_cover_and_an_older_report_keeps_its_own(world: Any, programme: Programme) -> None:
    officer = world.actor("monitoring_officer")
    with acting(organisation_id=programme.organisation_id):
        programme = set_logo(by=officer, programme=programme, picture=paint_logo("a", draw("red")))
        report = publish(world, "rodnik", make_report(world, "rodnik", programme, closed_month(2)))
        given = bytes(report.files.get(kind="pdf").content)
        before = compose(report)
        set_logo(by=officer, programme=programme, picture=paint_logo("b", draw("blue")))
        set_logo(by=officer, programme=programme, picture=paint_logo("b", draw("blue")))
        assert compose(report).logo == before.logo == paint_logo("a", draw("red"))
        assert render_pdf(compose(report)) == given
        assert b"/Subtype/Image" in given
        programme = remove_logo(by=officer, programme=programme)
        later = make_report(world, "rodnik", programme, closed_month(1))
        assert compose(later).logo == b""
        assert b"/Subtype/Image" not in render_pdf(compose(later))
        assert Logo.objects.filter(organisation_id=programme.organisation_id).count() == 3  # red, blue, and that of the world


def test_a_kept_logo_is_changed_by_nobody(world: Any, programme: Programme) -> None:
    with acting(organisation_id=programme.organisation_id):
        set_logo(by=world.actor("monitoring_officer"), programme=programme, picture=paint_logo("a", draw()))
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            Logo.objects.update(digest="0")


def test_a_picture_that_is_too_large_to_unpack_is_refused() -> None:
    with pytest.raises(FileRefused):
        paint_logo("bomb", draw(size=(9000, 5000)))
