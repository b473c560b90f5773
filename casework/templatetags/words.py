"""Vocabulary codes as words on a page."""

from __future__ import annotations

from typing import Any

from django import template

from casework.vocabulary import VOCABULARIES

register = template.Library()


@register.filter
def label_of(code: Any, vocabulary: str) -> str:
    """The label of a vocabulary code in the reader's language."""
    return VOCABULARIES[vocabulary].label(code) if code else ""


@register.filter
def labels_of(codes: Any, vocabulary: str) -> str:
    """The labels of several codes, joined by commas."""
    return ", ".join(label_of(code, vocabulary) for code in codes or ())
