"""The numbers that stand on somebody's papers, by their keyed hashes: from the older description and from each paper."""

from __future__ import annotations

from casework.papers.models import IdentityDocument
from casework.people.models import DocumentNumber, Identity, Person
from casework.people.numbers import document_hashes


def numbers_of(person: Person, text: str) -> list[DocumentNumber]:
    """One row for each number in a description, for somebody new."""
    hashes = sorted(document_hashes(person.organisation_id, text))
    return [DocumentNumber(organisation_id=person.organisation_id, person=person, number_hash=each) for each in hashes]


def keep_numbers(person: Person) -> None:
    """Part of the action that changed one of them."""
    texts = [paper.number for paper in IdentityDocument.objects.filter(person=person)]
    identity = Identity.objects.filter(person=person).first()
    texts += [identity.documents] if identity is not None else []
    wanted: set[bytes] = set().union(*(document_hashes(person.organisation_id, text) for text in texts if text))
    kept = {bytes(row.number_hash): row.pk for row in DocumentNumber.objects.filter(person=person)}
    DocumentNumber.objects.filter(pk__in=[pk for number, pk in kept.items() if number not in wanted]).delete()
    DocumentNumber.objects.bulk_create(
        DocumentNumber(organisation_id=person.organisation_id, person=person, number_hash=each) for each in sorted(wanted - set(kept))
    )
