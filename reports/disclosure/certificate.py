"""The certificate: the worlds that prove a release, kept with it and checked again by arithmetic alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reports.disclosure.beneath import list_thin_sums
from reports.disclosure.examine import Crowd, open_pool
from reports.disclosure.ledger import Figure, list_people_figures
from reports.disclosure.plan import Policy
from reports.disclosure.population import Atom, Component, Ints, Population, build_population, find_component
from reports.disclosure.targets import list_targets
from reports.disclosure.worlds import build_frame
from reports.tables import Presence, RawTable


@dataclass(frozen=True)
class Proof:
    """Worlds of one axis of one component."""

    component: Component
    axis: str
    population: Population
    worlds: tuple[Ints, ...]


def write_certificate(policy: Policy, proofs: Iterable[Proof]) -> str:
    """The proofs as text; each world as its non-zero cells."""
    body = {
        "format": "pana-certificate/1",
        "k": policy.k,
        "proofs": [
            {
                "indicator": sorted(proof.component.family)[0],
                "months": sorted(proof.component.months),
                "axis": proof.axis,
                "footprints": [sorted(map(list, footprint)) for footprint in proof.population.footprints],
                "places": [list(atom) for atom in proof.population.places],
                "codes": [list(atom) for atom in proof.population.codes],
                "worlds": [_pack(world) for world in proof.worlds],
            }
            for proof in proofs
        ],
    }
    return json.dumps(body, separators=(",", ":"))


def check_certificate(text: str, raw: RawTable, figures: Iterable[Figure], policy: Policy) -> list[str]:
    """What the proof does not show, in words; empty when every small group and every insider is covered. No solver.

    Sums about people need no worlds: who stands beneath them is counted again.
    """
    body, known = json.loads(text), tuple(figures)
    people = list_people_figures(raw, known)
    faults: list[str] = list_thin_sums(raw, known, policy)
    if body.get("format") != "pana-certificate/1" or body.get("k") != policy.k:
        return ["not a certificate for this promise"]
    for proof, kept in zip(body["proofs"], read_worlds(text), strict=True):
        component = find_component(raw, people, proof["indicator"], proof["months"])
        faults += _check_proof(raw, component, kept, policy)
    return faults


def read_worlds(text: str) -> list[KeptWorlds]:
    """The worlds of an earlier release: the next examination starts from them instead of from nothing."""
    return [
        KeptWorlds(
            proof["axis"],
            [
                (frozenset((code, month) for code, month in footprint), tuple(place))
                for footprint in proof["footprints"]
                for place in proof["places"]
            ],
            tuple(tuple(atom) for atom in proof["codes"]),
            proof["worlds"],
        )
        for proof in (json.loads(text)["proofs"] if text else ())
    ]


@dataclass(frozen=True)
class KeptWorlds:
    """Worlds as kept: strata by what they are, so that they can be laid over a population that has grown."""

    axis: str
    strata: list[tuple[Presence, Atom]]
    codes: tuple[Atom, ...]
    packed: list[tuple[list[int], list[int]]]

    def lay_over(self, population: Population, axis: str) -> list[Ints]:
        """These worlds for a population with more months: new strata as they truly are."""
        if axis != self.axis or self.codes != population.codes:
            return []
        rank = {stratum: number for number, stratum in enumerate(_list_strata(population))}
        if not any(stratum in rank for stratum in self.strata):
            return []
        truth = population.counts
        pairs = [(old, rank[stratum]) for old, stratum in enumerate(self.strata) if stratum in rank]
        old, new = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        worlds = []
        for packed in self.packed:
            kept = _unpack(packed, (len(self.strata), len(self.codes)))
            world = truth.copy()
            world[new] = kept[old]
            worlds.append(world)
        return worlds


def _list_strata(population: Population) -> list[tuple[Presence, Atom]]:
    return [(footprint, place) for footprint in population.footprints for place in population.places]


def _check_proof(
    raw: RawTable, component: Component, kept: KeptWorlds, policy: Policy
) -> list[str]:
    axis, population = kept.axis, build_population(raw, component, kept.axis)
    if not population.footprints:
        return []
    frame = build_frame(raw, population, component, axis, policy)
    targets = list_targets(raw, component, frame, policy)
    worlds = kept.lay_over(population, axis)
    pool = open_pool(frame, targets, worlds)
    name = f"{axis or 'totals'} of {', '.join(sorted(component.family))}"
    if not pool.worlds:
        return [f"{name}: no world fits the figures"]
    small = targets.active & (targets.truth < policy.k)
    faults = [f"{name}: a small group is not covered"] if (small & ~pool.find_unsure()).any() else []
    crowd = Crowd(pool)
    for stratum, code in np.argwhere(frame.truth > 0) if policy.insiders else ():
        if crowd.find_readable((int(stratum), int(code))).any():
            return [*faults, f"{name}: an insider is not covered"]
    return faults


def _pack(world: Ints) -> tuple[list[int], list[int]]:
    flat = world.ravel()
    where = np.flatnonzero(flat)
    return where.tolist(), flat[where].tolist()


def _unpack(packed: tuple[list[int], list[int]], shape: tuple[int, int]) -> Ints:
    world = np.zeros(int(np.prod(shape)), dtype=np.int64)
    world[packed[0]] = packed[1]
    return world.reshape(shape)
