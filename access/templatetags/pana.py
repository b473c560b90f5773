"""Template words of the house: dates, codes, badges, paging."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from access.drafts.keeping import find_draft
from access.event_names import kind_of, name_of

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as people write it, in the installation's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return date_format(value, "SHORT_DATE_FORMAT")


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time as the clock in the office showed them."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


@register.filter
def event_name(action: str) -> str:
    """An event of the audit in words."""
    return name_of(action)


@register.filter
def kind_name(label: str) -> str:
    """The kind of row an event is about."""
    return kind_of(label)


@register.filter
def short_code(value: Any) -> str:
    """The first characters of an id, for people to tell rows apart."""
    return str(value)[:8]


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The present filters with some of them changed; used by paging links."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return "?" + params.urlencode() if params else "?"


@register.inclusion_tag("_components/badge.html")
def badge(text: str, tone: str = "plain") -> dict[str, Any]:
    """A word with a colour; the word alone must be enough."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("_components/empty.html")
def empty(text: str, url: str = "", action: str = "") -> dict[str, Any]:
    """What to say when there is nothing yet, and what to do about it."""
    return {"text": text, "url": url, "action": action}


@register.inclusion_tag("_components/pager.html", takes_context=True)
def pager(context: Any, page: Any) -> dict[str, Any]:
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """All errors of a form on top, each a link to its field."""
    return {"form": form}


@register.inclusion_tag("_components/drafts.html", takes_context=True)
def drafts(context: Any) -> dict[str, Any]:
    """The form keeps itself while it is typed; what was begun before is offered, on a page that is opened fresh."""
    request = context["request"]
    place = request.path_info
    fresh = request.method == "GET" and getattr(request, "actor", None)
    return {"place": place, "draft": find_draft(by=request.actor, place=place) if fresh else None}


@register.filter
def plain_id(field: Any) -> str:
    """Where the link of an error summary leads."""
    return str(field.id_for_label or field.auto_id)
