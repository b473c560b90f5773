"""What a partner is told of safe contact with the telephone number: the terms with it, never the code word."""

from __future__ import annotations

from typing import Any

from casework.contact.models import SafeContact
from casework.contact.rules import Channel, days_in_words


def plan_for_partner(plan: SafeContact) -> dict[str, Any]:
    """Codes and words of a package; only the addresses of ways that are allowed."""
    shared: dict[str, Any] = {
        "contact_ways": list(plan.allowed), "contact_days": sorted(plan.days),
        "contact_hours": [hour.isoformat("minutes") for hour in (plan.hour_from, plan.hour_until) if hour],
        "contact_silence": plan.leaves_no_message, "language": plan.language,
    }  # fmt: skip
    words = {"introduce_as": plan.introduce_as, "who_may_know": plan.who_may_know}
    words |= {name: getattr(plan, name) for name in ("messenger", "email", "letter", "through") if name in plan.allowed}
    return {name: value for name, value in (shared | words).items() if value}


def in_words(name: str, value: Any) -> str | None:
    """The terms in a package as people read them; nothing for what is no term."""
    if name == "contact_ways":
        return ", ".join(str(Channel(code).label) for code in value)
    if name == "contact_days":
        return days_in_words(value)
    if name == "contact_hours":
        return " – ".join(value)
    return None


TERMS = ("contact_ways", "contact_days", "contact_hours")
WORDS = ("introduce_as", "who_may_know", "messenger", "email", "letter", "through")


def words_for_new_case(contact: dict[str, Any], labels: dict[str, Any]) -> str:
    """Everything that was shared, as text beside the older words: the new helpers agree with the person anew."""
    lines = [str(contact.get("contact_rules") or "")]
    lines += [f"{labels[name]}: {in_words(name, contact[name])}" for name in TERMS if contact.get(name)]
    lines += [f"{labels[name]}: {contact[name]}" for name in WORDS if contact.get(name)]
    lines += [str(labels[name]) for name in ("contact_silence", "no_calls") if contact.get(name)]
    return "\n".join(line for line in lines if line)
