"""Emptying what is kept about a person. Every encrypted field that says whose it is goes, in whatever room it stands;
rows, codes and counts stay, so that what was reported remains true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.approvals.models import Approval
from access.crypto.fields import EncryptedTextField, sealed_fields
from access.drafts.keeping import drop_about
from casework.attachments.models import Attachment, FileState
from casework.cases.emergency import EmergencyOpening
from casework.cases.models import Case
from casework.family.models import Relative
from casework.merging.models import Merge
from casework.people.models import DocumentNumber, Person
from casework.plans.models import HelpPlan
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import SharedPackage
from casework.suspects.models import ConflictSettlement, SuspectNumber

_beside: list[Callable[[Person], dict[str, int]]] = []


def also_empty(work: Callable[[Person], dict[str, int]]) -> None:
    """A room above empties what speaks of a person without being theirs alone."""
    if work not in _beside:
        _beside.append(work)


def empty_rows(person: Person) -> dict[str, int]:
    """Empty everything about somebody; how many rows of each kind held something."""
    emptied: Counter[str] = Counter()
    for (model, way), fields in fields_about_people().items():
        emptied[model._meta.label_lower] += empty_fields(model._default_manager.filter(**{way: person.pk}), fields)
    emptied["access.draft"] = drop_about(person.organisation_id, _rows_about(person))
    emptied["casework.documentnumber"] = DocumentNumber.objects.filter(person=person).delete()[0]
    emptied["casework.suspectnumber"] = SuspectNumber.objects.filter(mention__case__person=person).delete()[0]
    emptied["casework.case"] = _empty_cases(person)
    emptied |= _empty_reasons(person)
    emptied["casework.relative"] += _empty_where_named(person)
    mark_files_gone(Attachment.objects.filter(case__person=person))
    emptied["casework.sharedpackage"] = empty_packages(SharedPackage.objects.filter(referral__case__person=person))
    for work in _beside:
        emptied |= Counter(work(person))
    return {name: number for name, number in sorted(emptied.items()) if number}


def _rows_about(person: Person) -> set[UUID]:
    """The ids of every row about somebody, in whatever room: a form that stands at its address speaks of them."""
    found = {person.pk, *person.cases.values_list("pk", flat=True)}
    for model, way in fields_about_people():
        found |= set(model._default_manager.filter(**{way: person.pk}).values_list("pk", flat=True))
    return found


def fields_about_people() -> dict[tuple[type[models.Model], str], list[EncryptedTextField]]:
    """Model and way to the person, with the fields that go with the person."""
    found: dict[tuple[type[models.Model], str], list[EncryptedTextField]] = {}
    for model, field in sealed_fields():
        if field.of:
            found.setdefault((model, field.of.replace(".", "__")), []).append(field)
    return found


def empty_fields(rows: models.QuerySet[Any], fields: list[EncryptedTextField]) -> int:
    """Empty these fields, and the keyed hashes that stand beside them; the rows that held something."""
    hashes = [name for name in getattr(rows.model.Privacy, "identifying", ()) if name.endswith("_hash")]
    held = ~Q(**{fields[0].name: b""})
    for field in fields[1:]:
        held |= ~Q(**{field.name: b""})
    for name in hashes:
        held |= Q(**{f"{name}__isnull": False})
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields), b"") | dict.fromkeys(hashes)
    return rows.filter(held).update(**values | _marks(rows.model))


def _marks(model: type[models.Model]) -> dict[str, Any]:
    """The index of names learns of the change by its date."""
    return {"named_at": timezone.now()} if any(field.name == "named_at" for field in model._meta.concrete_fields) else {}


def _empty_cases(person: Person) -> int:
    """What leads from a case to a paper journal or a spreadsheet with the name in it."""
    empty = {"journal_number": "", "shelter_name": "", "import_key": None}
    return Case.objects.filter(person=person).exclude(**empty).update(**empty)


def _empty_reasons(person: Person) -> Counter[str]:
    """Why somebody opened the file in an emergency, asked a second person, or kept two people apart: said about this person too."""
    about = [person.pk, *person.cases.values_list("pk", flat=True), *HelpPlan.objects.filter(case__person=person).values_list("pk", flat=True)]
    about += Merge.objects.filter(Q(kept=person) | Q(other=person)).values_list("pk", flat=True)
    about += ConsentException.objects.filter(case__person=person).values_list("pk", flat=True)
    openings = EmergencyOpening.objects.filter(case__person=person).exclude(reason=b"").update(reason=b"")
    asked = Approval.objects.filter(target_id__in=about).exclude(reason=b"").update(reason=b"")
    pairs = ConflictSettlement.objects.filter(Q(one__person=person) | Q(other__person=person))
    settled = pairs.exclude(decision=b"").update(decision=b"")
    return Counter({"casework.emergencyopening": openings, "access.approval": asked, "casework.conflictsettlement": settled})


def _empty_where_named(person: Person) -> int:
    """What the families of others say of this person."""
    rows = Relative.objects.filter(other=person)
    return empty_fields(rows, [field for field in Relative._meta.concrete_fields if isinstance(field, EncryptedTextField)])


def mark_files_gone(files: models.QuerySet[Any]) -> None:
    files.filter(removed_at=None).update(state=FileState.REMOVED, removed_at=timezone.now())


def empty_packages(packages: models.QuerySet[Any]) -> int:
    """Close what was shared. What the recipient wrote into a case of their own is theirs and stays there."""
    return packages.exclude(content=b"").update(content=b"", closed_at=timezone.now())
