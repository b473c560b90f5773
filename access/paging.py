"""Leafing through long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

AHEAD, ALWAYS = 20, 1000


class LongList(Paginator):  # type: ignore[type-arg]
    """Counted as far as somebody leafs, and twenty pages on: to count 60,000 rows costs more than to show fifty."""

    def __init__(self, rows: Any, size: int, asked: str) -> None:
        super().__init__(rows, size)
        number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
        self.most = max(ALWAYS, (number + AHEAD) * size)

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most + 1].count()) if isinstance(rows, QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most) if self.is_longer else self._counted

    @property
    def is_longer(self) -> bool:
        """There are more rows than were counted."""
        return isinstance(self.object_list, QuerySet) and self._counted > self.most


def page_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page of a list that the address asks for, or the nearest one there is."""
    asked = request.GET.get("page", "")
    return LongList(rows, size, asked).get_page(asked or 1)
