"""Who pays, in the demo: a project of an invented fund and a state order, with cases, services and activities charged to them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from access.actors import Actor
from access.context import acting_as
from casework.activities.actions import record_activity
from casework.activities.models import Activity
from casework.cases.models import Case, assigned_cases
from casework.cases.work import Service
from casework.cases.work_actions import add_service
from casework.funding.actions import add_grant, charge_activity, charge_case, charge_service

GRANTS = (
    ("Қауіпсіз баспана / Безопасный приют (demo)", "Ойдан шығарылған қор / вымышленный фонд (demo)", "foundation", 12_000_000),
    ("Мемлекеттік тапсырыс / Госзаказ (demo)", "Ойдан шығарылған әкімдік / вымышленный акимат (demo)", "state_social_order", None),
)


def show_funding(director: Actor, manager: Actor) -> None:
    today = timezone.localdate()
    with acting_as(director):
        days = {"starts_on": today.replace(month=1, day=1), "ends_on": today.replace(month=12, day=31)}
        project, order = [
            add_grant(by=director, facts={"name": name, "donor": donor, "source": source, "amount": amount, **days})
            for name, donor, source, amount in GRANTS
        ]
        seminar = {"stream": "prosecution", "kind": "training_specialists", "held_on": today, "women": 9, "men": 14, "cost": 380_000, "funder": "foundation"}
        charge_activity(by=director, activity=record_activity(by=director, facts=seminar), shares={project.pk: 50, order.pk: 50})
        for activity in Activity.objects.visible_to(director).filter(held_on__range=(today - timedelta(days=28), today))[:3]:
            if activity.held_on.year == today.year:
                charge_activity(by=director, activity=activity, shares={project.pk: 100})
    with acting_as(manager):
        cases = Case.objects.open().filter(pk__in=assigned_cases(manager)).select_related("person").order_by("-requested_on")
        for case in cases[:3]:
            charge_case(by=manager, case=case, grants=[project])
            paid = {"type": "sss_medical", "given_on": today, "provider": "own_ngo", "cost": 45_000}
            charge_service(by=manager, service=add_service(by=manager, case=case, facts=paid), shares={project.pk: 100})
            for service in Service.objects.filter(case=case, given_on__year=today.year).select_related("case")[:2]:
                charge_service(by=manager, service=service, shares={project.pk: 60, order.pk: 40})
