"""Keeping, finding and dropping what is typed. No act of anybody's: nothing of it counts before it is sent, so it is not in the audit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from access.actors import Actor
from access.confirmation import OWN_FIELDS
from access.drafts.models import KEPT_FOR, Draft
from access.late_forms import WITH_SECRETS

PLACE, SENT = "draft_place", "draft_sent"
NOT_TYPED = {*OWN_FIELDS, PLACE, SENT, "csrfmiddlewaretoken", "form_key"}
LARGEST = 64 * 1024
MOST = 50
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Fields = dict[str, list[str]]


class NoPlace(Exception):
    """This is no form of ours that may be kept."""


def place_of(path: str) -> str:
    """The address of a form, when it is one whose words may be kept."""
    try:
        found = resolve(path)
    except Resolver404:
        raise NoPlace from None
    if len(path) > 300 or found.url_name in WITH_SECRETS:
        raise NoPlace
    return path


def keep_draft(*, by: Actor, place: str, fields: Fields) -> Draft | None:
    """Keep the fields of a form; an empty one is dropped."""
    typed = {name: values for name, values in fields.items() if name not in NOT_TYPED}
    words = json.dumps(typed, ensure_ascii=False)
    if len(words.encode()) > LARGEST:
        raise NoPlace
    if not any(value.strip() for name, values in typed.items() if name != "version" for value in values):
        drop_draft(by=by, place=place)
        return None
    kept: Draft = Draft.objects.update_or_create(
        organisation_id=by.organisation_id, user=by.user, place=place, defaults={"words": words, "kept_at": timezone.now()}
    )[0]
    older = Draft.objects.visible_to(by).order_by("-kept_at").values_list("pk", flat=True)[MOST:]
    Draft.objects.filter(pk__in=list(older)).delete()
    return kept


def find_draft(*, by: Actor, place: str) -> Draft | None:
    found: Draft | None = Draft.objects.visible_to(by).live().filter(place=place).first()
    return found


def fields_of(draft: Draft) -> Fields:
    found: Fields = json.loads(draft.words) if draft.words else {}
    return found


def drop_draft(*, by: Actor, place: str) -> None:
    Draft.objects.visible_to(by).filter(place=place).delete()


def drop_when_sent(request: Any, response: HttpResponse) -> None:
    """The form was taken: what had been kept of it goes, in the same transaction."""
    if response.status_code == 302 and request.method == "POST" and request.actor and request.POST.get(SENT):
        drop_draft(by=request.actor, place=request.path_info)


def drop_about(organisation_id: UUID, ids: Iterable[UUID]) -> int:
    """Forms that stand at the address of one of these rows; how many."""
    wanted = {str(pk) for pk in ids}
    rows = Draft.objects.filter(organisation_id=organisation_id).values_list("pk", "place")
    found = [pk for pk, place in rows if wanted.intersection(_ID.findall(place))]
    return Draft.objects.filter(pk__in=found).delete()[0]


def too_old(organisation_id: UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(organisation_id=organisation_id, kept_at__lte=timezone.now() - KEPT_FOR)
