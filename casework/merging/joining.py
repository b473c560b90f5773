"""How two files become one person's, and two again: which rows go over, which values are taken, under whose key they lie."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import BinaryField, Q
from django.db.models.functions import Substr

from access.actors import Actor
from access.crypto.fields import EncryptedBinaryField, EncryptedTextField
from access.crypto.sealing import HEAD_OF_PERSON, THEIRS
from casework.cases.models import Case
from casework.erasure.emptying import fields_about_people
from casework.erasure.models import LegalHold
from casework.family.models import Relative
from casework.merging.comparing import SHEETS, content_of
from casework.names import match_key
from casework.papers.models import IdentityDocument, RightToStay
from casework.people.actions import FACTS, IDENTITY, change_person
from casework.people.keeping_numbers import keep_numbers
from casework.people.models import Identity, Person

Values = dict[str, list[Any]]
Moved = dict[str, list[str]]
AT_ONCE = 200


# --- rows that hang on a person ---------------------------------------------------------------------
def move_over(kept: Person, other: Person) -> Moved:
    """Everything that hung on `other` hangs on `kept`; where a person has one of a kind and both do, each keeps theirs."""
    moved = {"case.person": _point(Case.objects.filter(person=other), "person", kept)}
    for name, model in (("paper.person", IdentityDocument), ("right.person", RightToStay), ("hold.person", LegalHold)):
        moved[name] = _point(model.objects.filter(person=other), "person", kept)
    moved["relative.person"] = _point(_free_relatives(other, kept, "person", "other"), "person", kept)
    moved["relative.other"] = _point(_free_relatives(other, kept, "other", "person"), "other", kept)
    for name, (model, _label) in SHEETS.items():
        if not model.objects.filter(person=kept).exists():
            moved[f"{name}.person"] = _point(model.objects.filter(person=other), "person", kept)
    return {name: rows for name, rows in moved.items() if rows}


def _free_relatives(other: Person, kept: Person, here: str, there: str) -> models.QuerySet[Relative]:
    """Family rows that may go over: nobody becomes their own family, and nobody is named twice."""
    known = Relative.objects.filter(**{here: kept}).exclude(**{there: None}).values(f"{there}_id")
    rows: models.QuerySet[Relative] = Relative.objects.filter(**{here: other})
    return rows.exclude(**{f"{there}_id": kept.pk}).exclude(**{f"{there}_id__in": known})


def _point(rows: models.QuerySet[Any], name: str, to: Person) -> list[str]:
    found = [str(pk) for pk in rows.values_list("pk", flat=True)]
    rows.model._default_manager.filter(pk__in=found).update(**{name: to})
    return found


def move_back(moved: Moved, kept: Person, other: Person) -> None:
    """What went over goes back, unless it has gone somewhere else since."""
    models_of = {"case": Case, "paper": IdentityDocument, "right": RightToStay, "hold": LegalHold, "relative": Relative}
    models_of |= {name: model for name, (model, _label) in SHEETS.items()}
    for place, rows in moved.items():
        model, _, name = place.partition(".")
        models_of[model].objects.filter(pk__in=rows, **{name: kept}).update(**{name: other})  # type: ignore[attr-defined]


# --- values ------------------------------------------------------------------------------------------
def take_values(by: Actor, kept: Person, other: Person, takes: Iterable[str]) -> Values:
    """Write the chosen values of `other` on `kept`; by field, what stood there and what stands there now."""
    chosen, mine, theirs = set(takes), _identity(kept), _identity(other)
    facts = {name: getattr(other, name) for name in FACTS if name in chosen}
    facts["never_contact"] = kept.never_contact or other.never_contact
    identity = {name: getattr(theirs, name) for name in IDENTITY if name in chosen}
    identity["aliases"] = _all_names(mine, theirs, identity)
    before = _changed(kept, facts) | _changed(mine, identity)
    change_person(by=by, person=kept, facts=facts, identity=identity)
    for name in chosen & set(SHEETS):
        before |= _take_sheet(name, kept, other)
    return json.loads(_told(before))  # type: ignore[no-any-return]


def _identity(person: Person) -> Identity:
    return Identity.objects.filter(person=person).first() or Identity(organisation_id=person.organisation_id, person=person)


def _all_names(mine: Identity, theirs: Identity, taken: dict[str, Any]) -> str:
    """The other names of both, and the full name that is not kept."""
    full = " ".join(filter(None, (taken.get(part, getattr(mine, part)) for part in ("surname", "given_name", "patronymic"))))
    seen, names = {match_key(full)}, []
    for name in (*mine.aliases.split(","), mine.full_name, theirs.full_name, *theirs.aliases.split(",")):
        if name.strip() and match_key(name) not in seen:
            seen.add(match_key(name))
            names.append(name.strip())
    return ", ".join(names)


def _changed(row: Any, values: dict[str, Any]) -> Values:
    return {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}


def _take_sheet(name: str, kept: Person, other: Person) -> Values:
    """What a sheet of `other` says, where `kept` has one too; an only sheet goes over as it is."""
    model = SHEETS[name][0]
    mine, theirs = model.objects.filter(person=kept).first(), model.objects.filter(person=other).first()
    if mine is None or theirs is None:
        return {}
    values = content_of(theirs)
    before = {f"{name}.{field}": pair for field, pair in _changed(mine, values).items()}
    _write(mine, values)
    return before


def _write(sheet: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.version += 1
    sheet.save(update_fields=[*values, "version"])


def give_back_values(by: Actor, kept: Person, before: Values) -> list[str]:
    """Put back what stood there, field by field; what was corrected since stays. The fields that stayed."""
    stayed: list[str] = []
    own = {name: pair for name, pair in before.items() if "." not in name}
    facts = _restorable(kept, {name: pair for name, pair in own.items() if name in FACTS}, stayed)
    identity = _restorable(_identity(kept), {name: pair for name, pair in own.items() if name in IDENTITY}, stayed)
    change_person(by=by, person=kept, facts=facts, identity=identity or None)
    for name, (model, _label) in SHEETS.items():
        pairs = {field.partition(".")[2]: pair for field, pair in before.items() if field.startswith(f"{name}.")}
        sheet = model.objects.filter(person=kept).first() if pairs else None
        if sheet is not None:
            values = _restorable(sheet, pairs, stayed)
            _write(sheet, {field: sheet._meta.get_field(field).to_python(value) for field, value in values.items()})
    return stayed


def _restorable(row: Any, pairs: Values, stayed: list[str]) -> dict[str, Any]:
    found = {}
    for name, (old, new) in pairs.items():
        if json.loads(_told(getattr(row, name))) == new:
            found[name] = old
        else:
            stayed.append(name)
    return found


def _told(values: Any) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)


def sealed_text(before: Values) -> str:
    return _told(before) if before else ""


# --- keys ----------------------------------------------------------------------------------------------
def under_their_key(person: Person) -> int:
    """Seal anew what lies under another person's key: somebody's words must go with their own key, and with no other."""
    keep_numbers(person)
    done = 0
    for (model, way), fields in fields_about_people().items():
        for field in fields:
            done += _reseal(model, way, field, person)
    return done


def _reseal(model: type[models.Model], way: str, field: EncryptedTextField, person: Person) -> int:
    """One column of one table, a few rows at a time: a file may be large."""
    head = THEIRS + person.pk.bytes
    rows = model._default_manager.filter(**{way: person.pk}).exclude(**{field.name: b""})
    rows = rows.annotate(whose=Substr(field.name, 1, HEAD_OF_PERSON, output_field=BinaryField())).exclude(Q(whose=head))
    if "__" in way:
        rows = rows.select_related(way.rpartition("__")[0])
    done, last, step = 0, UUID(int=0), 5 if isinstance(field, EncryptedBinaryField) else AT_ONCE
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:step]):
        for row in batch:
            value = field.open(row, bytes(row.__dict__[field.attname]))
            done += model._default_manager.filter(pk=row.pk).update(**{field.name: field.seal(row, value)})
        last = batch[-1].pk
    return done
