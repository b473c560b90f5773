"""Model fields that hold a code, or several codes, of one vocabulary.

A migration remembers only the vocabulary's name, so correcting a label or adding a term changes no table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.vocabulary import Vocabulary, find_vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    CodeBase = models.CharField[str, str]
    CodesBase = ArrayField[Sequence[str], list[str]]
else:
    CodeBase = models.CharField
    CodesBase = ArrayField

CODE_LENGTH = 40


class CodeField(CodeBase):
    """One code of a vocabulary, as text of at most forty characters; the form offers the labels."""

    vocabulary: Vocabulary

    def __init__(self, verbose_name: StrOrPromise | None = None, *, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary = find_vocabulary(vocabulary)
        kwargs["max_length"] = CODE_LENGTH
        kwargs["choices"] = self.vocabulary.choices
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Only the vocabulary's name goes into a migration."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("choices", None)
        kwargs["vocabulary"] = self.vocabulary.name
        return name, path, args, kwargs


class CodesField(CodesBase):
    """Several codes of a vocabulary, kept once each and in the vocabulary's order; the form is a list of boxes."""

    vocabulary: Vocabulary
    default_error_messages = {"unknown_code": _("Choose from the list.")}

    def __init__(self, verbose_name: StrOrPromise | None = None, *, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary = find_vocabulary(vocabulary)
        kwargs["base_field"] = models.CharField(max_length=CODE_LENGTH)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name=verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Only the vocabulary's name goes into a migration."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("base_field", None)
        kwargs.pop("size", None)
        kwargs["blank"] = self.blank
        kwargs["vocabulary"] = self.vocabulary.name
        return name, f"{type(self).__module__}.{type(self).__qualname__}", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Give the model ``get_<name>_display()``: the labels, in the reader's language."""
        super().contribute_to_class(cls, name, private_only)
        vocabulary, method = self.vocabulary, f"get_{name}_display"
        if method not in cls.__dict__:
            setattr(cls, method, lambda row: vocabulary.labels(getattr(row, name) or ()))

    def clean(self, value: Any, model_instance: models.Model | None) -> list[str]:
        """Each code once, in the vocabulary's order."""
        cleaned: Iterable[str] = super().clean(value, model_instance) or ()
        chosen = set(cleaned)
        return [code for code in self.vocabulary.codes if code in chosen]

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse a code that is not of this vocabulary."""
        super().validate(value, model_instance)
        if any(code not in self.vocabulary for code in value or ()):
            raise ValidationError(self.error_messages["unknown_code"], code="unknown_code")

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """A box to tick for each term."""
        kwargs.setdefault("form_class", forms.MultipleChoiceField)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        kwargs.setdefault("choices", self.vocabulary.choices)
        kwargs.setdefault("show_hidden_initial", False)
        kwargs.pop("choices_form_class", None)
        # Past ArrayField, whose own form field is one line of text with commas.
        return models.Field.formfield(self, **kwargs)
