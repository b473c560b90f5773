"""What is typed and not sent: kept on the server for the one who typed it, given back, and gone when it is sent, old, or about somebody erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting, acting_as
from access.drafts.keeping import LARGEST, MOST
from access.drafts.models import KEPT_FOR, Draft
from access.models import AuditEvent
from access.tasks import sweep_drafts
from casework.erasure.emptying import empty_rows
from tests.world_casework import new_case

pytestmark = pytest.mark.django_db
WORDS = "Qqshe began to tell of the Zzbarn"
KEEP, TAKE, DROP = reverse("draft-keep"), reverse("draft-take"), reverse("draft-drop")


@pytest.fixture
def case(world: Any) -> Any:
    manager = world.actor("case_manager")
    with acting_as(manager):
        return new_case(manager)


def place(case: Any) -> str:
    return reverse("exploitation-new", args=[case.pk])


def kept(client: Any, where: str, **fields: Any) -> Any:
    return client.post(KEEP, {"draft_place": where, "form_key": str(uuid4()), "story": WORDS, "types": ["forced_labour", "forced_begging"], **fields})


def stored(case: Any) -> Any:
    with acting(organisation_id=case.organisation_id):
        return list(Draft.objects.filter(place__contains=str(case.pk)))


def test_a_form_keeps_itself_and_gives_back_what_was_typed(client_as: Any, case: Any) -> None:
    client, where = client_as("case_manager"), place(case)
    assert "data-offer" not in client.get(where).content.decode()
    kept(client, where, story="Qq")
    answer = kept(client, where)
    page = client.get(where).content.decode()

    assert (answer.status_code, "data-offer" in page, WORDS in page) == (200, True, False)  # offered, not shown unasked
    (draft,) = stored(case)
    with connection.cursor() as cursor, acting(organisation_id=case.organisation_id):
        cursor.execute("select d::text from access_draft d where id = %s", [draft.pk])
        assert WORDS.encode().hex() not in cursor.fetchone()[0]
    given = client.post(TAKE, {"draft_place": where})
    assert given.json()["fields"] == {"story": [WORDS], "types": ["forced_labour", "forced_begging"]}
    assert "no-store" in given.headers["Cache-Control"]
    client.post(DROP, {"draft_place": where})
    assert (stored(case), client.post(TAKE, {"draft_place": where}).json()["fields"]) == ([], {})


def test_sending_the_form_drops_it_and_an_error_does_not(client_as: Any, case: Any) -> None:
    client, where = client_as("case_manager"), place(case)
    kept(client, where)
    wrong = client.post(where, {"started_on": "no day", "story": WORDS, "draft_sent": "1", "form_key": str(uuid4())})
    assert (wrong.status_code, len(stored(case))) == (200, 1)
    assert "data-offer" not in wrong.content.decode()  # the page itself holds what was typed
    right = client.post(where, {"types": ["forced_labour"], "story": WORDS, "draft_sent": "1", "form_key": str(uuid4())})
    assert (right.status_code, stored(case)) == (302, [])


def test_nobody_else_reads_it(client_as: Any, world: Any, case: Any) -> None:
    client, where = client_as("case_manager"), place(case)
    kept(client, where)
    for role, organisation in (("director", "rodnik"), ("psychologist", "rodnik"), ("case_manager", "sana-sezim")):
        other = client_as(role, organisation)
        assert other.post(TAKE, {"draft_place": where}).json()["fields"] == {}
        other.post(DROP, {"draft_place": where})
        with acting_as(world.actor(role, organisation)):
            assert not Draft.objects.filter(place=where).exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                Draft.objects.create(organisation_id=case.organisation_id, user=world.user("case_manager"), place="/today/", words="x")
    assert len(stored(case)) == 1
    with acting(organisation_id=case.organisation_id):
        assert WORDS not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_only_forms_of_ours_are_kept_and_not_without_end(client_as: Any, world: Any, case: Any) -> None:
    client = client_as("case_manager")
    for where in ("", "/no/such/page/", "https://elsewhere.example/", reverse("password"), reverse("sign-in"), "/cases/" + "x" * 400):
        assert kept(client, where).status_code == 400, where
    assert kept(client, place(case), story="x" * (LARGEST + 1)).status_code == 400
    assert kept(client, place(case), story=" ", types=[]).json() == {"text": ""}  # nothing typed is nothing kept
    assert stored(case) == []
    for _ in range(MOST + 3):
        kept(client, reverse("exploitation-new", args=[uuid4()]))
    with acting_as(world.actor("case_manager")):
        assert Draft.objects.count() == MOST
    assert client.get(KEEP).status_code == 405


def test_after_three_days_it_is_gone(client_as: Any, case: Any) -> None:
    client, where = client_as("case_manager"), place(case)
    kept(client, where)
    with acting(organisation_id=case.organisation_id):
        Draft.objects.filter(place=where).update(kept_at=timezone.now() - KEPT_FOR + timedelta(minutes=1))
    assert (sweep_drafts(), len(stored(case))) == (0, 1)
    with acting(organisation_id=case.organisation_id):
        Draft.objects.filter(place=where).update(kept_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    assert client.post(TAKE, {"draft_place": where}).json()["fields"] == {}  # also before it is swept
    assert (sweep_drafts(), stored(case)) == (1, [])


def test_what_was_begun_about_somebody_goes_with_them(client_as: Any, case: Any, world: Any) -> None:
    client = client_as("case_manager")
    with acting_as(world.actor("case_manager")):
        other = new_case(world.actor("case_manager"))
    kept(client, place(case))
    kept(client, reverse("person-edit", args=[case.pk]))
    kept(client, place(other))
    with acting(organisation_id=case.organisation_id):
        assert empty_rows(case.person)["access.draft"] == 2
    assert (stored(case), len(stored(other))) == ([], 1)
