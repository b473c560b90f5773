"""Being asked again before something that leaves the house or cannot be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.confirmation import accept, proof_form, safe_path, show
from access.decorators import signed_in


@signed_in
def confirm(request: ActorRequest) -> HttpResponse:
    """Prove it, then go on where one was."""
    onward = safe_path(request, request.POST.get("next") or request.GET.get("next", ""))
    form = proof_form(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and accept(request, form):
        messages.success(request, _("Confirmed for the next few minutes."))
        return redirect(onward)
    return show(request, form, action=request.path, kept=[("next", onward)])
