"""Being asked again before something that leaves the house or cannot be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.actors import ActorRequest
from access.confirmation import note_confirmed, safe_path
from access.decorators import signed_in
from access.factors.forms import ConfirmForm


@signed_in
def confirm(request: ActorRequest) -> HttpResponse:
    """Prove it, then go on where one was."""
    onward = safe_path(request, request.POST.get("next") or request.GET.get("next", ""))
    form = ConfirmForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid():
        note_confirmed(request)
        messages.success(request, _("Confirmed for the next few minutes."))
        return redirect(onward)
    context = {"form": form, "kept": [("next", onward)], "action": request.path, "back": onward}
    return render(request, "access/confirm.html", context)
