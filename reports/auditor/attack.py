"""The attack: for every group in every shape of table, how sure can a reader of all figures be about its size?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
from scipy.sparse import csr_matrix

from reports.auditor.findings import Audit, Finding, Kind
from reports.auditor.model import CORE, System, build_system, find_cells, split_components
from reports.auditor.reading import Leaves, Publication, Statement
from reports.auditor.solving import (
    Bench,
    InfeasibleError,
    UndecidedError,
    open_bench,
    round_down,
    round_up,
)
from reports.auditor.sums import attack_sums

Target = tuple[str, tuple[tuple[str, Leaves], ...]]


def audit(publication: Publication) -> Audit:
    """What the publisher's figures give away; what others had told before is not laid to their charge."""
    result = _audit(publication)
    if result.findings and publication.outside:
        known = {(one.indicator, one.group, one.low, one.high) for one in _audit(publication.leave_outside()).findings}
        result.findings = [one for one in result.findings if (one.indicator, one.group, one.low, one.high) not in known]
    return result


def _audit(publication: Publication) -> Audit:
    """Attack every component of every population, and compare populations with each other; then the sums about people."""
    result = Audit(_compare_vintages(publication), [])
    attack_sums(publication, result)
    for statements in publication.populations.values():
        for part in split_components(publication, statements):
            _attack_component(publication, part, result)
    return result


def _attack_component(publication: Publication, part: Sequence[Statement], result: Audit) -> None:
    system = build_system(publication, part)
    bench = open_bench(system)
    name = f"{', '.join(system.indicators)}"
    try:
        bench.stretch(np.zeros(bench.size), 1)
        attack = Attack(publication, system, bench)
        result.unknowns += bench.size
        result.targets += len(attack.targets)
        attack.run(result)
    except InfeasibleError as fault:
        result.undecided.append(f"{name}: {fault}")
    except UndecidedError as fault:
        result.undecided.append(f"{name}: {fault}")


class Attack:
    """All targets of one component against one bench."""

    def __init__(self, publication: Publication, system: System, bench: Bench) -> None:
        self.publication, self.system, self.bench = publication, system, bench
        self.told = {cells for cells, _ in self._list_told()}
        self.targets: list[Target] = []
        rows: list[tuple[int, ...]] = []
        for target, cells in self._list_targets():
            self.targets.append(target)
            rows.append(cells)
        self.cells = _stack_targets(rows, bench.size)
        self.large = self._find_large()
        self.most = np.full(len(rows), -np.inf)
        self.least = np.full(len(rows), np.inf)
        self.seen = 0
        self.need_of = {group: self._find_need(group) for group in {self._frame(target) for target in self.targets}}
        self.need = np.array([self.need_of[self._frame(target)] for target in self.targets])

    def _find_large(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Groups that hold a published group of k or more: nothing small can be learnt about them."""
        told = [find_cells(self.publication, self.system, row) for row in self.system.statements if row.low >= self.publication.k]
        inside = self.cells @ _stack_targets(told, self.bench.size).T
        sizes = np.array([len(cells) for cells in told])
        return np.asarray((inside.toarray() == sizes[None, :]).any(axis=1), dtype=bool)

    def run(self, result: Audit) -> None:
        """Settle targets with the tables found so far; attack the others one by one."""
        self._sweep()
        for number in range(len(self.targets)):
            if not self._is_unsure(number):
                self._settle(number, result)

    def _sweep(self) -> None:
        """Few tables settle most targets: every group of one code as large as possible at once, then as small."""
        kinds: dict[tuple[tuple[str, Leaves], ...], list[int]] = {}
        for number, (_, choice) in enumerate(self.targets):
            kinds.setdefault(tuple(pair for pair in choice if pair[0] not in CORE), []).append(number)
        for numbers in kinds.values():
            for sign in (1, -1):
                waiting = [n for n in numbers if not self._is_unsure(n)]
                if waiting:
                    self.bench.stretch(np.asarray(self.cells[waiting].sum(axis=0)).ravel(), sign)

    def _is_unsure(self, number: int) -> bool:
        for table in self.bench.tables[self.seen :]:
            sizes = self.cells @ table
            self.most, self.least = np.maximum(self.most, sizes), np.minimum(self.least, sizes)
        self.seen = len(self.bench.tables)
        need = self.need[number]
        return bool(self.large[number] or need <= 0 or (self.most[number] >= need and self.most[number] - self.least[number] >= need))

    def _settle(self, number: int, result: Audit) -> None:
        cells = self.cells[[number]].toarray().ravel()
        need, k = int(self.need[number]), self.publication.k
        high = round_down(self.bench.stretch(cells, 1))
        low = round_up(self.bench.stretch(cells, -1))
        if low < k and high >= need and high - low >= need and not self._is_unsure(number):
            high, low = self._try_whole(cells, high, low, need, result, number)
        if low >= k or self._is_unsure(number):
            return
        kind = _judge(low, high, need, k)
        if kind is not None:
            self._report(kind, number, low, high, result)

    def _try_whole(
        self, cells: np.ndarray[tuple[int, ...], np.dtype[np.float64]], high: float, low: float, need: int, result: Audit, number: int
    ) -> tuple[float, float]:
        """The bounds look wide, but fractions of people do not exist: look for whole tables."""
        try:
            return self.bench.stretch_whole(cells, 1), self.bench.stretch_whole(cells, -1)
        except UndecidedError as fault:
            if not self._is_unsure(number):
                result.undecided.append(f"{self._name(number)}: {fault}")
            return high, low

    def _report(self, kind: Kind, number: int, low: float, high: float, result: Audit) -> None:
        indicator, choice = self.targets[number]
        group = tuple((name, self._name_leaves(name, leaves)) for name, leaves in choice)
        result.findings.append(Finding(kind, indicator, group, low, high, int(self.need[number])))

    def _name(self, number: int) -> str:
        indicator, choice = self.targets[number]
        return " ".join([indicator, *(self._name_leaves(name, leaves) for name, leaves in choice)])

    def _name_leaves(self, name: str, leaves: Leaves) -> str:
        codes = self.publication.dimensions[name].codes
        return next((code for code in sorted(codes) if codes[code] == leaves), "+".join(sorted(leaves)))

    def _list_told(self) -> Iterator[tuple[tuple[int, ...], Statement]]:
        """Totals that are themselves told to be nobody: the publisher chose to say so. A zero inside a breakdown is no
        such total: it says what all the others are."""
        for statement in self.system.statements:
            if statement.high == 0 and all(name in CORE for name, _ in statement.codes):
                yield find_cells(self.publication, self.system, statement), statement

    def _list_targets(self) -> Iterator[tuple[Target, tuple[int, ...]]]:
        known: set[tuple[int, ...]] = set()
        for shape in sorted(self.system.shapes):
            block = self.system.block_of(shape)
            if block < 0 and "place" not in shape and "total" in self.publication.open_scopes:
                continue
            pools = [_list_sets(self.publication, self.system, name, shape) for name in shape]
            for indicator, choice in product(self.system.indicators, product(*pools)):
                if block < 0 and self._is_open_place(dict(zip(shape, choice, strict=True))):
                    continue
                cells = self.system.find(block, indicator, self._fill(dict(zip(shape, choice, strict=True))))
                live = tuple(cell for cell in cells if cell not in self.system.barred)
                if live and cells not in self.told and live not in known:
                    known.add(live)
                    yield (indicator, tuple(zip(shape, choice, strict=True))), live

    def _fill(self, choice: dict[str, Leaves]) -> dict[str, Leaves]:
        return {name: dimension.total for name, dimension in self.publication.dimensions.items()} | choice

    def _is_open_place(self, choice: dict[str, Leaves]) -> bool:
        """A total of a scope that is public by decision, or the difference of two of them."""
        opened = self._list_open_places()
        place = choice.get("place", self._fill({}).get("place", frozenset([""])))
        return place in opened or any(one - two == place for one in opened for two in opened)

    def _list_open_places(self) -> list[Leaves]:
        if "place" not in self.publication.dimensions:
            return [frozenset([""])] if "total" in self.publication.open_scopes else []
        codes = self.publication.dimensions["place"].codes
        return [codes[scope] for scope in sorted(self.publication.open_scopes) if scope in codes]

    def _frame(self, target: Target) -> Target:
        """The total that surrounds a target: same indicator and period, smallest open scope around its places."""
        choice = self._fill(dict(target[1]))
        place = choice.get("place", frozenset([""]))
        around = sorted((one for one in self._list_open_places() if place <= one), key=lambda one: (len(one), sorted(one)))
        pairs = [(name, choice[name]) for name in ("period",) if name in choice]
        return target[0], (*pairs, ("place", around[0] if around else frozenset()))

    def _find_need(self, frame: Target) -> int:
        """k, or fewer when the public total around the group cannot hold k people at all."""
        choice = dict(frame[1])
        if not choice["place"]:
            return self.publication.k
        if "place" not in self.publication.dimensions:
            choice.pop("place")
        cells = np.zeros(self.bench.size)
        cells[list(self.system.find(-1, frame[0], choice))] = 1.0
        if any(float(cells @ table) >= self.publication.k for table in self.bench.tables):
            return self.publication.k
        return int(min(self.publication.k, round_down(self.bench.stretch(cells, 1))))


def _judge(low: float, high: float, need: int, k: int) -> Kind | None:
    if high <= 0:
        return Kind.EMPTY
    if high < k and low >= 1 and (high < need or high - low < need):
        return Kind.SMALL
    if high < need:
        return Kind.BOUNDED
    return Kind.NARROW if high - low < need else None


def _list_sets(publication: Publication, system: System, name: str, shape: tuple[str, ...]) -> list[Leaves]:
    """Sets of leaves worth asking about: the finest, the used codes, and for scopes and periods their differences."""
    dimension = publication.dimensions[name]
    alike = [dict(row.codes) for row in system.statements if tuple(sorted(dict(row.codes))) == shape]
    used = {dimension.expand(codes[name]) for codes in alike}
    sets = set(system.atoms[name]) | used
    if name in CORE:
        wide = used | ({dimension.total} if name == "place" else set())
        sets |= {one - two for one in wide for two in used} | {one & two for one in used for two in used}
    inside = {one for one in sets if one and any(atom <= one for atom in system.atoms[name])}
    return sorted(inside, key=sorted)


def _stack_targets(rows: Sequence[Iterable[int]], size: int) -> csr_matrix:
    across = [cell for row in rows for cell in row]
    where = [number for number, row in enumerate(rows) for _ in row]
    return csr_matrix((np.ones(len(across)), (where, across)), shape=(len(rows), size))


def _compare_vintages(publication: Publication) -> list[Finding]:
    """The same figures told of two populations (before and after a correction) give away who was added or taken away:
    where a figure moved by 1 to k-1, and where two figures of one indicator moved by nearly the same."""
    found = []
    for one, two in combinations(sorted(publication.populations), 2):
        old = {(row.indicator, row.codes): row for row in publication.populations[one] if row.low == row.high}
        moves: dict[str, dict[int, Statement]] = {}
        for row in publication.populations[two]:
            before = old.get((row.indicator, row.codes))
            if before and row.low == row.high:
                moves.setdefault(row.indicator, {}).setdefault(row.low - before.low, row)
        for indicator, rows in moves.items():
            for near, far in combinations(sorted({0, *rows}), 2):
                if far - near < publication.k:
                    row = rows[far] if far in rows else rows[near]
                    found.append(Finding(Kind.VINTAGE, indicator, row.codes, far - near, far - near, publication.k))
    return found
