"""Ladders: fixed, versioned lists of groupings, finest first. A rung is printed whole or not at all.

Changing a rung means a new version; published figures keep the codes of theirs. Rungs are never chosen by hand
after seeing the counts: the engine walks the list from the finest and stops at the first that is safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PLACE = "place"


@dataclass(frozen=True)
class Group:
    """One line of a breakdown: its code and the finest codes it gathers."""

    code: str
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """One grouping; together its groups are everybody, none of them twice."""

    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        leaves = [leaf for group in self.groups for leaf in group.leaves]
        if len(self.groups) < 2 or len(leaves) != len(set(leaves)):
            raise ValueError("a rung needs at least two groups without overlap")


@dataclass(frozen=True)
class Ladder:
    """Groupings of one attribute (`axis`), finest first; `axis` "place" groups places (regions, shelters)."""

    code: str
    axis: str
    rungs: tuple[Rung, ...]
    version: int = 1


def make_rung(groups: Mapping[str, tuple[str, ...]]) -> Rung:
    """A rung from group codes and their finest codes."""
    return Rung(tuple(Group(code, leaves) for code, leaves in groups.items()))


def make_leaf_rung(codes: tuple[str, ...]) -> Rung:
    """The finest rung: every code by itself."""
    return Rung(tuple(Group(code, (code,)) for code in codes))


def make_first_rung(codes: tuple[str, ...], shown: int) -> Rung:
    """The first codes of a fixed order each by itself, and all later ones together as "not_FIRST_SECOND…"."""
    rest = Group("_".join(("not", *codes[:shown])), codes[shown:])
    return Rung((*(Group(code, (code,)) for code in codes[:shown]), rest))


SEX_CODES = ("female", "male", "transgender_other", "unknown")
AGE_CODES = ("under_18", "18_30", "31_45", "46_plus", "unknown")
CITIZENSHIP_CODES = ("KZ", "UZ", "KG", "TJ", "RU", "other", "stateless", "unknown")
TYPE_CODES = ("sexual", "labour", "begging", "criminality", "other", "unspecified")

SEX = Ladder(
    "sex",
    "sex",
    (
        make_rung({"female": ("female",), "male": ("male",), "other_sex": ("transgender_other", "unknown")}),
        make_rung({"female": ("female",), "not_female": ("male", "transgender_other", "unknown")}),
    ),
)
AGE = Ladder(
    "age",
    "age",
    (
        make_leaf_rung(AGE_CODES),
        make_rung({"under_18": ("under_18",), "18_30": ("18_30",), "31_45": ("31_45",), "46_unknown": ("46_plus", "unknown")}),
        make_rung({"18_30": ("18_30",), "31_45": ("31_45",), "46_plus": ("46_plus",), "under_18_unknown": ("under_18", "unknown")}),
        make_rung({"18_30": ("18_30",), "31_45": ("31_45",), "not_18_45": ("under_18", "46_plus", "unknown")}),
        make_rung({"under_18": ("under_18",), "18_30": ("18_30",), "31_plus": ("31_45", "46_plus", "unknown")}),
        make_rung({"30_and_under": ("under_18", "18_30"), "31_plus": ("31_45", "46_plus", "unknown")}),
        make_rung({"under_18": ("under_18",), "adult": ("18_30", "31_45", "46_plus", "unknown")}),
    ),
    version=2,
)
CITIZENSHIP = Ladder(
    "citizenship",
    "citizenship",
    (
        make_leaf_rung(CITIZENSHIP_CODES),
        *(make_first_rung(CITIZENSHIP_CODES, n) for n in (5, 4, 3, 2, 1)),
        make_rung({"UZ": ("UZ",), "not_UZ": ("KZ", "KG", "TJ", "RU", "other", "stateless", "unknown")}),
    ),
    version=2,
)
TYPE = Ladder(
    "type",
    "type",
    (
        make_leaf_rung(TYPE_CODES),
        *(make_first_rung(TYPE_CODES, n) for n in (4, 3, 2, 1)),
        make_rung({"labour": ("labour",), "not_labour": ("sexual", "begging", "criminality", "other", "unspecified")}),
    ),
    version=2,
)
PERSON_LADDERS = {ladder.code: ladder for ladder in (SEX, AGE, CITIZENSHIP, TYPE)}


def make_place_ladder(code: str, groups: Mapping[str, tuple[str, ...]]) -> Ladder:
    """Regions or shelters: one rung, each group a set of places."""
    return Ladder(code, PLACE, (make_rung(groups),))
