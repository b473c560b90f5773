"""A partner learns who it is about after accepting, exactly as agreed, and never before, beside or after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.models import AuditEvent
from casework.referrals.actions import accept_referral, complete_referral, withdraw_consent, withdraw_referral
from casework.referrals.models import Consent, Referral, SharedPackage
from tests.world_casework import SECRETS, consent_facts

SECRET_TEXTS = [SECRETS[name] for name in ("surname", "given_name", "patronymic", "phone", "documents", "contact_rules")]
HELD_BACK = (
    "casework_case", "casework_person", "casework_identity", "casework_consent", "casework_exploitation", "casework_note",
    "casework_service", "casework_timelineentry", "casework_assignment", "casework_victimstatusdecision", "casework_step",
)  # fmt: skip


def page(client_as: Any, referral: Any) -> str:
    response = client_as("partner", "police-almaty").get(reverse("incoming-detail", args=[referral.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def inbox(client_as: Any) -> str:
    return str(client_as("partner", "police-almaty").get(reverse("referral-inbox")).content.decode())


def packages_by_sql(acts: Any, referral: Any) -> int:
    """What the web role gets under the partner's context, whatever Python would filter."""
    with acts("partner", "police-almaty"), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_sharedpackage where referral_id = %s", [referral.pk])
        return int(cursor.fetchone()[0])


def packages_by_django(acts: Any, referral: Any) -> int:
    with acts("partner", "police-almaty") as partner:
        return int(SharedPackage.objects.visible_to(partner).filter(referral_id=referral.pk).count())


def accepted(acts: Any, referral: Any) -> None:
    with acts("partner", "police-almaty") as partner:
        accept_referral(by=partner, referral=Referral.objects.get(pk=referral.pk))


def nothing_is_readable(client_as: Any, acts: Any, referral: Any) -> bool:
    shown = page(client_as, referral) + inbox(client_as)
    told = [text for text in SECRET_TEXTS if text in shown]
    return not told and packages_by_sql(acts, referral) == packages_by_django(acts, referral) == 0


def test_before_accepting_the_partner_sees_the_request_and_nothing_that_identifies(
    client_as: Any, acts: Any, referral: Any
) -> None:
    shown = page(client_as, referral)

    assert nothing_is_readable(client_as, acts, referral)
    assert referral.code in shown
    assert "+7 727 000 00 01" in shown
    assert "Rodnik" in shown
    assert referral.case.code not in shown
    assert referral.case.person.code not in shown


def test_after_accepting_the_partner_sees_exactly_the_agreed_groups(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    shown = page(client_as, referral)

    assert [text for text in SECRET_TEXTS if text not in shown] == []
    assert packages_by_sql(acts, referral) == 1
    with acts("partner", "police-almaty") as partner:
        package = SharedPackage.objects.visible_to(partner).get(referral_id=referral.pk)
        assert package.field_groups == ["name", "contact", "documents"]
        assert "exploitation" not in package.content


def test_opening_the_package_is_on_the_partners_record(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    page(client_as, referral)

    with acts("partner", "police-almaty"):
        looks = AuditEvent.objects.filter(action="access.viewed", object_type="casework.sharedpackage")
        assert looks.count() == 1


def test_after_the_person_withdraws_nothing_is_readable(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    with acts("case_manager") as manager:
        withdraw_consent(by=manager, consent=Consent.objects.get(pk=referral.consent_id))

    assert nothing_is_readable(client_as, acts, referral)


def test_after_the_sender_takes_it_back_nothing_is_readable(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    with acts("case_manager") as manager:
        withdraw_referral(by=manager, referral=Referral.objects.get(pk=referral.pk))

    assert nothing_is_readable(client_as, acts, referral)


def test_after_the_partner_has_finished_nothing_is_readable(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    with acts("partner", "police-almaty") as partner:
        complete_referral(by=partner, referral=Referral.objects.get(pk=referral.pk), outcome="done")

    assert nothing_is_readable(client_as, acts, referral)


def test_after_the_consent_has_run_out_nothing_is_readable(client_as: Any, acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    with acts("case_manager"):
        package = SharedPackage.objects.get(referral_id=referral.pk)
        package.open_until = timezone.localdate() - timedelta(days=2)
        package.save(update_fields=["open_until"])

    assert nothing_is_readable(client_as, acts, referral)


@pytest.mark.parametrize("table", HELD_BACK)
def test_the_senders_own_tables_give_the_partner_no_row_even_after_accepting(acts: Any, referral: Any, table: str) -> None:
    accepted(acts, referral)
    with acts("partner", "police-almaty"), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        assert cursor.fetchone()[0] == 0


def test_the_partner_cannot_reopen_what_has_ended_not_even_by_sql(acts: Any, referral: Any) -> None:
    accepted(acts, referral)
    with acts("partner", "police-almaty") as partner:
        complete_referral(by=partner, referral=Referral.objects.get(pk=referral.pk), outcome="done")
        with pytest.raises(DatabaseError, match="stays ended"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(state="accepted")


def test_the_partner_cannot_hang_its_referral_on_something_else(acts: Any, referral: Any, world: Any) -> None:
    with acts("partner", "police-almaty"):
        for change in ({"case_id": world.row("case").pk}, {"code": "R-OTHER"}, {"consent_id": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Referral.objects.filter(pk=referral.pk).update(**change)


def test_a_draft_does_not_exist_for_the_partner(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    from tests.world_casework import new_referral

    with acts("case_manager") as manager:
        draft = new_referral(manager, case, world.organisations["police-almaty"], send=False)[1]
    response = client_as("partner", "police-almaty").get(reverse("incoming-detail", args=[draft.pk]))

    assert response.status_code == 404


def test_another_partner_cannot_open_it(client_as: Any, referral: Any) -> None:
    for name in ("incoming-detail", "incoming-decline", "incoming-complete"):
        assert client_as("partner", "clinic-shymkent").get(reverse(name, args=[referral.pk])).status_code == 404
    for name in ("incoming-accept", "incoming-wait"):
        assert client_as("partner", "clinic-shymkent").post(reverse(name, args=[referral.pk])).status_code == 404


def test_the_check_page_shows_what_will_be_shared_and_no_more(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    from casework.referrals.actions import draft_referral, record_consent

    with acts("case_manager") as manager:
        recipient = world.organisations["police-almaty"]
        consent = record_consent(by=manager, case=case, facts=consent_facts(recipient, field_groups=["name"]))
        draft = draft_referral(by=manager, case=case, recipient=recipient, consent=consent, facts={"reason": "medical"})
    client = client_as("case_manager")
    shown = client.get(reverse("referral-check", args=[draft.pk])).content.decode()

    assert SECRETS["surname"] in shown
    assert SECRETS["phone"] not in shown
    assert SECRETS["documents"] not in shown
    assert client.post(reverse("referral-check", args=[draft.pk])).status_code == 302
    with acts("case_manager"):
        assert Referral.objects.get(pk=draft.pk).state == "sent"
        package = SharedPackage.objects.get(referral_id=draft.pk)
        assert package.field_groups == ["name"]
        assert SECRETS["phone"] not in package.content
