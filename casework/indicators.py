"""What casework counts for the report. Persons are counted once per indicator and period."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from access.indicators import Indicator, Rows, Scope, Section, Unit
from casework.dimensions import CASE_BREAKDOWNS, code, with_dimensions
from casework.models import (
    Activity,
    Case,
    FollowUp,
    IdentityDocument,
    Referral,
    RightToStay,
    Service,
    Step,
    VictimStatusDecision,
)
from casework.papers.models import RESTORED

REACHED = F("women") + F("men")
OF_THE_STATE = ("national_budget", "local_budget_akimat", "state_social_order", "ministry_justice", "ministry_internal_affairs", "ministry_labour")
STAYS_OF_VICTIMS = ("temporary_stay_victim", "temporary_residence", "reflection_period")
PARTICIPATION = ("statement", "complaint_to_police", "civil_claim", "court_hearings")
COMPENSATION = ("civil_claim", "fund_claim")
IN_TIME = "1 month"
NO_MEETING = ("agreement", "joint_operation", "transnational_referral")  # of partnership, and counted on lines of their own


def registered(scope: Scope) -> Rows:
    """People whose case was requested in the period."""
    return with_dimensions(scope.narrow(Case.objects.filter(requested_on__range=(scope.first, scope.last))))


def first_exploited_as_child(scope: Scope) -> Rows:
    return registered(scope).filter(age_first_exploited__lt=18)


def assisted(scope: Scope) -> Rows:
    """People who got a service in the period; without any dated service they count on the date of request."""
    dated = Service.objects.filter(case_id=OuterRef("pk"), given_on__isnull=False)
    in_period = scope.narrow(Service.objects.filter(given_on__range=(scope.first, scope.last))).values("case_id")
    by_request = Q(requested_on__range=(scope.first, scope.last)) & ~Exists(dated)
    return with_dimensions(scope.narrow(Case.objects.filter(Q(pk__in=in_period) | by_request)))


def identified(scope: Scope) -> Rows:
    """People whom this organisation confirmed as victims in the period."""
    rows = VictimStatusDecision.objects.filter(
        track="ngo", status="confirmed", decided_on__range=(scope.first, scope.last)
    )
    return with_dimensions(scope.narrow(rows), "case").annotate(by_body=code(F("deciding_body")))


def recognised_by_police(scope: Scope) -> Rows:
    rows = VictimStatusDecision.objects.filter(
        track="police", status="confirmed", decided_on__range=(scope.first, scope.last)
    )
    return with_dimensions(scope.narrow(rows), "case").annotate(by_body=code(F("deciding_body")))


def special_services(scope: Scope) -> Rows:
    """People who got one of the eight special social services in the period."""
    return _given(scope, type__startswith="sss_")


def _given(scope: Scope, **which: Any) -> Rows:
    """People who got such a service on a day of the period."""
    given = scope.narrow(Service.objects.filter(given_on__range=(scope.first, scope.last), **which))
    return with_dimensions(scope.narrow(Case.objects.filter(pk__in=given.values("case_id"))))


def paid_by_the_state(scope: Scope) -> Rows:
    """Services of the period that the state paid, with what they cost."""
    rows = Service.objects.filter(given_on__range=(scope.first, scope.last), funder__in=OF_THE_STATE, cost__gt=0)
    return scope.narrow(rows).annotate(counted=F("id"), by_funder=F("funder"), by_service=F("type"), amount=F("cost"))


def prevention_paid_by_the_state(scope: Scope) -> Rows:
    rows = activities(scope, stream="prevention", funder__in=OF_THE_STATE, cost__gt=0)
    return rows.annotate(by_funder=F("funder"), amount=F("cost"))


def screened(scope: Scope) -> Rows:
    """What this organisation decided in the period on whether somebody was trafficked, whatever the answer."""
    rows = VictimStatusDecision.objects.filter(track="ngo", decided_on__range=(scope.first, scope.last))
    return with_dimensions(scope.narrow(rows), "case").annotate(counted=F("id"), by_decision=F("status"))


def took_steps(scope: Scope, *steps: str) -> Rows:
    """People on whose case such a step was done on a day of the period."""
    rows = Step.objects.filter(code__in=steps, state="done", done_on__range=(scope.first, scope.last))
    return with_dimensions(scope.narrow(rows), "case").annotate(by_step=F("code"))


def given_stay(scope: Scope) -> Rows:
    """People who were given a stay as victims in the period, each with the newest of their cases."""
    given = scope.narrow(RightToStay.objects.filter(ground__in=STAYS_OF_VICTIMS, began_on__range=(scope.first, scope.last)))
    newest = scope.narrow(Case.objects.filter(person_id=OuterRef("person_id"))).order_by("-requested_on", "-pk").values("pk")[:1]
    ground = given.filter(person_id=OuterRef("person_id")).order_by("-began_on", "-pk").values("ground")[:1]
    rows = scope.narrow(Case.objects.filter(person_id__in=given.values("person_id"), pk=Subquery(newest)))
    return with_dimensions(rows).annotate(by_ground=Subquery(ground))


def open_at_the_end(scope: Scope) -> Rows:
    """People whose case had begun by the last day and was not closed then."""
    still = Q(closed_on=None) | Q(closed_on__gt=scope.last)
    return with_dimensions(scope.narrow(Case.objects.filter(still, requested_on__lte=scope.last)))


def followed_up_in_time(scope: Scope) -> Rows:
    """Contacts of the period in which somebody was reached on the day they were to be asked or within a month after it."""
    due = F("since") + Func(F("months"), template="make_interval(months => %(expressions)s)", output_field=DurationField())
    latest = ExpressionWrapper(due + Cast(Value(IN_TIME), DurationField()), output_field=DateTimeField())
    rows = FollowUp.objects.filter(result="reached", contacted_on__range=(scope.first, scope.last)).annotate(latest=latest)
    in_time = scope.narrow(rows).filter(contacted_on__lte=F("latest"))
    return in_time.annotate(counted=F("id"), by_milestone=Cast(F("months"), CharField()))


def services(scope: Scope) -> Rows:
    rows = scope.narrow(Service.objects.filter(given_on__range=(scope.first, scope.last)))
    return rows.annotate(counted=F("id"), by_service=F("type"), amount=F("quantity"))


def documents_restored(scope: Scope) -> Rows:
    """Papers of people that were restored on a day of the period, each once."""
    rows = IdentityDocument.objects.filter(status=RESTORED, restored_on__range=(scope.first, scope.last))
    return scope.narrow(rows).annotate(counted=F("id"), by_document=code(F("kind")), amount=Value(1, output_field=IntegerField()))


def referrals_sent(scope: Scope) -> Rows:
    rows = Referral.objects.filter(sent_at__date__range=(scope.first, scope.last))
    return scope.narrow(rows).annotate(counted=F("id"), by_partner=code(F("recipient__partner_type")))


def referrals_in(scope: Scope) -> Rows:
    """People whom somebody else brought: police, consulate, another NGO, the hotline."""
    return registered(scope).exclude(source__in=("", "unknown", "self"))


def activities(scope: Scope, **filters: Any) -> Rows:
    rows = scope.narrow(Activity.objects.filter(held_on__range=(scope.first, scope.last), **filters))
    return rows.annotate(counted=F("id"), by_region=code(F("region")), by_kind=F("kind"))


def _activity_count(scope: Scope, **filters: Any) -> Rows:
    return activities(scope, **filters).annotate(amount=F("items"))


def _people_reached(scope: Scope, **filters: Any) -> Rows:
    return activities(scope, **filters).annotate(amount=REACHED)


PROSECUTION = (
    Indicator(
        "PROT_VICTIMS_RECOGNISED", Section.PROSECUTION, _("Persons recognised as victims by police or court"),
        _("Persons of our cases whom police or court recognised as victims of trafficking in the period; each counted once."),
        Unit.PERSONS, recognised_by_police, CASE_BREAKDOWNS, contained_in=(),
    ),
    Indicator(
        "PROS_CASE_OPENED", Section.PROSECUTION, _("Persons whose criminal case was opened"),
        _("Persons of our cases on whose complaint or about whom a criminal case was registered in the period; each counted once. Not the number of criminal cases."),
        Unit.PERSONS, lambda scope: took_steps(scope, "case_registered"), CASE_BREAKDOWNS,
    ),
    Indicator(
        "PROS_VICTIM_PARTICIPATION", Section.PROSECUTION, _("Victims who took part in proceedings"),
        _("Persons of our cases who in the period gave a statement, complained to the police, brought a civil claim or came to court; each counted once."),
        Unit.PERSONS, lambda scope: took_steps(scope, *PARTICIPATION), (*CASE_BREAKDOWNS, "step"),
    ),
    Indicator(
        "PROS_COMPENSATION", Section.PROSECUTION, _("Persons who claimed compensation"),
        _("Persons of our cases for whom a civil claim or a claim to the Victims' Compensation Fund was made in the period; each counted once."),
        Unit.PERSONS, lambda scope: took_steps(scope, *COMPENSATION), (*CASE_BREAKDOWNS, "step"),
    ),
    Indicator(
        "PROS_TRAINED", Section.PROSECUTION, _("Officials trained"),
        _("Participants of trainings for police, prosecutors, judges, inspectors and other officials held in the period."),
        Unit.PEOPLE_REACHED, lambda scope: _people_reached(scope, kind="training_specialists"), ("region",), is_sum=True,
    ),
)  # fmt: skip
KINDS_OF_HELP = tuple(
    Indicator(
        code_, Section.PROTECTION, name, definition, Unit.PERSONS, rows, CASE_BREAKDOWNS, contained_in=("PROT_SSS", "PROT_ASSIST_ALL"),
        about="person_id", among="PROT_ASSIST_ALL",
    )
    for code_, name, definition, rows in (
        ("PROT_LEGAL_HELP", _("Persons who got legal help"), _("Persons who received a social-legal service in the period."),
         lambda scope: _given(scope, type="sss_legal")),
        ("PROT_PSYCH_HELP", _("Persons who got psychological help"), _("Persons who received a social-psychological service in the period."),
         lambda scope: _given(scope, type="sss_psychological")),
        ("PROT_MEDICAL_HELP", _("Persons who got medical help"), _("Persons who received a social-medical service in the period."),
         lambda scope: _given(scope, type="sss_medical")),
        ("PROT_EMPLOYED", _("Placed in work or training"), _("Persons for whom work was found or who began vocational training in the period."),
         lambda scope: _given(scope, service__in=("job_placement", "vocational_training"), type__startswith="sss_")),
        ("PROT_REPATRIATED", _("Returns assisted"), _("Persons whom the organisation helped to return home safely in the period."),
         lambda scope: _given(scope, service="safe_return_travel", type__startswith="sss_")),
    )
)  # fmt: skip
PROTECTION = (
    Indicator(
        "PROT_REGISTERED", Section.PROTECTION, _("Persons registered"),
        _("Persons who asked for help in the period, or for whom somebody asked; each counted once, by date of request."),
        Unit.PERSONS, registered, CASE_BREAKDOWNS,
    ),
    Indicator(
        "PROT_FIRST_CHILD", Section.PROTECTION, _("Persons first exploited as children"),
        _("Of the persons registered in the period, those who were under 18 when first exploited."),
        Unit.PERSONS, first_exploited_as_child, CASE_BREAKDOWNS, contained_in=("PROT_REGISTERED",),
    ),
    Indicator(
        "PROT_IDENT", Section.PROTECTION, _("Victims identified by the organisation"),
        _("Persons whom the organisation itself confirmed as victims in the period. Never added to those identified by government."),
        Unit.PERSONS, identified, (*CASE_BREAKDOWNS, "body"),
    ),
    Indicator(
        "PROT_ASSIST_ALL", Section.PROTECTION, _("Persons assisted"),
        _("Persons who received at least one service in the period; a record without dated services counts on its date of request."),
        Unit.PERSONS, assisted, CASE_BREAKDOWNS,
    ),
    Indicator(
        "PROT_SSS", Section.PROTECTION, _("Recipients of special social services"),
        _("Persons who received at least one of the eight special social services in the period."),
        Unit.PERSONS, special_services, CASE_BREAKDOWNS, contained_in=("PROT_ASSIST_ALL",),
    ),
    *KINDS_OF_HELP,
    Indicator(
        "PROT_SERVICE", Section.PROTECTION, _("Services delivered"),
        _("Services given in the period, each as many times as it was given."),
        Unit.SERVICES, services, ("service",), is_sum=True, about="case__person_id", among="PROT_ASSIST_ALL",
    ),
    Indicator(
        "PROT_DOCS", Section.PROTECTION, _("Identity documents restored"),
        _("Documents of people in our care that the organisation helped to restore, counted on the day the person had them again."),
        Unit.SERVICES, documents_restored, ("document",), is_sum=True, about="person_id",
    ),
    Indicator(
        "PROT_REF_IN", Section.PROTECTION, _("Persons referred to the organisation"),
        _("Persons registered in the period whom police, a consulate, another organisation or the hotline referred."),
        Unit.PERSONS, referrals_in, CASE_BREAKDOWNS, contained_in=("PROT_REGISTERED",),
    ),
    Indicator(
        "PROT_REF_OUT", Section.PROTECTION, _("Referrals made"),
        _("Referrals sent to partners in the period, counted when sent."),
        Unit.REFERRALS, referrals_sent, ("partner",), about="case__person_id",
    ),
    Indicator(
        "PROT_SCREENED", Section.PROTECTION, _("Decisions on who is a victim"),
        _("Decisions of the organisation in the period on whether somebody is a victim of trafficking, whatever the answer."),
        Unit.DECISIONS, screened, ("decision", "region"), about="case__person_id",
    ),
    Indicator(
        "PROT_FOREIGN_STAY", Section.PROTECTION, _("Persons allowed to stay as victims"),
        _("Persons of our cases whose temporary stay as a victim, temporary residence or reflection period began in the period; each counted once."),
        Unit.PERSONS, given_stay, (*CASE_BREAKDOWNS, "ground"),
    ),
    Indicator(
        "PROT_FOLLOW_UP", Section.PROTECTION, _("Follow-ups in time"),
        _("Times in the period that a person was reached one, three, six or twelve months after help ended, on that day or within a month after it."),
        Unit.FOLLOW_UPS, followed_up_in_time, ("milestone",), about="case__person_id",
    ),
    Indicator(
        "PROT_OPEN_END", Section.PROTECTION, _("Persons with an open case"),
        _("Persons who had asked for help by the last day of the period and whose case was not closed on that day."),
        Unit.PERSONS, open_at_the_end, CASE_BREAKDOWNS, about="person_id", is_stock=True,
    ),
    Indicator(
        "PROT_FUND_VICTIM", Section.PROTECTION, _("Government money for victim assistance"),
        _("What the services of the period cost that the state budget, an akimat or a ministry paid, in tenge, as written down with each service."),
        Unit.TENGE, paid_by_the_state, ("funder", "service"), is_sum=True, about="case__person_id", among="PROT_ASSIST_ALL",
        inside_only=True,  # a sum of known prices tells how many services of which kind are in it
    ),
)  # fmt: skip
PREVENTION = (
    Indicator(
        "PREV_EVENTS", Section.PREVENTION, _("Prevention events"),
        _("Lectures, outreach, campaigns and other prevention activities held in the period."),
        Unit.EVENTS, lambda scope: _activity_count(scope, stream="prevention"), ("region", "kind"), is_sum=True,
    ),
    Indicator(
        "PREV_OUTREACH_PEOPLE", Section.PREVENTION, _("People reached"),
        _("People present at prevention activities in the period, as counted by those who held them; not the same as different persons."),
        Unit.PEOPLE_REACHED, lambda scope: _people_reached(scope, stream="prevention"), ("region", "kind"), is_sum=True,
    ),
    *(
        Indicator(code_, Section.PREVENTION, name, definition, Unit.ITEMS, rows, (), is_sum=True)
        for code_, name, definition, rows in (
            ("PREV_ARTICLES", _("Articles in the press"), _("Articles published in the period."),
             lambda scope: _activity_count(scope, kind="media_article")),
            ("PREV_TVRADIO", _("Television and radio"), _("Broadcasts in the period."),
             lambda scope: _activity_count(scope, kind="tv_radio")),
            ("PREV_VIDEOS", _("Videos"), _("Videos made or shown in the period."),
             lambda scope: _activity_count(scope, kind="video")),
            ("PREV_PRINT", _("Printed materials"), _("Leaflets, booklets and posters handed out in the period."),
             lambda scope: activities(scope, stream="prevention").annotate(amount=F("materials"))),
        )
    ),
    *(
        Indicator(code_, Section.PREVENTION, name, definition, Unit.EVENTS, rows, ("region",), is_sum=True)
        for code_, name, definition, rows in (
            ("PREV_INSPECT", _("Joint inspections"), _("Inspections of fields, farms, sites and venues that the organisation took part in."),
             lambda scope: _activity_count(scope, kind="inspection_joint")),
            ("PREV_RESEARCH", _("Surveys and research"), _("Surveys, polls and studies finished in the period."),
             lambda scope: _activity_count(scope, kind__in=("survey_poll", "research"))),
            ("PREV_DEMAND", _("Reducing demand"), _("Campaigns and acts against the demand for commercial sex and forced labour in the period."),
             lambda scope: _activity_count(scope, kind="demand_reduction")),
            ("PREV_COMMISSION", _("Commission meetings"), _("Meetings of the commission against trafficking that the organisation took part in."),
             lambda scope: _activity_count(scope, kind="commission_meeting")),
            ("PREV_NAP", _("Measures of the national action plan"), _("Measures of the national action plan that the organisation carried out in the period."),
             lambda scope: _activity_count(scope, kind="action_plan_measure")),
        )
    ),
)  # fmt: skip
PREVENTION += (
    Indicator(
        "PREV_FUND_NGO", Section.PREVENTION, _("Government money for prevention"),
        _("What the prevention activities of the period cost that the state budget, an akimat or a ministry paid, in tenge."),
        Unit.TENGE, prevention_paid_by_the_state, ("region", "kind", "funder"), is_sum=True,
    ),
)  # fmt: skip
PARTNERSHIP = (
    Indicator(
        "PART_MEETINGS", Section.PARTNERSHIP, _("Meetings with partners"),
        _("Network, commission and expert meetings in the period."),
        Unit.EVENTS, lambda scope: _activity_count(scope, stream="partnership").exclude(kind__in=NO_MEETING), ("region", "kind"), is_sum=True,
    ),
    *(
        Indicator(code_, Section.PARTNERSHIP, name, definition, Unit.EVENTS, rows, ("region",), is_sum=True)
        for code_, name, definition, rows in (
            ("PART_MOU", _("Agreements and memoranda"), _("Agreements and memoranda with partners signed in the period."),
             lambda scope: _activity_count(scope, kind="agreement")),
            ("PART_JOINT", _("Joint operations"), _("Operations with the police that the organisation took part in, by the day they began."),
             lambda scope: _activity_count(scope, kind="joint_operation")),
            ("PART_TRM", _("Referral between countries"), _("Meetings and agreements of the period on referring people between countries."),
             lambda scope: _activity_count(scope, kind="transnational_referral")),
        )
    ),
)  # fmt: skip
INDICATORS = (*PROSECUTION, *PROTECTION, *PREVENTION, *PARTNERSHIP)
