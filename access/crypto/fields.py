"""Model fields whose value lies encrypted in the database, tied to table, column, row, organisation and person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from access.crypto.people import want
from access.crypto.sealing import CannotOpen as CannotOpen
from access.crypto.sealing import person_of, seal, unseal, unseal_bytes


class Sealed(bytes):
    """A value as it lies in the database."""

    def __repr__(self) -> str:
        return f"<Sealed, {len(self)} bytes>"


class OpeningAttribute(DeferredAttribute):
    """Opens the stored value the first time somebody reads it."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.open(instance, value)  # type: ignore[attr-defined]  # the field is ours
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        """Without this Python would hand out the sealed value straight from the instance."""
        if isinstance(value, Sealed):
            person_id, owner = person_of(value), instance.__dict__.get(self.field.key_owner)  # type: ignore[attr-defined]  # ours
            if person_id is not None and owner is not None:
                want(owner, person_id)
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):  # type: ignore[type-arg]
    """Text that is unreadable without a key. Cannot be filtered, ordered or aggregated in SQL.

    `of` is the way from the row to the person it is about ("person_id", "case.person_id"); the value is then sealed
    with that person's key and goes with it. Without `of` (or without a person) the organisation's epoch seals it.
    """

    descriptor_class = OpeningAttribute
    key_owner = "organisation_id"
    of = ""

    def __init__(self, *args: Any, key_owner: str = "organisation_id", of: str = "", **kwargs: Any) -> None:
        self.key_owner, self.of = key_owner, of
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        """Whose key it is changes nothing in the table, so migrations do not name it."""
        name, path, args, kwargs = super().deconstruct()
        if self.key_owner != "organisation_id":
            kwargs["key_owner"] = self.key_owner
        kwargs.pop("blank", None)
        return name, path, args, kwargs

    def get_default(self) -> Any:
        return ""

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"

    def person_of(self, instance: models.Model) -> UUID | None:
        """The person a row is about, if it is about one."""
        found: Any = instance
        for step in filter(None, self.of.split(".")):
            found = getattr(found, step) if found is not None else None
        return found if self.of else None

    def open(self, instance: models.Model, value: bytes) -> Any:
        if not value:
            return ""
        return unseal(bytes(value), organisation_id=getattr(instance, self.key_owner), place=self.place(instance))

    def seal(self, instance: models.Model, value: Any) -> bytes:
        """What is stored for a value of this row."""
        if not value:
            return b""
        return seal(
            value if isinstance(value, bytes) else str(value), organisation_id=getattr(instance, self.key_owner),
            place=self.place(instance), person_id=self.person_of(instance),
        )  # fmt: skip

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        return bytes(value) if isinstance(value, Sealed) else self.seal(model_instance, value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return connection.Database.Binary(value) if isinstance(value, bytes) else b""

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("Encrypted values are not serialised.")

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return forms.CharField(required=not self.blank, label=kwargs.get("label", self.verbose_name))


class EncryptedBinaryField(EncryptedTextField):
    """Bytes instead of text: what is in a file."""

    def get_default(self) -> Any:
        return b""

    def open(self, instance: models.Model, value: bytes) -> Any:
        if not value:
            return b""
        return unseal_bytes(bytes(value), organisation_id=getattr(instance, self.key_owner), place=self.place(instance))

    def formfield(self, **kwargs: Any) -> Any:
        return None


def sealed_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted field of the installation."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
