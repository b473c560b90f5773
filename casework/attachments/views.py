"""The files of a case: the list, adding one, giving one out, removing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.actors import ActorRequest
from access.decorators import requires
from access.events import Event
from access.permissions import Permission as P
from access.scoping import fetch, note_seen
from casework.attachments.actions import add_file, remove_file
from casework.attachments.forms import FileForm
from casework.attachments.models import Attachment, AttachmentContent
from casework.attachments.presenters import TONES, WITH_CASE
from casework.attachments.scanner import has_scanner
from casework.cases.presenters import WITH_PERSON, case_frame
from casework.submission import posted, saved


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
def case_files(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    files = list(Attachment.objects.visible_to(request.actor).filter(case=case).select_related("added_by"))
    for each in files:
        each.tone = TONES[each.state]
    note_seen(request, *files)
    context = {"files": files, "has_scanner": has_scanner()} | case_frame(request, case, "case-files")
    return render(request, "casework/case_files.html", context)


@requires(P.CASE_EDIT)
def file_new(request: ActorRequest, case_id: UUID) -> HttpResponse:
    case = fetch(request, WITH_PERSON, pk=case_id)
    form = FileForm(posted(request), request.FILES or None, actor=request.actor)
    added = saved(request, form, lambda facts, key: add_file(by=request.actor, case=case, file=facts["file"], form_key=key))
    if added is not None:
        messages.success(request, _("The file was added.") if added.is_ready else _("The file was added. It can be opened after the virus scan."))
        return redirect("case-files", case.pk)
    return render(request, "casework/file_new.html", {"form": form} | case_frame(request, case))


@requires(P.CASE_VIEW, P.CASE_VIEW_ALL)
@require_safe
def file_get(request: ActorRequest, attachment_id: UUID) -> HttpResponse:
    """The bytes, to be saved and never shown inside a page of ours. Each time is on record."""
    attachment = fetch(request, WITH_CASE, pk=attachment_id)
    content = AttachmentContent.objects.visible_to(request.actor).filter(attachment=attachment).select_related("attachment__case").first()
    if content is None or not attachment.is_ready or not content.data:
        raise Http404
    response = HttpResponse(content.data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, attachment.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Content-Encoding"] = "identity"  # nothing on the way packs it anew
    request.noted.append((Event.FILE_DOWNLOADED, {"file": str(attachment.pk), "case": str(attachment.case_id)}))
    return response


@requires(P.CASE_EDIT)
def file_remove(request: ActorRequest, attachment_id: UUID) -> HttpResponse:
    attachment = fetch(request, WITH_CASE, pk=attachment_id)
    case = attachment.case
    if request.method == "POST" and not case.is_closed:
        remove_file(by=request.actor, attachment=attachment)
        messages.success(request, _("The file was removed."))
        return redirect("case-files", case.pk)
    return render(request, "casework/file_remove.html", {"file": attachment} | case_frame(request, case))
