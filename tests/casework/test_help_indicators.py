"""What became of people, counted by hand: steps taken, help of each kind, the right to stay, follow-ups, what the state paid, open cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from access.context import acting
from access.indicators import Scope, declared
from casework.cases.actions import open_case
from casework.cases.rules import add_months
from casework.models import Activity, Case, FollowUp, RightToStay, Service, Step, VictimStatusDecision, Workstream
from casework.people.actions import add_person
from reports.query import count_total, list_rows, tally

FIRST, LAST = date(2031, 3, 1), date(2031, 3, 31)
ENDS = {"rodnik": 0, "sana-sezim": 3}  # the sister has the same rows, and three more cases

SERVICES = [  # whose, day, type, service, funder, cost
    (0, "2031-03-01", "sss_legal", "legal_consultation", "national_budget", 1000),
    (0, "2031-03-09", "sss_legal", "court_representation", "foundation", 5000),
    (1, "2031-03-31", "sss_legal", "", "local_budget_akimat", 700),
    (1, "2031-03-15", "sss_psychological", "therapy", "", None),
    (2, "2031-02-28", "sss_psychological", "therapy", "national_budget", 9000),
    (2, "2031-04-01", "sss_medical", "treatment", "", None),
    (3, "2031-03-02", "sss_medical", "medicines", "ministry_labour", 300),
    (3, "2031-03-03", "sss_labour", "job_placement", "", None),
    (4, "2031-03-03", "sss_labour", "vocational_training", "", None),
    (4, "2031-03-04", "sss_labour", "job_placement", "", None),
    (5, "2031-03-05", "sss_labour", "", "", None),  # some other work with the labour office: nobody was placed
    (5, "2031-03-31", "sss_domestic", "safe_return_travel", "", None),
    (6, None, "sss_domestic", "safe_return_travel", "", None),
]
STEPS = [  # whose, code, state, day
    (0, "case_registered", "done", "2031-03-01"),
    (1, "case_registered", "done", "2031-02-28"),
    (2, "case_registered", "doing", None),
    (0, "statement", "done", "2031-03-10"),
    (0, "court_hearings", "done", "2031-03-20"),
    (3, "complaint_to_police", "done", "2031-03-31"),
    (4, "civil_claim", "done", "2031-03-15"),
    (5, "fund_claim", "done", "2031-03-15"),
    (6, "verdict", "done", "2031-03-16"),
]
STAYS = [  # whose, ground, since
    (0, "temporary_stay_victim", "2031-03-01"),
    (0, "temporary_residence", "2031-03-30"),
    (1, "reflection_period", "2031-03-31"),
    (2, "visa_work", "2031-03-05"),
    (3, "temporary_stay_victim", "2031-04-01"),
    (4, "temporary_stay_victim", None),
]
FOLLOW_UPS = [  # whose, help ended on, months, asked on, result
    (0, "2031-01-31", 1, "2031-02-28", "reached"),  # in February
    (1, "2031-01-31", 1, "2031-03-28", "reached"),  # the last day that is in time
    (2, "2031-01-31", 1, "2031-03-29", "reached"),  # a day late
    (3, "2030-09-15", 6, "2031-03-15", "reached"),
    (3, "2030-03-20", 12, "2031-03-20", "not_reached"),
    (4, "2030-12-01", 3, "2031-03-01", "refused"),
    (5, "2030-12-31", 3, "2031-03-31", "reached"),
]
DECISIONS = [  # whose, track, answer, day
    (0, "ngo", "possible", "2031-03-01"),
    (0, "ngo", "confirmed", "2031-03-31"),
    (1, "ngo", "not_a_victim", "2031-03-10"),
    (2, "police", "confirmed", "2031-03-10"),
    (3, "ngo", "confirmed", "2031-04-01"),
]
CLOSED = {1: "2031-03-30", 2: "2031-03-31", 3: "2031-04-01", 4: "2031-02-10"}
BY_HAND = {
    "PROT_LEGAL_HELP": 2, "PROT_PSYCH_HELP": 1, "PROT_MEDICAL_HELP": 1, "PROT_EMPLOYED": 2, "PROT_REPATRIATED": 1,
    "PROS_CASE_OPENED": 1, "PROS_VICTIM_PARTICIPATION": 3, "PROS_COMPENSATION": 2, "PROT_FOREIGN_STAY": 2, "PROT_FOLLOW_UP": 3,
    "PROT_SCREENED": 3, "PROT_OPEN_END": 4, "PROT_FUND_VICTIM": 2000, "PREV_FUND_NGO": 250,
}  # fmt: skip
DIVIDED = {
    ("PROT_FOLLOW_UP", "milestone"): {"1": 1, "3": 1, "6": 1},
    ("PROT_SCREENED", "decision"): {"possible": 1, "confirmed": 1, "not_a_victim": 1},
    ("PROS_COMPENSATION", "step"): {"civil_claim": 1, "fund_claim": 1},
    ("PROT_FOREIGN_STAY", "ground"): {"temporary_residence": 1, "reflection_period": 1},
    ("PROT_FUND_VICTIM", "funder"): {"national_budget": 1000, "local_budget_akimat": 700, "ministry_labour": 300},
    ("PROT_LEGAL_HELP", "region"): {"KZ-75": 2},
}


def make_cases(world: Any, organisation: str) -> list[Case]:
    """People who asked in January 2031; of the last, in April."""
    by, made = world.actor("case_manager", organisation), []
    for number in range(8 + ENDS[organisation]):
        person = add_person(by=by, facts={"sex": "female", "citizenships": ["UZ"]})
        day = date(2031, 4, 1) if number == 7 else date(2031, 1, 10)
        made.append(open_case(by=by, person=person, facts={"requested_on": day, "registered_on": day, "region": "KZ-75"}, lead=by.user))
    for number, day in CLOSED.items():
        Case.objects.filter(pk=made[number].pk).update(state="closed", closed_on=day, closure_reason="goals_met")
    Case.objects.filter(pk=made[6].pk).update(requested_on=LAST)
    return made


def fill(world: Any, organisation: str) -> None:
    owner, by = world.organisations[organisation], world.user("case_manager", organisation)
    cases = make_cases(world, organisation)
    for who, day, kind, service, funder, cost in SERVICES:
        Service.objects.create(organisation=owner, case=cases[who], type=kind, service=service, given_on=day, funder=funder, cost=cost)
    for who, code, state, day in STEPS:
        stream, _made = Workstream.objects.get_or_create(organisation=owner, case=cases[who], kind="prosecution")
        Step.objects.create(organisation=owner, case=cases[who], workstream=stream, code=code, state=state, done_on=day)
    for who, ground, day in STAYS:
        RightToStay.objects.create(organisation=owner, person=cases[who].person, ground=ground, began_on=day)
    for who, ended, months, day, result in FOLLOW_UPS:
        FollowUp.objects.create(
            organisation=owner, case=cases[who], since=ended, months=months, attempt=1, contacted_on=day, result=result, by=by,
            safety="safe" if result == "reached" else "",
        )  # fmt: skip
    for who, track, status, day in DECISIONS:
        VictimStatusDecision.objects.create(organisation=owner, case=cases[who], track=track, status=status, decided_on=day, deciding_body="ngo", by=by)
    for stream, funder, cost, day in (("prevention", "national_budget", 150, 1), ("prevention", "state_social_order", 100, 31),
                                      ("prevention", "company", 70, 5), ("partnership", "national_budget", 40, 5)):  # fmt: skip
        Activity.objects.create(organisation=owner, stream=stream, kind="lecture_school", held_on=date(2031, 3, day), funder=funder, cost=cost)


@pytest.fixture
def rodnik(world: Any, db: None) -> Iterator[Any]:
    for organisation in ENDS:
        with acting(organisation_id=world.organisations[organisation].pk):
            fill(world, organisation)
    with acting(organisation_id=world.organisations["rodnik"].pk):
        # what the world itself has open is no part of this: it asked for help today, long before 2031
        Case.objects.exclude(requested_on__gte=date(2031, 1, 1)).exclude(state__in=("closed", "closed_referred")).update(
            state="closed", closed_on=date(2031, 1, 1), closure_reason="other"
        )
        yield world.organisations["rodnik"]


def test_every_line_counts_what_was_counted_by_hand(rodnik: Any) -> None:
    scope = Scope(FIRST, LAST, rodnik.pk)
    assert {code: count_total(declared()[code], scope).number for code in BY_HAND} == BY_HAND
    for (code, name), expected in DIVIDED.items():
        found = tally(declared()[code], scope, [(name,)]).groups[(name,)]
        assert {one.by[0][1]: one.number for one in found} == expected, code


def test_the_list_holds_the_rows_of_the_number(rodnik: Any) -> None:
    scope = Scope(FIRST, LAST, rodnik.pk)
    for code in BY_HAND:
        rows = list(list_rows(declared()[code], scope, {}))
        counted = sum(row.amount for row in rows) if declared()[code].is_sum else len({row.counted for row in rows})
        assert counted == BY_HAND[code], code


def test_help_of_a_kind_is_always_inside_all_help(rodnik: Any) -> None:
    """What `part_of` tells the engine must hold in every period, or it would reason from something untrue."""
    for first, last in ((FIRST, LAST), (date(2031, 1, 1), date(2031, 12, 31)), (date(2031, 2, 28), date(2031, 2, 28))):
        scope = Scope(first, last, rodnik.pk)
        for indicator in declared().values():
            for wider in indicator.contained_in if indicator.unit == "persons" else ():
                inside = set(indicator.rows(scope).values_list("counted", flat=True))
                assert inside <= set(declared()[wider].rows(scope).values_list("counted", flat=True)), indicator.code


def test_a_follow_up_is_in_time_until_a_month_after_its_day() -> None:
    assert add_months(add_months(date(2031, 1, 31), 1), 1) == date(2031, 3, 28)  # the database reckons as the rules do


def test_the_officer_sees_the_number_and_opens_its_rows(rodnik: Any, client_as: Any) -> None:
    officer = client_as("monitoring_officer")
    asked = {"first": FIRST.isoformat(), "last": LAST.isoformat(), "indicator": "PROT_FOLLOW_UP"}
    shown = officer.get(reverse("figures"), {**asked, "by": "milestone"}).context["figures"][0]
    assert (shown.total.value, [line.numbers[0].value for line in shown.lines]) == (3, [1, 1, 1])
    assert officer.get(reverse("figure-rows") + shown.lines[0].numbers[0].link).context["number"] == 1
    stock = officer.get(reverse("figures"), {**asked, "indicator": "PROT_OPEN_END"}).context["figures"][0]
    rows = client_as("director").get(reverse("figure-rows") + stock.total.link)
    assert (stock.total.value, rows.context["number"]) == (4, 4)
    assert all(case.closed_on is None or case.closed_on > LAST for _row, case in rows.context["rows"])
