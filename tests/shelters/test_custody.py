"""What the house keeps for people: signed in, given back whenever they ask, never forgotten when they leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from access.context import acting, acting_as
from access.retention.actions import sweep_organisation
from casework.people.models import Person
from shelters.custody.actions import OwnerHasLeft, give_back, take_in
from shelters.models import CustodyItem, Stay
from shelters.stays.actions import check_out
from tests.keystore import copied_store as copied_store
from tests.world import speak_english
from tests.world_shelters import CUSTODY

pytestmark = pytest.mark.django_db
SENT = {"thing": "money", "description": "Zz40 000 tenge", "place": "Zzsafe", "owner_name": "Zzowner", "worker_name": "Zzworker"}


@pytest.fixture(autouse=True)
def in_english(world: Any) -> Any:
    speak_english(world)
    with translation.override("en"):
        yield


@pytest.fixture
def system(world: Any) -> Any:
    return lambda: acting(organisation_id=world.organisations["rodnik"].pk)


@pytest.fixture
def item(world: Any) -> CustodyItem:
    found: CustodyItem = world.row("custody")
    return found


def again(item: CustodyItem, system: Any) -> CustodyItem:
    with system():
        found: CustodyItem = CustodyItem.objects.get(pk=item.pk)
        assert (found.back_signed, found.description) is not None
        return found


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    return str(client.get(reverse(name, args=list(args)), query).content.decode())


def leave(world: Any, system: Any) -> None:
    with system():
        check_out(by=world.actor("shelter_manager"), stay=world.row("stay"), left_on=timezone.localdate(), leave_reason="goals_met")


def test_taken_in_and_given_back_both_signed(client_as: Any, world: Any, system: Any) -> None:
    worker, stay, data = client_as("shelter_worker"), world.row("stay"), {**SENT, "form_key": uuid4()}
    answers = [worker.post(reverse("custody-take", args=[stay.pk]), data) for _ in range(2)]
    assert len({answer.url for answer in answers}) == 1
    with system():
        made = CustodyItem.objects.get(thing="money")
        assert (made.description, made.place, made.taken_signed) == ("Zz40 000 tenge", "Zzsafe", "Zzowner · Zzworker")
    assert "Zz40 000 tenge" in page(worker, "custody-list")
    worker.post(reverse("custody-back", args=[made.pk]), {"on_paper": "on"})

    back = again(made, system)
    assert (back.is_held, back.given_back_by_id, back.back_signed) == (False, world.user("shelter_worker").pk, "signed on paper")
    assert "Zz40 000 tenge" not in page(worker, "custody-list")
    assert "Zz40 000 tenge" in page(worker, "custody-list", show="all")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"thing": "x"}, "thing"), ({"description": ""}, "description"), ({"place": ""}, "place"), ({"owner_name": ""}, "owner_name"), ({"worker_name": ""}, "worker_name")],
)
def test_what_is_missing_is_told_beside_its_box_and_nothing_is_lost(changes: dict[str, str], field: str, client_as: Any, world: Any) -> None:
    answer = client_as("shelter_worker").post(reverse("custody-take", args=[world.row("stay").pk]), {**SENT, **changes})

    assert list(answer.context["form"].errors) == [field]
    assert all(value in answer.content.decode() for name, value in SENT.items() if name not in {field, "thing"})


def test_it_is_given_back_on_demand_and_nothing_can_refuse_it(client_as: Any, world: Any, item: CustodyItem) -> None:
    worker = client_as("shelter_worker")
    told = page(worker, "custody-back", item.pk)

    assert "whenever they ask, by day and by night, and nobody asks why" in told
    asked = {word for field in CustodyItem._meta.fields for word in field.name.split("_")}
    assert not asked & {"reason", "refused", "allowed", "approved", "state", "until"}
    form = worker.get(reverse("custody-back", args=[item.pk])).context["form"]
    assert set(form.fields) == {"form_key", "owner_name", "worker_name", "on_paper"}


def test_a_second_giving_back_changes_nothing(world: Any, item: CustodyItem, system: Any) -> None:
    worker, manager = world.actor("shelter_worker"), world.actor("shelter_manager")
    with acting_as(worker):
        first = give_back(by=worker, item=item, signed="Zzone")
    with acting_as(manager):
        second = give_back(by=manager, item=item, signed="Zztwo")

    assert (first.given_back_at, second.back_signed, second.given_back_by_id) == (second.given_back_at, "Zzone", worker.user_id)


def test_whoever_leaves_is_reminded_and_the_list_keeps_it(client_as: Any, world: Any, item: CustodyItem, system: Any) -> None:
    worker, stay = client_as("shelter_worker"), world.row("stay")
    assert CUSTODY["description"] in page(worker, "stay-leave", stay.pk)
    assert "Nothing is held of people who have left" in page(worker, "custody-list", show="gone")
    leave(world, system)

    assert "Owner has left" in page(worker, "custody-list", show="gone")
    tiles = {counted.tile.query: counted.number for counted in worker.get(reverse("home")).context["tiles"]}
    assert tiles["?show=gone"] == 1
    assert CUSTODY["description"] in page(worker, "stay-detail", stay.pk)  # and is given back from there
    assert client_as("shelter_worker").post(reverse("custody-back", args=[item.pk]), {"on_paper": "on"}).status_code == 302
    with system(), pytest.raises(OwnerHasLeft):
        take_in(by=world.actor("shelter_worker"), stay=Stay.objects.get(pk=stay.pk), facts={"thing": "money"})
    assert "already left" in worker.post(reverse("custody-take", args=[stay.pk]), SENT).content.decode()


@pytest.mark.parametrize(
    ("spoken", "asked", "heading"),
    [("kk", "", "Қолхат"), ("ru", "", "Расписка"), ("uz", "", "Расписка"), ("kk", "en", "Receipt"), ("en", "x", "Receipt")],
)
def test_the_receipt_speaks_the_owners_language(spoken: str, asked: str, heading: str, client_as: Any, world: Any, item: CustodyItem, system: Any) -> None:
    with system():
        Person.objects.filter(cases=world.row("stay").case_id).update(language=spoken)
    shown = page(client_as("shelter_worker"), "custody-receipt", item.pk, **({"language": asked} if asked else {}))

    assert f"<h2>{heading}</h2>" in shown
    assert "<h1>Receipt to print</h1>" in shown  # the frame of the page speaks the worker's
    assert CUSTODY["description"] in shown
    assert CUSTODY["place"] not in shown


@pytest.mark.parametrize("role", ["case_manager", "director", "operator", "medic"])
def test_others_neither_see_nor_touch_it(role: str, client_as: Any, world: Any, item: CustodyItem) -> None:
    client = client_as(role)
    urls = [reverse("custody-list"), reverse("custody-take", args=[world.row("stay").pk]), *(reverse(name, args=[item.pk]) for name in ("custody-back", "custody-receipt"))]

    assert [client.get(url).status_code for url in urls] == [403] * 4
    with acting_as(world.actor(role)):
        assert not CustodyItem.objects.exists()
    assert CUSTODY["description"] not in page(client_as("director"), "stay-detail", world.row("stay").pk)


def test_another_organisation_finds_nothing(client_as: Any, world: Any, item: CustodyItem) -> None:
    client = client_as("shelter_manager", "sana-sezim")

    for name in ("custody-back", "custody-receipt"):
        assert client.get(reverse(name, args=[item.pk])).status_code == 404
    assert client.get(reverse("custody-take", args=[world.row("stay").pk])).status_code == 404
    assert world.row("stay").case.person.code not in page(client, "custody-list", show="all")


def test_the_database_lets_it_be_given_back_and_nothing_else(world: Any, item: CustodyItem, system: Any) -> None:
    worker = world.actor("shelter_worker")
    with acting_as(worker):
        changes = ({"thing": "other"}, {"place": b"x"}, {"taken_at": timezone.now()}, {"given_back_at": timezone.now(), "given_back_by": world.user("director")})
        for change in changes:
            with pytest.raises(ProgrammingError, match="given back, and nothing else"), transaction.atomic():
                CustodyItem.objects.filter(pk=item.pk).update(**change)
        assert CustodyItem.objects.filter(pk=item.pk).delete()[0] == 0
        give_back(by=worker, item=item, signed="Zzone")
        with pytest.raises(ProgrammingError, match="given back, and nothing else"), transaction.atomic():
            CustodyItem.objects.filter(pk=item.pk).update(given_back_at=None, given_back_by=None)
    with system(), pytest.raises(IntegrityError, match="custody_given_back_by_somebody"), transaction.atomic():
        CustodyItem.objects.filter(pk=item.pk).update(given_back_by=None)


def test_words_lie_sealed_and_go_after_it_was_given_back(world: Any, item: CustodyItem, system: Any, copied_store: Any) -> None:
    rodnik, later = world.organisations["rodnik"], timezone.now() + timedelta(days=92)
    with system(), connection.cursor() as cursor:
        cursor.execute("select description, place, taken_signed from shelters_custodyitem")
        assert all(b"Zz" not in bytes(value) for row in cursor.fetchall() for value in row)
    leave(world, system)
    with system():
        sweep_organisation(rodnik, now=later)
        assert again(item, system).description == CUSTODY["description"]  # still held: still known
        give_back(by=world.actor("shelter_worker"), item=item, signed="Zzone")
        sweep_organisation(rodnik, now=later)
        gone = again(item, system)
    assert (gone.description, gone.back_signed, gone.thing) == ("", "", "passport")
