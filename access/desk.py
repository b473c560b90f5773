"""Today: what needs a person now. Each room declares its tiles in `desk.py`; every number opens exactly its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from access.actors import Actor
from access.permissions import Permission


@dataclass(frozen=True)
class Tile:
    """A number that needs attention, and the list it counts."""

    label: str | Promise
    permission: Permission
    count: Callable[[Actor], int]
    url_name: str
    query: str = ""
    urgent: bool = False
    empty: str | Promise = ""


@dataclass(frozen=True)
class CountedTile:
    tile: Tile
    number: int

    @property
    def is_urgent(self) -> bool:
        return self.tile.urgent and self.number > 0


TILES: list[Tile] = []


def register(*tiles: Tile) -> None:
    TILES.extend(tile for tile in tiles if tile not in TILES)


def tiles_for(actor: Actor) -> list[CountedTile]:
    """The tiles of this actor's roles with their numbers: what waits for them first, what is empty last."""
    counted = [CountedTile(tile, tile.count(actor)) for tile in TILES if actor.may(tile.permission)]
    return sorted(counted, key=lambda item: (not item.is_urgent, item.number == 0))
