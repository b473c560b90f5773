"""Reads the forms of a page as a browser does and fills them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = {"text", "search", "tel", "email", "url", "textarea"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self, **changes: Any) -> dict[str, Any]:
        """What a browser would send if nobody touched anything that already has a value."""
        usual = {name: found.value or _first(found) for name, found in self.fields.items()}
        return {name: value for name, value in (usual | changes).items() if value != ""}

    def typed(self) -> list[str]:
        return [name for name, found in self.fields.items() if found.kind in TYPED]


def _first(found: Field) -> str:
    if found.kind == "date":
        return "2026-01-01"
    if found.kind == "number":
        return "1"
    return next((choice for choice in found.choices if choice), "")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Field | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif not self.forms:
            return
        elif tag == "option" and self.open is not None:
            self.open.choices.append(given.get("value", ""))
            if "selected" in given:
                self.open.value = given.get("value", "")
        elif given.get("name") and tag in {"input", "select", "textarea"}:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        found = self.forms[-1].fields.setdefault(given["name"], Field(given["name"], kind))
        if kind in {"radio", "checkbox"}:
            found.choices.append(given.get("value", "on"))
            if "checked" in given:
                found.value = given.get("value", "on")
        else:
            found.value = given.get("value", "")
        self.open = found if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.open = None


FRAME = ("/sign-out/", "/switch/", "/language/", "/me/cover/", "/me/covered/")


def forms_of(page: bytes) -> list[Form]:
    """The forms that change something, without those of the frame (sign out, switch, hide)."""
    reader = Reader()
    reader.feed(page.decode())
    return [form for form in reader.forms if form.method == "post" and not form.action.endswith(FRAME)]
