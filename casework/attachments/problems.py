"""Why a file is not taken, in one sentence."""

from __future__ import annotations

from django.utils.functional import Promise


class FileRefused(Exception):
    """This file is not taken. The sentence is for people."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(type(self).__name__))
        self.sentence = sentence
