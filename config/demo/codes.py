"""Codes of invented rows: they look random, are the same for the same seed, and never come twice."""

from __future__ import annotations

from random import Random

from casework.codes import ALPHABET

LENGTH = 7
POSSIBLE = len(ALPHABET) ** LENGTH
STEP = 17_005_374_929  # walks through all possibilities before one comes again: shares no factor with their number


class Codes:
    """Drawing seven signs by chance gives the same ones twice among a million rows; a walk with a long step does not."""

    def __init__(self, random: Random) -> None:
        self._place = random.randrange(POSSIBLE)

    def take(self, prefix: str) -> str:
        """The next code with this letter."""
        self._place = (self._place + STEP) % POSSIBLE
        number, signs = self._place, []
        for _ in range(LENGTH):
            number, sign = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[sign])
        return f"{prefix}-{''.join(signs)}"
