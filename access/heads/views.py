"""The end of the audit, for the auditor to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from access.actors import ActorRequest
from access.decorators import requires
from access.heads.actions import give_head
from access.heads.checking import own_head
from access.heads.files import public_half
from access.permissions import Permission


@requires(Permission.AUDIT_VIEW)
def audit_head(request: ActorRequest) -> HttpResponse:
    """On the page to print it; by the button as a signed file."""
    if request.method == "POST" and (head := give_head(by=request.actor)) is not None:
        answer = HttpResponse(head.as_file(), content_type="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="{head.name}"'
        return answer
    return render(request, "access/audit_head.html", {"head": own_head(), "key": public_half()})
