"""What the rows of a file mean here: people with their cases, and what was wrong, row by row.

Our own columns win where they are filled; otherwise the standard's value is translated. What has no place of its own
here (referrals and consents of another organisation) comes along as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.cases.models import CLOSED_STATES
from casework.htcds.reading import Book, Line
from casework.htcds.tables import GENDERS, SEP
from casework.imports.problems import Problem
from casework.vocabulary import VOCABULARIES
from casework.vocabulary.htcds import from_htcds

SEXES = {told: ours for ours, told in GENDERS.items()}
ALONG = ("referral", "consent")
IDENTITY = {
    "given_name": "prs_FirstName", "patronymic": "prs_MiddleName", "surname": "prs_SecondName", "birth_date": "prs_Birthdate",
    "iin": "prs_IdentityNumber", "phone": "prs_MobilePhone",
}  # fmt: skip
EPISODE = {
    "recruiters": ("recruiter_relationship", "x_pana_Relationship", "vic_RelationshipToTrafficker"),
    "recruitment": ("recruitment_method", "x_pana_Recruitment", "vic_MethodOfRecruitment"),
    "means": ("means_of_control", "x_pana_Means", "vic_MethodsOfControl"),
    "types": ("exploitation_type", "x_pana_Types", "vic_TypeOfExploitation"),
    "sectors": ("labour_sector", "x_pana_Sectors", "vic_ForcedLabourIndustry"),
    "sexual_forms": ("sexual_form", "x_pana_SexualForms", "vic_TypeOfSexExploitation"),
}
Facts = dict[str, Any]


@dataclass
class NewCase:
    """One case of the file, as it would stand here."""

    code: str
    facts: Facts
    episodes: list[Facts] = field(default_factory=list)
    legs: list[Facts] = field(default_factory=list)
    services: list[Facts] = field(default_factory=list)
    decision: Facts | None = None
    along: list[tuple[str, dict[str, str]]] = field(default_factory=list, repr=False)


@dataclass
class NewPerson:
    """One person of the file with the cases that are theirs."""

    code: str
    facts: Facts = field(repr=False)
    identity: dict[str, str] = field(repr=False)
    cases: list[NewCase] = field(default_factory=list)


@dataclass
class Understood:
    """The whole file. With any error nothing of it is taken."""

    people: list[NewPerson]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def cases(self) -> list[NewCase]:
        return [case for person in self.people for case in person.cases]


class Cells:
    """The cells of one row, read one by one; what cannot be read is noted."""

    def __init__(self, line: Line, problems: list[Problem]) -> None:
        self.line, self.problems = line, problems

    def text(self, name: str) -> str:
        return self.line.cells.get(name, "")

    def note(self, code: str, name: str, **params: object) -> None:
        self.problems.append(Problem(code, sheet=self.line.sheet, row=self.line.number, header=name, params=params))

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.note("date_unreadable", name, text=text[:40])
            return None

    def number(self, name: str, least: int, most: int) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and least <= int(text[:9]) <= most:
            return int(text)
        self.note("number_impossible", name, text=text[:40])
        return None

    def code(self, vocabulary: str, ours: str, theirs: str = "", empty: str = "") -> str:
        found = self.codes(vocabulary, ours, theirs)
        return found[0] if found else empty

    def codes(self, vocabulary: str, ours: str, theirs: str = "") -> list[str]:
        """Our own codes where they are given, else what the standard's values mean here."""
        told = [part.strip() for part in self.text(ours).split(SEP) if part.strip()]
        known = [code for code in told if code in VOCABULARIES[vocabulary]]
        strange = [code for code in told if code not in VOCABULARIES[vocabulary]]
        if not known and theirs:
            for value in (part.strip() for part in self.text(theirs).split(SEP) if part.strip()):
                code = from_htcds(vocabulary, value)
                known += [code] if code else []
                strange += [] if code else [value]
        for value in strange:
            self.note("value_not_taken", ours, text=value[:40])
        return list(dict.fromkeys(known))


def understand(book: Book) -> Understood:
    """Read every table; a row that belongs to no case of the file is an error."""
    problems: list[Problem] = []
    people = _people(book, problems)
    cases = _cases(book, people, problems)
    for cells in _cells(book, "victim", problems):
        _victim(cells, _of(cells, cases))
    events: dict[str, list[Facts]] = defaultdict(list)
    for cells in _cells(book, "historic_trafficking_event", problems):
        _event(cells, _of(cells, cases), events)
    for code, found in events.items():
        _place(cases[code], found)
    for cells in _cells(book, "support_plan", problems):
        _service(cells, _of(cells, cases))
    for table in ALONG:
        for cells in _cells(book, table, problems):
            case = _of(cells, cases)
            if case is not None:
                case.along.append((table, {name: text for name, text in cells.line.cells.items() if text}))
    return Understood([person for person in people.values() if person.cases], problems)


def _cells(book: Book, table: str, problems: list[Problem]) -> Iterable[Cells]:
    return (Cells(line, problems) for line in book.tables.get(table, ()))


def _of(cells: Cells, cases: dict[str, NewCase]) -> NewCase | None:
    case = cases.get(cells.text("x_pana_CaseCode"))
    if case is None:
        cells.note("row_without_case", "x_pana_CaseCode")
    return case


def _people(book: Book, problems: list[Problem]) -> dict[str, NewPerson]:
    people = {}
    for cells in _cells(book, "person", problems):
        code = cells.text("x_pana_PersonCode")
        if not code or code in people:
            cells.note("code_missing_or_twice", "x_pana_PersonCode")
            continue
        born = cells.day("prs_Birthdate")
        facts = {
            "sex": cells.code("sex", "x_pana_Sex") or SEXES.get(cells.text("prs_Gender"), "unknown"),
            "birth_year": cells.number("x_pana_BirthYear", 1900, 2100) or (born.year if born and 1900 <= born.year <= 2100 else None),
            "citizenships": cells.codes("country", "prs_Citizenship"), "is_stateless": cells.text("x_pana_Stateless").lower() == "true",
            "language": cells.code("language", "", "prs_PrimaryLanguage"),
        }  # fmt: skip
        people[code] = NewPerson(code, facts, {name: cells.text(column) for name, column in IDENTITY.items()})
    return people


def _cases(book: Book, people: dict[str, NewPerson], problems: list[Problem]) -> dict[str, NewCase]:
    cases: dict[str, NewCase] = {}
    for cells in _cells(book, "case", problems):
        code, person = cells.text("x_pana_CaseCode"), people.get(cells.text("x_pana_PersonCode"))
        if not code or code in cases:
            cells.note("code_missing_or_twice", "x_pana_CaseCode")
            continue
        if person is None:
            cells.note("person_missing", "x_pana_PersonCode")
            continue
        cases[code] = NewCase(code, _case_facts(cells))
        person.cases.append(cases[code])
    return cases


def _case_facts(cells: Cells) -> Facts:
    requested = cells.day("x_pana_RequestedOn") or cells.day("cas_IncomingReferralDate") or cells.day("x_pana_RegisteredOn")
    if requested is None:
        cells.note("case_without_day", "x_pana_RequestedOn")
        requested = date.min
    state = cells.code("case_status", "x_pana_State", "cas_Status", "open")
    closed = cells.day("x_pana_ClosedOn") if state in CLOSED_STATES else None
    if state in CLOSED_STATES and closed is None:
        cells.note("closed_without_day", "x_pana_ClosedOn")
        closed = requested
    if closed is not None and closed < requested:
        cells.note("closed_before_request", "x_pana_ClosedOn")
    return {
        "state": state, "requested_on": requested, "registered_on": cells.day("x_pana_RegisteredOn") or requested, "closed_on": closed,
        "closure_reason": cells.code("closure_reason", "cas_ReasonForCaseClosure") if closed else "",
        "source": cells.code("partner_type", "x_pana_ReferringKind"), "region": cells.code("region", "x_pana_Region"),
        "age_at_registration": cells.number("x_pana_AgeAtRegistration", 0, 120),
    }  # fmt: skip


def _victim(cells: Cells, case: NewCase | None) -> None:
    """Everything said of the exploitation stands in the first episode; places and days come with the events."""
    if case is None:
        return
    age, first = case.facts["age_at_registration"], cells.number("vic_AgeWhenTrafficked", 0, 120)
    if first is not None and age is not None and first > age:
        cells.note("first_age_above_age", "vic_AgeWhenTrafficked")
        first = None
    case.facts["age_first_exploited"] = first
    episode = {name: cells.codes(*places) for name, places in EPISODE.items()}
    if any(episode.values()):
        case.episodes.append(episode)
    status = cells.code("victim_status", "x_pana_Status", "vic_TraffickingStatus")
    if status:
        case.decision = {
            "status": status, "deciding_body": cells.code("deciding_body", "x_pana_DecidingBody", "vic_TraffickingStatusDecisionMakingOrg", "ngo"),
            "track": cells.text("x_pana_Track") if cells.text("x_pana_Track") in ("ngo", "police", "social_services") else "ngo",
            "decided_on": cells.day("x_pana_DecidedOn") or case.facts["registered_on"],
        }  # fmt: skip


def _event(cells: Cells, case: NewCase | None, events: dict[str, list[Facts]]) -> None:
    if case is None:
        return
    country, region = cells.code("country", "hte_Country"), cells.code("region", "hte_State")
    if cells.text("hte_Type") == "Exploitation" and cells.text("x_pana_Part") not in VOCABULARIES["leg_kind"]:
        part = cells.code("exploitation_type", "x_pana_Part")
        events[case.code].append({"main_type": part, "country": country, "region": region, "started_on": cells.day("hte_Date")})
        return
    kind = cells.code("leg_kind", "x_pana_Part", "hte_Type")
    if kind:
        begins = {"from_country": cells.code("country", "x_pana_FromCountry"), "from_region": cells.code("region", "x_pana_FromRegion")}
        only_from = cells.text("x_pana_FromOnly") == "true"
        ends = {} if only_from else {"to_country": country, "to_region": region}
        case.legs.append({"kind": kind, **begins, **ends})


def _place(case: NewCase, events: list[Facts]) -> None:
    """The first event is where and when the first episode was; every other one is an episode of its own."""
    for number, event in enumerate(events):
        main = event["main_type"]
        if number == 0 and case.episodes:
            case.episodes[0] |= event | {"main_type": main or next(iter(case.episodes[0]["types"]), "unknown")}
        else:
            case.episodes.append(event | {"types": [main] if main and main != "unknown" else [], "main_type": main or "unknown"})


def _service(cells: Cells, case: NewCase | None) -> None:
    if case is None:
        return
    service = cells.text("x_pana_Service")
    if service in VOCABULARIES["service"]:
        kind = VOCABULARIES["service"][service].group or from_htcds("service_type", cells.text("spl_Type")) or "sss_domestic"
    else:
        service, kind = "", cells.code("service_type", "x_pana_Service", "spl_Type")
    if kind:
        quantity = cells.number("x_pana_Quantity", 1, 1_000_000) or 1
        case.services.append({"type": kind, "service": service, "given_on": cells.day("spl_ActualEndDate"), "quantity": quantity})
