"""Files of a case: what they are is looked for inside, nobody reads them who may not see the case, nothing in them acts."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from access.context import acting, acting_as
from access.crypto.people import forget_everybody
from access.events import Event
from access.models import AuditEvent
from access.roles import Role
from access.uploads import LARGEST_FILE
from casework.attachments import actions
from casework.attachments.actions import NoRoomForFiles, TooManyFiles, add_file, remove_file
from casework.attachments.examining import TRIAL, examine
from casework.attachments.models import Attachment, AttachmentContent, FileKind
from casework.attachments.naming import safe_name
from casework.attachments.problems import FileRefused
from casework.attachments.scanner import ScannerAway, is_clean
from casework.attachments.tasks import scan_waiting
from tests.casework.files import AUTHOR, GPS, MATRIX, office, packed, pdf, picture, telling_picture, vast_png
from tests.guards.test_every_url import HOME
from tests.world_casework import new_case

SECRET = b"Words nobody else may read, Zzyzzova"


class Scanner(socketserver.BaseRequestHandler):
    """Speaks clamd's language: reads the chunks, then says what it found."""

    def handle(self) -> None:
        assert self.take(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.take(4))[0]:
            data += self.take(size)
        self.request.sendall(b"stream: Trial FOUND\0" if b"planted virus" in data else b"stream: OK\0")

    def take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            taken += self.request.recv(size - len(taken))
        return taken


@pytest.fixture
def scanner(settings: Any) -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.VIRUS_SCANNER = f"127.0.0.1:{server.server_address[1]}"
        yield settings.VIRUS_SCANNER
        server.shutdown()


@pytest.fixture
def manager(world: Any, db: None) -> Iterator[Any]:
    made = world.actor("case_manager")
    with acting(organisation_id=made.organisation_id):
        yield made


def added(by: Any, content: bytes = SECRET, name: str = "words.txt", case: Any = None) -> Any:
    return add_file(by=by, case=case or new_case(by), file=examine(name, content))


def refused(name: str, content: bytes) -> bool:
    try:
        examine(name, content)
    except FileRefused as problem:
        return bool(str(problem.sentence))
    return False


def test_what_is_in_a_file_counts_and_not_its_name(measure: Any) -> None:
    wrong = []
    for name, content, expected in MATRIX:
        got = "" if refused(name, content) else examine(name, content).kind.value
        if got != expected or (got and not examine(name, content).name.endswith(f".{got}")):
            wrong.append(f"{name} of {content[:16]!r}: {got or 'refused'}, expected {expected or 'refused'}")

    measure("U01", checked=len(MATRIX), failed=wrong)


def test_limits_hold_before_anything_is_opened(manager: Any, monkeypatch: Any, settings: Any, client_as: Any, measure: Any) -> None:
    bomb = packed({"[Content_Types].xml": b"\0" * (50 * 1024 * 1024)})
    vast = vast_png()
    assert len(vast) < 30_000
    limits = {
        "size": refused("a.txt", b"a" * (LARGEST_FILE + 1)),
        "pixels": refused("a.png", vast),
        "packed size": refused("a.docx", bomb),
        "a packed file inside": refused("a.docx", office(more={"word/more.zip": b"x"})),
        "climbing out": refused("a.docx", office(more={"../../etc/passwd": b"x"})) and refused("a.docx", office(more={"/etc/passwd": b"x"})),
        "a link": refused("a.docx", office(more={"word/link": b"/etc/passwd"}, link="word/link")),
        "a lock": refused("a.docx", office(locked=True)),
        "too many parts": refused("a.docx", office(more={f"word/{n}.xml": b"x" for n in range(2100)})),
    }
    case = new_case(manager)
    monkeypatch.setattr(actions, "MOST_OF_A_CASE", 2)
    for _ in range(2):
        added(manager, case=case)
    limits["number"] = raises(TooManyFiles, lambda: added(manager, case=case))
    settings.FILES_MEGABYTES = 0
    limits["room"] = raises(NoRoomForFiles, lambda: added(manager))
    sent = {"file": SimpleUploadedFile("a.txt", b"a" * (LARGEST_FILE + 1))}
    page = client_as("case_manager").post(reverse("file-new", args=[case.pk]), sent)
    limits["size while it comes"] = page.status_code == 200 and "error-summary" in page.content.decode()

    measure("U02", checked=len(limits), failed=[name for name, held in limits.items() if not held])


def raises(kind: type[Exception], act: Any) -> bool:
    try:
        act()
    except kind:
        return True
    return False


def test_place_time_and_author_are_gone_from_pictures(measure: Any) -> None:
    telling = []
    for kind in ("JPEG", "PNG", "WEBP"):
        before = telling_picture(kind)
        assert AUTHOR.encode() in before
        after = examine("a", before).data
        painted = Image.open(BytesIO(after))
        if AUTHOR.encode() in after or GPS in after or b"2026:01:02" in after or b"xmp" in after.lower() or len(painted.getexif()):
            telling.append(kind)
        assert painted.size == (40, 60), "upright"
    hidden = picture("JPEG") + b"<script>alert(1)</script>"
    telling += ["a script behind a picture"] if b"script" in examine("a.jpg", hidden).data else []

    measure("U03", checked=4, failed=telling)


def test_what_is_stored_says_nothing(manager: Any, measure: Any) -> None:
    file = added(manager, name="Zzyzzova decision.txt")
    with connection.cursor() as cursor:
        cursor.execute("select t::text from casework_attachment t where id = %s", [file.pk])
        row = cursor.fetchone()[0]
        cursor.execute("select encode(data, 'escape') from casework_attachmentcontent where attachment_id = %s", [file.pk])
        data = cursor.fetchone()[0]
    telling = [f"{word} in {where}" for where, text in (("row", row), ("data", data)) for word in ("Zzyzzova", "Words", "decision") if word in text]
    telling += ["the digest"] if sha256(SECRET).hexdigest() in row + data else []

    measure("U04", checked=7, failed=telling)


def test_a_file_is_saved_and_never_shown_and_only_by_those_who_see_the_case(world: Any, client_as: Any, measure: Any) -> None:
    url, wrong, checked = reverse("file-get", args=[world.row("attachment").pk]), [], 0
    for role in Role:
        homes = [HOME[role][0]] if role in HOME else ["rodnik", "sana-sezim"]
        for home in homes:
            answer, checked = client_as(role.value, home).get(url), checked + 1
            expected = 200 if home == "rodnik" and role.value in {"case_manager", "psychologist", "lawyer", "medic", "social_worker", "director"} else 404
            if answer.status_code not in ({200} if expected == 200 else {403, 404}):
                wrong.append(f"{role} of {home}: {answer.status_code}")
            elif answer.status_code == 200:
                wrong += headers_missing(answer, role)

    measure("U05", checked=checked, failed=wrong)


def headers_missing(answer: Any, role: str) -> list[str]:
    expected = {
        "Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    missing = [f"{role}: {name} is {answer.headers.get(name)}" for name, value in expected.items() if answer.headers.get(name) != value]
    return missing + ([] if answer.headers["Content-Disposition"].startswith("attachment;") else [f"{role}: shown inside the page"])


def test_a_virus_is_destroyed_and_without_a_scanner_nothing_unclean_is_given_out(
    manager: Any, client_as: Any, settings: Any, request: Any, django_capture_on_commit_callbacks: Any, measure: Any
) -> None:
    case = new_case(manager)
    waiting = added(manager, office(), "a.docx", case)
    good = {"no scanner, not served": status(client_as, waiting) == 404, "the trial virus": refused("a.txt", b"x " + TRIAL)}
    settings.VIRUS_SCANNER = "127.0.0.1:1"
    with acting(organisation_id=manager.organisation_id):
        later = added(manager, case=case)
        good["a scanner that is away"] = scan_waiting() == 0 and raises(ScannerAway, lambda: is_clean(b"x"))
    good["not served meanwhile"] = status(client_as, later) == 404
    request.getfixturevalue("scanner")
    with acting(organisation_id=manager.organisation_id):
        ill = added(manager, b"a planted virus", case=case)
        good["everything is scanned"] = scan_waiting() >= 3
        states = dict(Attachment.objects.filter(case=case).values_list("pk", "state"))
        left = AttachmentContent.objects.exclude(data=b"").filter(attachment=ill).exists()
    good["the virus is destroyed"] = states[ill.pk] == "infected" and not left and status(client_as, ill) == 404
    good["the others are served"] = status(client_as, waiting) == status(client_as, later) == 200

    measure("U06", checked=len(good), failed=[name for name, held in good.items() if not held], note="a scanner of our own; ClamAV itself is not installed here")


def status(client_as: Any, file: Any) -> int:
    return int(client_as("case_manager").get(reverse("file-get", args=[file.pk])).status_code)


NAMES = {
    "../../etc/passwd": "passwd.txt", "C:\\Users\\x\\letter.doc": "letter.txt", "a\u202egnp.exe": "agnp.txt", "letter\u200b.pdf": "letter.txt",
    "a\r\nSet-Cookie: x=1": "aSet-Cookie_ x=1.txt", 'a";filename="b.html': "a__filename=_b.txt", "": "file.txt", "...": "file.txt", ".htaccess": "htaccess.txt",
    "con.txt": "_con.txt", "NUL": "_NUL.txt", "a.tar.gz.exe": "a.txt", "Шешім №5.pdf": "Шешім №5.txt", "x" * 500: "x" * 120 + ".txt", "ж" * 300: "ж" * 100 + ".txt",
    "a\x00b.pdf": "ab.txt", "a%2e%2e%2fb": "a_2e_2e_2fb.txt", "  a   b  ": "a b.txt", "e\u0301.txt": "é.txt", "a\u2028b": "a b.txt",
}  # fmt: skip


def test_a_name_cannot_disguise_climb_or_break_a_header(world: Any, client_as: Any, manager: Any, measure: Any) -> None:
    wrong = [f"{given!r}: {got!r}" for given, expected in NAMES.items() if (got := safe_name(given, "txt")) != expected]
    case = new_case(manager)
    for given in list(NAMES)[:8]:
        with acting(organisation_id=manager.organisation_id):
            file = added(manager, name=given, case=case)
        header = client_as("case_manager").get(reverse("file-get", args=[file.pk])).headers["Content-Disposition"]
        if "\r" in header or "\n" in header or header.count('"') not in {0, 2} or ".." in header:
            wrong.append(f"{given!r}: {header!r}")

    measure("U07", checked=len(NAMES) + 8, failed=wrong)


def test_no_row_without_bytes_and_no_bytes_without_a_row(manager: Any, measure: Any) -> None:
    case = new_case(manager)
    kept, gone = added(manager, case=case), added(manager, case=case)
    remove_file(by=manager, attachment=gone)
    empty = Attachment.objects.kept().filter(content__isnull=True).count() + Attachment.objects.kept().filter(content__data=b"").count()
    loose = AttachmentContent.objects.exclude(data=b"").exclude(attachment__in=Attachment.objects.kept()).count()

    assert kept.content.data == SECRET
    measure("U08", checked=Attachment.objects.count() + AttachmentContent.objects.count(), failed=["empty"] * empty + ["loose"] * loose)


def test_what_comes_out_is_what_went_in(world: Any, client_as: Any, measure: Any) -> None:
    url, clients = reverse("file-get", args=[world.row("attachment").pk]), [client_as(role) for role in ("case_manager", "director", "lawyer")]
    answers = [client.get(url, headers=extra) for client in clients for extra in ({}, {"Range": "bytes=0-3"}, {"Accept-Encoding": "gzip"})]
    wrong = [f"{a.status_code} {a.content[:20]!r}" for a in answers if (a.status_code, a.content) != (200, b"Filed words")]
    together = side_by_side(world.organisations["rodnik"].pk, world.row("attachment").pk)
    wrong += [f"{data[:20]!r} beside others" for data in together if data != b"Filed words"]
    with acting(organisation_id=world.organisations["rodnik"].pk):
        file = Attachment.objects.select_related("case").get(pk=world.row("attachment").pk)
        wrong += [] if file.digest == sha256(b"Filed words").hexdigest() else ["the checksum"]
        seen = AuditEvent.objects.filter(action=Event.FILE_DOWNLOADED, detail__file=str(file.pk)).count()
    wrong += [] if seen >= len(answers) else [f"{seen} of {len(answers)} on record"]

    measure("U09", checked=len(answers) + len(together) + 2, failed=wrong, note="pages one after another; bytes read by eight connections at once")


def side_by_side(organisation_id: Any, file_id: Any) -> list[bytes]:
    """The bytes as eight workers read them at the same moment, each over a connection of its own."""
    ready = threading.Barrier(8, timeout=30)

    def read(_number: int) -> bytes:
        try:
            ready.wait()
            with acting(organisation_id=organisation_id):
                return bytes(AttachmentContent.objects.select_related("attachment__case").get(attachment_id=file_id).data)
        finally:
            connection.close()

    forget_everybody()
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(read, range(8)))


def test_a_file_is_added_on_the_page_listed_and_removed(world: Any, client_as: Any, manager: Any) -> None:
    case, client = new_case(manager), client_as("case_manager")
    empty = client.get(reverse("case-files", args=[case.pk])).content.decode()
    client.post(reverse("file-new", args=[case.pk]), {"file": SimpleUploadedFile("Шешім.exe", pdf())})
    page = client.get(reverse("case-files", args=[case.pk])).content.decode()
    with acting(organisation_id=manager.organisation_id):
        file = Attachment.objects.get(case=case)
        kinds = list(case.timeline.values_list("kind", flat=True))
    client.post(reverse("file-remove", args=[file.pk]))
    with acting(organisation_id=manager.organisation_id):
        after = Attachment.objects.get(pk=file.pk)

    assert 'class="empty"' in empty
    assert "Шешім.pdf" in page
    assert "file" in kinds
    assert (after.state, after.kind, AttachmentContent.objects.count()) == ("removed", FileKind.PDF, 0)


def test_a_refused_file_is_named_at_its_field(world: Any, client_as: Any) -> None:
    url = reverse("file-new", args=[world.row("case").pk])
    for sent in ({"file": SimpleUploadedFile("a.exe", b"MZ\x90")}, {}, {"file": SimpleUploadedFile("a.txt", b"")}):
        page = client_as("case_manager").post(url, sent)
        assert page.status_code == 200
        assert 'href="#id_file"' in page.content.decode()


def test_the_database_too_hides_the_files_of_a_case_one_does_not_see(world: Any, manager: Any) -> None:
    """Not on the case: with every filter forgotten there is no file, and none can be added."""
    file = added(manager)
    stranger = world.actor("lawyer")
    with acting_as(stranger):
        seen = Attachment.objects.filter(pk=file.pk).exists() or AttachmentContent.objects.filter(attachment_id=file.pk).exists()
        changed = Attachment.objects.filter(pk=file.pk).update(state="removed")
    with acting_as(manager):
        own = Attachment.objects.filter(pk=file.pk).exists() and AttachmentContent.objects.filter(attachment_id=file.pk).exists()

    assert (seen, changed, own) == (False, 0, True)
