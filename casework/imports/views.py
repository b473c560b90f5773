"""Importing a spreadsheet: check it first, then take it; and the words the import knows."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.actors import ActorRequest
from access.decorators import requires
from access.permissions import Permission
from access.scoping import fetch
from casework.imports.actions import add_synonym, hash_file, import_rows, preview, remove_synonym, synonyms_of
from casework.imports.forms import KIND_NAMES, ImportForm, SynonymForm, codes_of
from casework.imports.models import ImportBatch, Synonym
from casework.imports.problems import UnreadableFile
from casework.imports.reading import Reading, read_rows
from casework.imports.synonyms import KINDS

SHOWN = 200


@requires(Permission.CASE_IMPORT)
def import_new(request: ActorRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, actor=request.actor)
    context: dict[str, Any] = {"form": form, "batches": ImportBatch.objects.visible_to(request.actor).order_by("-created_at")[:10]}
    if request.method == "POST" and form.is_valid():
        context |= _take(request, form)
        if "batch" in context:
            return redirect("import-new")
    return render(request, "casework/import_new.html", context)


def _take(request: ActorRequest, form: ImportForm) -> dict[str, Any]:
    content = form.cleaned_data["file"].read()
    try:
        reading = read_rows(BytesIO(content), synonyms=synonyms_of(request.actor))
    except UnreadableFile as problem:
        form.add_error("file", str(problem))
        return {}
    if "check" in request.POST:
        return _findings(reading) | {"plan": preview(by=request.actor, reading=reading)}
    batch = import_rows(by=request.actor, reading=reading, file_hash=hash_file(content))
    messages.success(
        request,
        _("Added: %(added)s. Known from before: %(known)s. Left out with mistakes: %(refused)s.")
        % {"added": batch.rows_added, "known": batch.rows_known, "refused": batch.rows_refused},
    )
    return _findings(reading) | ({} if reading.errors else {"batch": batch})


def _findings(reading: Reading) -> dict[str, Any]:
    return {
        "errors": reading.errors[:SHOWN],
        "warnings": reading.warnings[:SHOWN],
        "unknown_columns": reading.unknown_columns,
        "has_more": len(reading.errors) > SHOWN or len(reading.warnings) > SHOWN,
        "was_read": True,
    }


@requires(Permission.SYNONYM_MANAGE)
def synonym_list(request: ActorRequest) -> HttpResponse:
    form = SynonymForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        add_synonym(by=request.actor, **{name: form.cleaned_data[name] for name in ("kind", "text", "code")})
        messages.success(request, _("The word was added."))
        return redirect("synonym-list")
    words = [
        {"word": word, "kind": KIND_NAMES.get(word.kind, word.kind)}
        for word in Synonym.objects.visible_to(request.actor).order_by("kind", "text")
    ]
    lists = [{"name": KIND_NAMES.get(kind, kind), "codes": codes_of(kind)} for kind in KINDS if kind not in {"blank", "country"}]
    return render(request, "casework/synonym_list.html", {"form": form, "words": words, "lists": lists})


@requires(Permission.SYNONYM_MANAGE)
@require_POST
def synonym_remove(request: ActorRequest, synonym_id: UUID) -> HttpResponse:
    remove_synonym(by=request.actor, synonym=fetch(request, Synonym, pk=synonym_id))
    messages.success(request, _("The word was removed."))
    return redirect("synonym-list")
