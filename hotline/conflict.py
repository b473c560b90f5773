"""Two people saved one call: what differs, side by side, and both texts kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.forms import CallForm, initial_of
from hotline.models import Call


@dataclass(frozen=True)
class Difference:
    """One field in the words of both."""

    label: str
    theirs: str
    yours: str


def differences(call: Call, form: CallForm) -> list[Difference]:
    """Every field in which what is saved differs from what was typed."""
    saved = CallForm(actor=form.actor, initial=initial_of(call))
    found = []
    for name in form.fields:
        if name in {"version", "form_key", "keep_number"}:
            continue
        theirs, yours = _shown(saved, name, saved[name].value()), _shown(form, name, form[name].value())
        if theirs != yours:
            found.append(Difference(str(form.fields[name].label), theirs, yours))
    return found


def merged(theirs: str, yours: str) -> str:
    """One text that has both in it, so that saving it loses neither."""
    theirs, yours = theirs.replace("\r\n", "\n").strip(), yours.replace("\r\n", "\n").strip()
    if theirs in yours:
        return yours
    return theirs if yours in theirs else f"{theirs}\n\n—\n\n{yours}"


def _shown(form: CallForm, name: str, value: Any) -> str:
    labels = {str(code): str(label) for code, label in getattr(form.fields[name], "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(item), str(item)) for item in value)
    if labels:
        return labels.get(str(value or ""), str(value or ""))
    text = form.fields[name].prepare_value(value)
    widget_text = form.fields[name].widget.format_value(text) if hasattr(form.fields[name].widget, "format_value") else text
    return str(widget_text if widget_text not in (None, False) else "").replace("\r\n", "\n")
