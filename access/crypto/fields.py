"""Model fields whose value lies encrypted in the database (AES-256-GCM, tied to table, column, row and organisation)."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from access.crypto.keys import CURRENT_VERSION, provider

_NONCE = 12


class CannotOpen(Exception):
    """A stored value could not be opened: wrong key, or moved from another row. Never carries the value."""


def seal(text: str, *, organisation_id: UUID, place: str) -> bytes:
    """version byte, nonce, ciphertext and tag of a text bound to its place (table.column.row)."""
    nonce = os.urandom(_NONCE)
    key = provider.key(organisation_id, "fields", CURRENT_VERSION)
    return bytes([CURRENT_VERSION]) + nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, *, organisation_id: UUID, place: str) -> str:
    """The text behind a sealed value; raises CannotOpen rather than showing ciphertext."""
    try:
        key = provider.key(organisation_id, "fields", sealed[0])
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.encode()).decode()
    except (InvalidTag, IndexError, ValueError) as error:
        raise CannotOpen(f"A value in {place.rsplit('.', 1)[0]} could not be opened.") from error


class Sealed(bytes):
    """A value as it lies in the database."""


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
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):  # type: ignore[type-arg]
    """Text that is unreadable without the organisation's key. Cannot be filtered, ordered or aggregated in SQL."""

    descriptor_class = OpeningAttribute
    key_owner = "organisation_id"

    def __init__(self, *args: Any, key_owner: str = "organisation_id", **kwargs: Any) -> None:
        self.key_owner = key_owner
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.key_owner != "organisation_id":
            kwargs["key_owner"] = self.key_owner
        kwargs.pop("blank", None)
        return name, path, args, kwargs

    def get_default(self) -> Any:
        return ""

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"

    def open(self, instance: models.Model, value: bytes) -> str:
        if not value:
            return ""
        return unseal(bytes(value), organisation_id=getattr(instance, self.key_owner), place=self.place(instance))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed):
            return bytes(value)
        if not value:
            return b""
        return seal(str(value), organisation_id=getattr(model_instance, self.key_owner), place=self.place(model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return connection.Database.Binary(value) if isinstance(value, bytes) else b""

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("Encrypted values are not serialised.")

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return forms.CharField(required=not self.blank, label=kwargs.get("label", self.verbose_name))
