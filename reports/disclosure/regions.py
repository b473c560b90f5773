"""The ladder of regions: those nearest to the organisation's own region by themselves, all others together.

Nearness is a fact of the map, so the ladder of an organisation is fixed before anything is counted.
"""

from __future__ import annotations

from math import cos, hypot, radians

from reports.disclosure.ladders import PLACE, Group, Ladder, Rung, make_leaf_rung

REGION = "region"
SHOWN = (19, 12, 8, 6, 5, 4, 3, 2, 1)
CAPITAL = "KZ-71"
NORTHERN = frozenset({"KZ-71", "KZ-11", "KZ-35", "KZ-39", "KZ-55", "KZ-59", "KZ-62"})
"""The capital and the regions of the north and the centre."""
SEATS = {
    "KZ-10": (50.4, 80.2), "KZ-11": (53.3, 69.4), "KZ-15": (50.3, 57.2), "KZ-19": (43.9, 77.1), "KZ-23": (47.1, 51.9),
    "KZ-27": (51.2, 51.4), "KZ-31": (42.9, 71.4), "KZ-33": (45.0, 78.4), "KZ-35": (49.8, 73.1), "KZ-39": (53.2, 63.6),
    "KZ-43": (44.8, 65.5), "KZ-47": (43.6, 51.2), "KZ-55": (52.3, 77.0), "KZ-59": (54.9, 69.2), "KZ-61": (43.3, 68.3),
    "KZ-62": (47.8, 67.7), "KZ-63": (49.9, 82.6), "KZ-71": (51.2, 71.4), "KZ-75": (43.2, 76.9), "KZ-79": (42.3, 69.6),
}  # fmt: skip
"""Latitude and longitude of the seat of each region."""


def order_regions(home: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """The places, the own region first, then by distance; what has no seat ("unknown") comes last."""
    here = SEATS.get(home, SEATS[CAPITAL])

    def measure(place: str) -> tuple[bool, float, str]:
        if place not in SEATS:
            return True, 0.0, place
        north, east = SEATS[place]
        return False, hypot(north - here[0], (east - here[1]) * cos(radians(47))), place

    return tuple(sorted(places, key=measure))


def make_region_ladder(home: str, places: tuple[str, ...]) -> Ladder:
    """Every region by itself; then the nearest ones, the north and centre together, and the rest; at last two groups."""
    ordered = order_regions(home, places)
    rungs = [make_leaf_rung(ordered)]
    for shown in (n for n in SHOWN if n < len(ordered) - 1):
        near, far = ordered[:shown], ordered[shown:]
        northern = tuple(place for place in far if place in NORTHERN)
        others = tuple(place for place in far if place not in NORTHERN)
        singles = tuple(Group(place, (place,)) for place in near)
        if northern and others:
            rungs.append(Rung((*singles, Group(f"northern_{shown}_{ordered[0]}", northern), Group(f"others_{shown}_{ordered[0]}", others))))
        rungs.append(Rung((*singles, Group(f"beyond_{shown}_{ordered[0]}", far))))
    return Ladder(REGION, PLACE, tuple(rungs))
