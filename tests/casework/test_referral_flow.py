"""Consent, referral and answer through the pages, and the rules that hold them together."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.cases.models import Case
from casework.people.models import Identity
from casework.referrals.actions import (
    ConsentNotGiven,
    NoLiveConsent,
    accept_referral,
    decline_referral,
    draft_referral,
    record_consent,
    send_referral,
    withdraw_consent,
)
from casework.referrals.models import Consent, Referral, ReferralState
from casework.referrals.workflow import MOVES, ReferralMoveRefused, Side, check_referral_move, may_move
from tests.world_casework import SECRETS, consent_facts, new_referral


def consent_form(world: Any, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "recipient": world.organisations["police-almaty"].pk, "purpose": "referral", "state": "given",
        "field_groups": ["name", "health"], "language": "uz", "given_on": today, "expires_on": today + timedelta(days=30),
    } | changes  # fmt: skip


def test_a_consent_is_recorded_and_stands_on_the_case(client_as: Any, case: Any, world: Any, acts: Any) -> None:
    response = client_as("case_manager").post(reverse("consent-new", args=[case.pk]), consent_form(world))

    assert response.status_code == 302
    with acts("case_manager"):
        assert Consent.objects.get(case=case).field_groups == ["name", "health"]


def test_a_second_press_gives_one_consent(client_as: Any, case: Any, world: Any, acts: Any) -> None:
    client, form = client_as("case_manager"), consent_form(world, form_key=str(uuid4()))
    for _ in range(2):
        assert client.post(reverse("consent-new", args=[case.pk]), form).status_code == 302

    with acts("case_manager"):
        assert Consent.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("field_groups", []), ("expires_on", "2001-01-01"), ("given_on", "2999-01-01"), ("recipient", ""), ("purpose", "no such")],
)
def test_a_wrong_consent_says_what_is_wrong_and_keeps_what_was_typed(
    client_as: Any, case: Any, world: Any, field: str, value: Any
) -> None:
    response = client_as("case_manager").post(reverse("consent-new", args=[case.pk]), consent_form(world, **{field: value}))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert response.context["form"]["language"].value() == "uz"


def test_the_own_organisation_and_donors_cannot_be_recipients(client_as: Any, case: Any, world: Any) -> None:
    for code in ("rodnik", "fund-aurora"):
        form = consent_form(world, recipient=world.organisations[code].pk)
        response = client_as("case_manager").post(reverse("consent-new", args=[case.pk]), form)
        assert "recipient" in response.context["form"].errors


def test_a_refusal_shares_nothing(client_as: Any, case: Any, world: Any, acts: Any) -> None:
    client_as("case_manager").post(reverse("consent-new", args=[case.pk]), consent_form(world, state="refused"))

    with acts("case_manager") as manager:
        consent = Consent.objects.get(case=case)
        assert (consent.state, consent.field_groups) == ("refused", [])
        with pytest.raises(NoLiveConsent):
            draft_referral(by=manager, case=case, recipient=consent.recipient, consent=consent, facts={"reason": "medical"})
        with pytest.raises(ConsentNotGiven):
            withdraw_consent(by=manager, consent=consent)


def test_a_referral_needs_a_consent_for_this_partner_that_has_not_run_out(acts: Any, case: Any, world: Any) -> None:
    today = timezone.localdate()
    police, clinic = world.organisations["police-almaty"], world.organisations["clinic-shymkent"]
    with acts("case_manager") as manager:
        old = consent_facts(police, given_on=today - timedelta(days=9), expires_on=today - timedelta(days=1))
        expired = record_consent(by=manager, case=case, facts=old)
        live = record_consent(by=manager, case=case, facts=consent_facts(police))
        for recipient, consent in ((police, expired), (clinic, live)):
            with pytest.raises(NoLiveConsent):
                draft_referral(by=manager, case=case, recipient=recipient, consent=consent, facts={"reason": "medical"})


def test_a_draft_whose_consent_was_taken_back_cannot_be_sent(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        consent, draft = new_referral(manager, case, world.organisations["police-almaty"], send=False)
        withdraw_consent(by=manager, consent=consent)
        with pytest.raises(NoLiveConsent):
            send_referral(by=manager, referral=Referral.objects.get(pk=draft.pk))
    response = client_as("case_manager").post(reverse("referral-check", args=[draft.pk]))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_from_consent_to_answer_through_the_pages(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    manager, partner = client_as("case_manager"), client_as("partner", "police-almaty")
    manager.post(reverse("consent-new", args=[case.pk]), consent_form(world))
    with acts("case_manager"):
        consent = Consent.objects.get(case=case)
    drafted = manager.post(reverse("referral-new", args=[consent.pk]), {"reason": "medical", "urgency": "now", "needs": ["food"]})
    with acts("case_manager"):
        referral = Referral.objects.get(case=case)
    assert drafted.headers["Location"] == reverse("referral-check", args=[referral.pk])
    manager.post(reverse("referral-check", args=[referral.pk]))
    partner.post(reverse("incoming-wait", args=[referral.pk]))
    partner.post(reverse("incoming-accept", args=[referral.pk]))
    partner.post(reverse("incoming-complete", args=[referral.pk]), {"outcome": "partly", "provided": ["food"]})

    with acts("case_manager"):
        done = Referral.objects.get(pk=referral.pk)
        assert (done.state, done.outcome, done.provided) == ("completed", "partly", ["food"])
    told = manager.get(reverse("referral-detail", args=[referral.pk])).context["changes"]
    assert [change.state for change in told] == ["sent", "waiting_list", "accepted", "completed"]
    moments = manager.get(reverse("case-timeline", args=[case.pk])).context["moments"]
    assert [moment.who for moment in moments].count("Police unit, Almaty (demo)") == 3


def test_declining_needs_a_reason_and_tells_the_sender(client_as: Any, acts: Any, referral: Any) -> None:
    partner = client_as("partner", "police-almaty")
    bare = partner.post(reverse("incoming-decline", args=[referral.pk]), {})
    assert "reason" in bare.context["form"].errors
    partner.post(reverse("incoming-decline", args=[referral.pk]), {"reason": "no_place"})

    with acts("case_manager"):
        assert Referral.objects.get(pk=referral.pk).decline_reason == "no_place"


def test_an_answer_that_comes_too_late_is_one_sentence(client_as: Any, acts: Any, referral: Any) -> None:
    with acts("partner", "police-almaty") as partner:
        decline_referral(by=partner, referral=Referral.objects.get(pk=referral.pk), reason="no_place")
    response = client_as("partner", "police-almaty").post(reverse("incoming-accept", args=[referral.pk]))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_the_sender_cannot_answer_for_the_partner(acts: Any, referral: Any) -> None:
    with acts("case_manager") as manager, pytest.raises(ReferralMoveRefused):
        accept_referral(by=manager, referral=Referral.objects.get(pk=referral.pk))


def test_taking_back_ends_every_open_referral_on_that_consent(client_as: Any, acts: Any, referral: Any) -> None:
    client_as("case_manager").post(reverse("consent-withdraw", args=[referral.consent_id]))

    with acts("case_manager"):
        assert Referral.objects.get(pk=referral.pk).state == ReferralState.REVOKED


def test_another_ngo_opens_its_own_case_from_what_was_shared(client_as: Any, acts: Any, case: Any, world: Any) -> None:
    with acts("case_manager") as manager:
        referral = new_referral(manager, case, world.organisations["sana-sezim"])[1]
    sister = client_as("case_manager", "sana-sezim")
    early = sister.post(reverse("incoming-open-case", args=[referral.pk]))
    assert early.context["form"].non_field_errors()
    sister.post(reverse("incoming-accept", args=[referral.pk]))
    first = sister.post(reverse("incoming-open-case", args=[referral.pk]))
    second = sister.post(reverse("incoming-open-case", args=[referral.pk]))

    assert first.headers["Location"] == second.headers["Location"]
    with acts("case_manager", "sana-sezim") as other:
        own = Case.objects.visible_to(other).get(timeline__source_id=referral.pk, timeline__kind="from_referral")
        identity = Identity.objects.get(person_id=own.person_id)
        assert (own.organisation_id, identity.surname, identity.phone) == (other.organisation_id, SECRETS["surname"], SECRETS["phone"])
        assert own.pk != case.pk
        assert Referral.objects.get(pk=referral.pk).state == ReferralState.IN_PROGRESS
    assert sister.get(reverse("incoming-detail", args=[referral.pk])).context["own_case"].pk == own.pk


def test_lists_of_referrals_filter_and_count_as_the_tiles_do(client_as: Any, acts: Any, referral: Any, world: Any) -> None:
    with acts("case_manager"):
        row = Referral.objects.get(pk=referral.pk)
        row.sent_at = timezone.now() - timedelta(days=4)
        row.save(update_fields=["sent_at"])
    sent = client_as("case_manager").get(reverse("referral-list"), {"state": "unanswered"})
    waiting = client_as("partner", "police-almaty").get(reverse("referral-inbox"), {"state": "waiting"})

    assert [row.pk for row in sent.context["referrals"]] == [referral.pk]
    assert referral.pk in [row.pk for row in waiting.context["referrals"]]


@pytest.mark.parametrize(("state", "target", "side"), list(product(ReferralState.values, ReferralState.values, Side)))
def test_a_referral_moves_only_as_the_table_says(state: str, target: str, side: Side) -> None:
    allowed = side in MOVES.get((state, target), frozenset())

    assert may_move(state, target, side) == allowed
    if not allowed:
        with pytest.raises(ReferralMoveRefused):
            check_referral_move(state, target, side)


@pytest.mark.parametrize("state", ["declined", "completed", "withdrawn", "revoked", "no_answer"])
def test_what_has_ended_never_opens_again(state: str) -> None:
    assert not [pair for pair in MOVES if pair[0] == state]
