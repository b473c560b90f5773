"""The reader's system of unknowns.

Core: indicator × period × place. Every other dimension, or group of dimensions that occur together in a cell, is a
block of its own: given how many people stand in each core cell, the blocks can be dealt out independently, so one
set of unknowns per block (tied together by the core totals) says all there is to say. Finest codes that every
published figure treats alike are merged: whoever is inside is interchangeable. In a block of which no figure names a
place all places are one, for the same reason. (For people seen again the rows are what a reader can write down, not
all that whole people obey: a wide bound is then no proof by itself. The engine's certificate is.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from reports.auditor.reading import Leaves, Publication, PublicationError, Statement

CORE = ("period", "place")
LIMIT = 200_000
Atoms = dict[str, list[Leaves]]


@dataclass(frozen=True)
class Row:
    """low <= sum of plus - sum of minus <= high; no high: no limit."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    low: float
    high: float


@dataclass
class System:
    """Unknowns and rows of one component."""

    indicators: tuple[str, ...]
    atoms: Atoms
    blocks: list[tuple[str, ...]]
    shapes: set[tuple[str, ...]]
    statements: tuple[Statement, ...]
    rows: list[Row] = field(default_factory=list)
    barred: set[int] = field(default_factory=set)
    index: dict[tuple[object, ...], int] = field(default_factory=dict)
    placed: set[int] = field(default_factory=lambda: {-1})
    """Blocks that say where people are; in the others all places are merged, for no figure there tells them apart."""

    def names_of(self, block: int) -> tuple[str, ...]:
        return (*CORE, *(self.blocks[block] if block >= 0 else ()))

    def atoms_of(self, block: int, name: str) -> list[Leaves]:
        """Merged finest codes of a dimension in a block."""
        if name != "place" or block in self.placed:
            return self.atoms[name]
        return [frozenset().union(*self.atoms[name])]

    def list_spots(self, block: int) -> Iterator[tuple[int, ...]]:
        """Where the unknowns of a block stand, for one indicator."""
        return product(*(range(len(self.atoms_of(block, name))) for name in self.names_of(block)))

    def find(self, block: int, indicator: str, choice: dict[str, Leaves]) -> tuple[int, ...]:
        """Unknowns of a block (-1: the core totals) inside the chosen leaves; a dimension left out is all of it."""
        ranges = [
            [n for n, atom in enumerate(self.atoms_of(block, name)) if name not in choice or atom <= choice[name]]
            for name in self.names_of(block)
        ]
        return tuple(self.index[block, indicator, *spot] for spot in product(*ranges))

    def block_of(self, names: Iterable[str]) -> int:
        """Which block holds these dimensions; -1 for none but the core."""
        wanted = set(names) - set(CORE)
        if not wanted:
            return -1
        return next(n for n, block in enumerate(self.blocks) if wanted <= set(block))


def split_components(publication: Publication, statements: Sequence[Statement]) -> list[list[Statement]]:
    """Statements that share no unknowns, not even through relations, are examined apart."""
    parent: dict[object, object] = {}

    def root(item: object) -> object:
        while parent.setdefault(item, item) != item:
            item = parent[item]
        return item

    family: dict[str, object] = {}
    for small, wide in publication.contained:
        parent[root(("family", small))] = root(("family", wide))
    for statement in statements:
        family[statement.indicator] = root(("family", statement.indicator))
    for statement in statements:
        months = [(family[statement.indicator], leaf) for leaf in _expand_period(publication, statement)]
        for month in months[1:]:
            parent[root(month)] = root(months[0])
    grouped: dict[object, list[Statement]] = {}
    for statement in statements:
        leaf = min(_expand_period(publication, statement))
        grouped.setdefault(root((family[statement.indicator], leaf)), []).append(statement)
    return list(grouped.values())


def _expand_period(publication: Publication, statement: Statement) -> Leaves:
    """Finest periods of a statement; counts of people seen again hang on the months they were seen in."""
    if "period" not in publication.dimensions:
        return frozenset([""])
    code = dict(statement.codes).get("period", "total")
    if code in publication.order:
        return frozenset(publication.order[code])
    return publication.dimensions["period"].expand(code)


def build_system(publication: Publication, statements: Sequence[Statement]) -> System:
    """All unknowns and everything the reader knows about them."""
    used = [dict(statement.codes) for statement in statements]
    family = {statement.indicator for statement in statements}
    atoms = {name: _merge(publication, name, statements) for name in {*publication.dimensions, *CORE}}
    blocks = _group_dimensions([tuple(name for name in codes if name not in CORE) for codes in used], publication)
    shapes = {tuple(sorted(codes)) for codes in used}
    system = System(tuple(sorted(family)), atoms, blocks, shapes, tuple(statements))
    system.placed |= {n for n, block in enumerate(blocks) if _names_places(publication, statements, block)}
    _number_unknowns(system)
    _tie_blocks(system)
    _add_statements(publication, system)
    _add_relations(publication, system)
    _bar_zeros(publication, system)
    return system


def _merge(publication: Publication, name: str, statements: Sequence[Statement]) -> list[Leaves]:
    """Leaves by the codes they occur in."""
    if name not in publication.dimensions:
        return [frozenset([""])]
    dimension = publication.dimensions[name]
    sets = {dimension.expand(dict(row.codes).get(name, "total")) for row in statements}
    sets |= {dimension.expand(code) for zero in publication.zeros for dim, code in zero if dim == name}
    universe = frozenset().union(*sets) if name == "period" else frozenset().union(dimension.total, *sets)
    ordered = sorted(sets, key=sorted)
    merged: dict[tuple[bool, ...], set[str]] = {}
    for leaf in sorted(universe):
        merged.setdefault(tuple(leaf in one for one in ordered), set()).add(leaf)
    return [frozenset(leaves) for leaves in merged.values()]


def _group_dimensions(together: list[tuple[str, ...]], publication: Publication) -> list[tuple[str, ...]]:
    ties = together + [tuple(name for name, _ in zero if name not in CORE) for zero in publication.zeros]
    groups: list[set[str]] = []
    for tie in filter(None, ties):
        touching = [group for group in groups if group & set(tie)]
        groups = [group for group in groups if not group & set(tie)] + [set(tie).union(*touching)]
    used = {name for names in together for name in names}
    return [tuple(sorted(group)) for group in groups if group & used]


def _names_places(publication: Publication, statements: Sequence[Statement], block: tuple[str, ...]) -> bool:
    """Does a figure or a known zero of this block name a place?"""
    told = [{name for name, _ in codes} for codes in (*(row.codes for row in statements), *publication.zeros)]
    return any("place" in names and names & set(block) for names in told)


def _number_unknowns(system: System) -> None:
    for block in range(-1, len(system.blocks)):
        for indicator in system.indicators:
            for spot in system.list_spots(block):
                system.index[block, indicator, *spot] = len(system.index)
                if len(system.index) > LIMIT:
                    raise PublicationError("too many unknowns to examine")


def _tie_blocks(system: System) -> None:
    for block in range(len(system.blocks)):
        for indicator in system.indicators:
            for period, place in product(system.atoms["period"], system.atoms_of(block, "place")):
                spot = {"period": period, "place": place}
                whole = system.find(-1, indicator, spot)
                system.rows.append(Row(system.find(block, indicator, spot), whole, 0.0, 0.0))


def _add_statements(publication: Publication, system: System) -> None:
    for statement in system.statements:
        cells = find_cells(publication, system, statement)
        high = float("inf") if statement.high is None else float(statement.high)
        if not cells and statement.low > 0:
            raise PublicationError("a figure counts people where there can be none")
        system.rows.append(Row(cells, (), float(statement.low), high))


def find_cells(publication: Publication, system: System, statement: Statement) -> tuple[int, ...]:
    """Unknowns that a published cell adds up."""
    choice = {name: publication.dimensions[name].expand(code) for name, code in statement.codes}
    for name in publication.dimensions:
        choice.setdefault(name, publication.dimensions[name].total)
    block = system.block_of(name for name, _ in statement.codes)
    return system.find(block, statement.indicator, choice)


def _add_relations(publication: Publication, system: System) -> None:
    """Contained counts, and people seen again: part of a period <= the period <= the sum of its parts."""
    for block in range(-1, len(system.blocks)):
        for small, wide in publication.contained:
            if small in system.indicators and wide in system.indicators:
                for spot in system.list_spots(block):
                    more, less = system.index[block, wide, *spot], system.index[block, small, *spot]
                    system.rows.append(Row((more,), (less,), 0.0, float("inf")))
        for indicator in system.indicators:
            _add_order(publication, system, block, indicator)


def _add_order(publication: Publication, system: System, block: int, indicator: str) -> None:
    names = system.blocks[block] if block >= 0 else ()
    there = {next(iter(atom)) for atom in system.atoms["period"] if len(atom) == 1}
    reach = {code: frozenset(publication.order.get(code, (code,))) for code in there}
    others = [range(len(system.atoms_of(block, name))) for name in ("place", *names)]
    number = {next(iter(atom)): n for n, atom in enumerate(system.atoms["period"])}
    for code in sorted(set(publication.order) & there):
        inside = [part for part in sorted(there) if part != code and reach[part] <= reach[code]]
        cover = _cover(reach, code, inside)
        for spot in product(*others):
            whole = system.index[block, indicator, number[code], *spot]
            for part in inside:
                system.rows.append(Row((whole,), (system.index[block, indicator, number[part], *spot],), 0.0, float("inf")))
            if cover:
                parts = tuple(system.index[block, indicator, number[part], *spot] for part in cover)
                system.rows.append(Row(parts, (whole,), 0.0, float("inf")))


def _cover(reach: dict[str, Leaves], code: str, inside: list[str]) -> list[str]:
    """Parts without overlap that make up the whole period, the longest first; nothing when there are gaps."""
    chosen: list[str] = []
    left = set(reach[code])
    for part in sorted(inside, key=lambda part: (-len(reach[part]), part)):
        if reach[part] <= left:
            chosen.append(part)
            left -= reach[part]
    return [] if left else chosen


def _bar_zeros(publication: Publication, system: System) -> None:
    for zero in publication.zeros:
        names = {name for name, _ in zero} - {"indicator"}
        only = dict(zero).get("indicator")
        block = next((n for n, block in enumerate(system.blocks) if names - set(CORE) <= set(block)), None)
        if names <= set(CORE):
            block = -1
        choice = {name: publication.dimensions[name].expand(code) for name, code in zero if name != "indicator"}
        for indicator in system.indicators if block is not None else ():
            if only in (None, indicator):
                system.barred.update(system.find(block if block is not None else -1, indicator, choice))
