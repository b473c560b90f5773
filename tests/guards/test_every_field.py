"""Every stored field of every model is in exactly one privacy class, and what identifies is encrypted or explained."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models

from access.crypto.fields import EncryptedTextField

ROOMS = ("access", "casework", "shelters", "hotline", "reports")
CLASSES = ("identifying", "sensitive", "plain")
CLEAR_BUT_IDENTIFYING = {
    "access.user": {"username", "display_name"},  # staff, needed to sign in and to tell colleagues apart
}


def own_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def problems(model: Any) -> list[str]:
    privacy = getattr(model, "Privacy", None)
    if privacy is None:
        return [f"{model._meta.label}: declare class Privacy"]
    named = Counter(name for kind in CLASSES for name in getattr(privacy, kind, ()))
    fields = {field.name for field in model._meta.concrete_fields}
    found = [f"{model._meta.label}.{name}: in no privacy class" for name in sorted(fields - set(named))]
    found += [f"{model._meta.label}.{name}: no such field" for name in sorted(set(named) - fields)]
    found += [f"{model._meta.label}.{name}: in several privacy classes" for name, count in named.items() if count > 1]
    return found


def test_every_field_is_in_exactly_one_class() -> None:
    found = [problem for model in own_models() for problem in problems(model)]

    assert found == []
    assert len(own_models()) >= 25


def test_what_identifies_lies_encrypted_or_as_a_keyed_hash() -> None:
    clear = []
    for model in own_models():
        for name in getattr(getattr(model, "Privacy", None), "identifying", ()):
            field = model._meta.get_field(name)
            excused = name in CLEAR_BUT_IDENTIFYING.get(model._meta.label_lower, set())
            if not (isinstance(field, EncryptedTextField) or name.endswith("_hash") or excused):
                clear.append(f"{model._meta.label}.{name}")

    assert clear == []


def test_no_name_is_ever_written_by_str() -> None:
    telling = [
        model._meta.label
        for model in own_models()
        if any(f"self.{name}" in source(model) for name in getattr(model.Privacy, "identifying", ()))  # type: ignore[attr-defined]
    ]

    assert telling == []


def source(model: type[models.Model]) -> str:
    import inspect

    return inspect.getsource(model.__str__)


def test_a_planted_field_is_found() -> None:
    class Meta:
        label = "planted.Model"
        concrete_fields = [type("F", (), {"name": "a"}), type("F", (), {"name": "b"})]

    planted = type("Planted", (), {"_meta": Meta, "Privacy": type("Privacy", (), {"plain": ("a", "c"), "sensitive": ("a",)})})

    assert problems(planted) == [
        "planted.Model.b: in no privacy class",
        "planted.Model.c: no such field",
        "planted.Model.a: in several privacy classes",
    ]
