"""`protect`: walk the plan coarse before fine, whole breakdowns only, each examined with all figures ever published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.disclosure.beneath import judge_sum
from reports.disclosure.certificate import KeptWorlds, Proof, read_worlds, write_certificate
from reports.disclosure.examine import Pool, examine, open_pool
from reports.disclosure.ladders import PLACE, Group, Ladder, Rung
from reports.disclosure.ledger import Figure, Ledger, count_figure, list_people_figures, require_agreement
from reports.disclosure.plan import Decision, Outcome, Policy, Question, Release
from reports.disclosure.population import Component, build_population, find_component, find_family
from reports.disclosure.sealing import seal
from reports.disclosure.solver import Solver
from reports.disclosure.targets import list_targets
from reports.disclosure.worlds import build_frame
from reports.periods import list_standard_periods
from reports.tables import Absence, Counting, RawTable


def protect(
    raw: RawTable,
    *,
    questions: Sequence[Question],
    ledger: Ledger,
    policy: Policy,
    ladders: Mapping[str, Ladder],
    release: str = "",
    earlier: Sequence[str] = (),
    population: str = "",
    reserved: Sequence[Question] = (),
) -> Release:
    """Decide what of the plan may be published, given everything published before.

    `raw` must hold the frozen people of every month the ledger speaks about (in the years touched). Call it inside
    the transaction that reads and appends the ledger, under its lock. Pure: nothing is stored here.
    `earlier`: certificates of earlier releases, the newest last; their worlds save work.
    `reserved`: longer periods that close at the same time and will be asked for later: decided first and put into the
    ledger, but not shown. Were the month decided first, what is then missing of the year would tell of the month.
    `population`: the vintage that `raw` is; see `reports.disclosure.vintages` for corrections.
    """
    require_agreement(raw, ledger, population)
    kept = [worlds for text in earlier for worlds in read_worlds(text)]
    desk = Desk(raw, policy, ladders, release, ledger, kept, population)
    desk.answer(questions, reserved)
    absences = desk.list_absences(questions)
    table = seal(policy.k, desk.shown, absences)
    proof = write_certificate(policy, desk.proofs.values())
    return Release(table, tuple(desk.fresh), desk.ledger, tuple(desk.decisions), proof)


@dataclass
class Desk:
    """The work on one release."""

    raw: RawTable
    policy: Policy
    ladders: Mapping[str, Ladder]
    release: str
    ledger: Ledger
    kept: list[KeptWorlds]
    population: str = ""
    shown: list[Figure] = field(default_factory=list)
    fresh: list[Figure] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    proofs: dict[tuple[object, ...], Proof] = field(default_factory=dict)
    passed: dict[tuple[object, ...], Pool] = field(default_factory=dict)
    spent: int = 0

    def answer(self, questions: Sequence[Question], reserved: Sequence[Question] = ()) -> None:
        """All totals before the first breakdown, so that every breakdown is examined beside all of them; then what is
        reserved before what is asked, because it is coarser. Of what is reserved nothing is shown.
        """
        coarse = self.answer_totals(reserved)
        self.shown.clear()
        fine = self.answer_totals(questions)
        asked = list(self.shown)
        self.answer_breakdowns(coarse)
        self.shown = asked
        self.answer_breakdowns(fine)

    def answer_totals(self, questions: Sequence[Question]) -> list[Question]:
        """Long periods before short ones; those whose total is printed may have breakdowns."""
        ordered = sorted(questions, key=lambda question: (-len(question.period.months), bool(question.scope.places)))
        return [question for question in ordered if self.answer_total(question)]

    def answer_breakdowns(self, answered: Sequence[Question]) -> None:
        """The first wish of everybody, then the second."""
        for place in range(max((len(question.breakdowns) for question in answered), default=0)):
            for question in answered:
                if place < len(question.breakdowns):
                    self.answer_breakdown(question, self.ladders[question.breakdowns[place]])

    def answer_total(self, question: Question) -> bool:
        """The top line: always for the whole organisation, from k people upwards for a programme."""
        figure = self._count(question, None, "")
        if not self.raw.form_of(question.indicator).counts_people:
            return self.answer_things(question, figure) and False
        if not self.policy.opens(question.scope.code) and figure.low < self.policy.k:
            return self._refuse(question, "", 0, Outcome.SMALL_GROUP)
        if self._is_public(question):
            return self._print(question, "", 0, [figure])
        return self._try(question, "", 0, [figure])

    def answer_things(self, question: Question, figure: Figure) -> bool:
        """Things are printed, in total only; sums about people where enough people stand beneath all they give away."""
        if self.raw.form_of(question.indicator).counting is Counting.SUMS and not self.ledger.holds(figure):
            outcome = judge_sum(self.raw, self.ledger.figures, figure, self.policy)
            if outcome is not Outcome.PRINTED:
                return self._refuse(question, "", 0, outcome)
        return self._print(question, "", 0, [figure])

    def _is_public(self, question: Question) -> bool:
        """Totals that every examination takes as known already, so that printing them tells nothing new.

        Months of a count that adds up bring new people; for people seen again, totals of later periods could say
        something about earlier tables, so those are examined as soon as any breakdown is out.
        """
        months, code = set(question.period.months), question.indicator
        family = find_family(self.raw, code)
        adds_up = all(self.raw.form_of(member).counting is Counting.FIRST_IN_YEAR for member in family)
        told = any(f.dims or f.scope_places for f in self.ledger.figures if f.indicator in family)
        standard = any(months == set(period.months) for period in list_standard_periods(self.raw.months))
        return standard and self.policy.opens(question.scope.code) and (adds_up or not told)

    def answer_breakdown(self, question: Question, ladder: Ladder) -> bool:
        """The finest rung that is whole and safe, or nothing."""
        for number, rung in enumerate(ladder.rungs):
            figures = [self._count(question, group, ladder.code, ladder.axis) for group in _fit(rung, ladder, question)]
            if len(figures) < 2 or min(figure.low for figure in figures) < self.policy.k:
                self._refuse(question, ladder.code, number, Outcome.SMALL_GROUP)
            elif self._try(question, ladder.code, number, figures):
                return True
        return False

    def list_absences(self, questions: Iterable[Question]) -> list[Absence]:
        """What was wished for and is not shown, without saying why it was not."""
        printed = {(figure.indicator, figure.period, figure.scope, name) for figure in self.shown for name, _ in figure.dims}
        printed |= {(figure.indicator, figure.period, figure.scope, "") for figure in self.shown}
        wanted = [
            (question.indicator, question.period.code, question.scope.code, name)
            for question in questions
            for name in ("", *(question.breakdowns if self.raw.form_of(question.indicator).counts_people else ()))
        ]
        return [Absence(*name) for name in dict.fromkeys(wanted) if name not in printed]

    def _try(self, question: Question, breakdown: str, rung: int, figures: list[Figure]) -> bool:
        if all(self.ledger.holds(figure) for figure in figures):
            self.shown += figures
            self.decisions.append(Decision(question, breakdown, rung, Outcome.ALREADY_PRINTED))
            return True
        outcome = self._examine(figures)
        if outcome is not Outcome.PRINTED:
            return self._refuse(question, breakdown, rung, outcome)
        return self._print(question, breakdown, rung, figures)

    def _print(self, question: Question, breakdown: str, rung: int, figures: list[Figure]) -> bool:
        self.shown += figures
        self.fresh += [figure for figure in figures if not self.ledger.holds(figure)]
        self.ledger = self.ledger.append(figures)
        self.decisions.append(Decision(question, breakdown, rung, Outcome.PRINTED))
        return True

    def _refuse(self, question: Question, breakdown: str, rung: int, outcome: Outcome) -> bool:
        self.decisions.append(Decision(question, breakdown, rung, outcome))
        return False

    def _examine(self, figures: list[Figure]) -> Outcome:
        """All axes with figures in the component, and totals by place, must stay safe."""
        mine = [figure for figure in self.ledger.figures if figure.population == self.population]
        known = list_people_figures(self.raw, (*mine, *figures))
        component = find_component(self.raw, known, figures[0].indicator, figures[0].months)
        found: dict[tuple[object, ...], Proof] = {}
        for axis in sorted({"", *(figure.axis for figure in component.figures)}):
            outcome, proof = self._examine_axis(component, axis)
            if outcome is not Outcome.PRINTED:
                return outcome
            found[component.family, component.months, axis] = proof
        self.proofs |= found
        return Outcome.PRINTED

    def _examine_axis(self, component: Component, axis: str) -> tuple[Outcome, Proof]:
        population = build_population(self.raw, component, axis)
        if not population.footprints:
            return Outcome.PRINTED, Proof(component, axis, population, ())
        frame = build_frame(self.raw, population, component, axis, self.policy)
        targets = list_targets(self.raw, component, frame, self.policy)
        key = (component.family, component.months, population.placed, axis)
        before = self.passed.get(key)
        if before is not None and before.covers(frame, targets):
            return Outcome.PRINTED, Proof(component, axis, population, tuple(before.worlds))
        known = before.worlds if before else [w for kept in self.kept for w in kept.lay_over(population, axis)]
        pool = open_pool(frame, targets, known)
        solver = Solver(min(self.policy.solves, self.policy.budget - self.spent))
        granted = solver.left
        outcome = examine(pool, self.policy, solver)
        self.spent += granted - solver.left
        if outcome is Outcome.PRINTED:
            self.passed[key] = pool
        return outcome, Proof(component, axis, population, tuple(pool.worlds))

    def _count(self, question: Question, group: Group | None, name: str, axis: str = "") -> Figure:
        places, leaves, dims = question.scope.places, (), ((name, group.code),) if group else ()
        if group and axis == PLACE:
            places = tuple(place for place in group.leaves if not places or place in places)
        figure = Figure(
            indicator=question.indicator,
            period=question.period.code,
            months=question.period.months,
            scope=question.scope.code,
            scope_places=question.scope.places,
            places=places,
            axis="" if axis == PLACE else axis,
            leaves=group.leaves if group and axis != PLACE else leaves,
            dims=dims,
            release=self.release,
            population=self.population,
            low=0,
            high=0,
        )
        number = count_figure(self.raw, figure)
        return replace(figure, low=number, high=number)


def _fit(rung: Rung, ladder: Ladder, question: Question) -> list[Group]:
    """Groups of a rung within the scope: a programme of two regions is broken down by those two."""
    if ladder.axis != PLACE or not question.scope.places:
        return list(rung.groups)
    return [group for group in rung.groups if not set(group.leaves).isdisjoint(question.scope.places)]
