"""The model fields that hold codes: what a migration keeps, what a form shows, what is refused."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from django.utils import translation

from casework.vocabulary.fields import CodeField, CodesField

Code = TypeVar("Code", CodeField, CodesField)


def prepare(field: Code) -> Code:
    field.set_attributes_from_name("means")
    return field


def test_a_migration_keeps_the_name_of_the_vocabulary_and_no_label() -> None:
    fields = (prepare(CodeField(vocabulary="sex", blank=True)), prepare(CodesField(vocabulary="means_of_control")))
    for field in fields:
        kwargs = field.deconstruct()[3]
        assert kwargs["vocabulary"] == field.vocabulary.name
        assert not {"choices", "max_length", "base_field", "size"} & set(kwargs)
        text, imports = MigrationWriter.serialize(field)
        assert "casework.vocabulary.fields" in text + "".join(imports)
        assert "Женский" not in text


def test_a_field_survives_being_written_down_and_read_back() -> None:
    field = prepare(CodesField("means", vocabulary="means_of_control", blank=False))
    _name, _path, args, kwargs = field.deconstruct()
    again = CodesField(*args, **kwargs)
    assert again.vocabulary is field.vocabulary
    assert again.deconstruct()[3] == kwargs
    assert field.clone().blank is False


def test_a_column_for_one_code_refuses_a_code_of_another_list() -> None:
    field = prepare(CodeField(vocabulary="case_status"))
    assert field.clean("open", None) == "open"
    with pytest.raises(ValidationError):
        field.clean("cotton", None)


def test_a_column_for_several_codes_keeps_each_once_in_the_order_of_the_list() -> None:
    field = prepare(CodesField(vocabulary="exploitation_type"))
    assert field.clean(["other", "sexual", "other"], None) == ["sexual", "other"]
    assert field.clean([], None) == []
    assert field.get_default() == []


@pytest.mark.parametrize("wrong", [["cotton"], ["sexual", ""], ["x" * 41]])
def test_a_column_for_several_codes_refuses_a_stranger(wrong: list[str]) -> None:
    with pytest.raises(ValidationError):
        prepare(CodesField(vocabulary="exploitation_type")).clean(wrong, None)


def test_a_required_column_refuses_an_empty_list() -> None:
    with pytest.raises(ValidationError):
        prepare(CodesField(vocabulary="exploitation_type", blank=False)).clean([], None)


def show_form_field(field: CodeField | CodesField) -> forms.Field:
    shown: Any = field.formfield()
    assert isinstance(shown, forms.Field)
    return shown


def test_the_form_shows_a_box_for_each_term_in_the_readers_language() -> None:
    shown = show_form_field(prepare(CodesField(vocabulary="exploitation_type")))
    assert isinstance(shown, forms.MultipleChoiceField)
    assert isinstance(shown.widget, forms.CheckboxSelectMultiple)
    with translation.override("kk"):
        assert "Мәжбүрлі еңбек" in shown.widget.render("means", ["forced_labour"])
    assert shown.clean(["forced_labour"]) == ["forced_labour"]
    assert not shown.required


def test_the_form_for_one_code_offers_an_empty_line_first_when_it_may_be_left_out() -> None:
    shown = show_form_field(prepare(CodeField(vocabulary="sex", blank=True)))
    choices: Any = shown.choices  # type: ignore[attr-defined]
    assert not next(iter(choices))[0]
