"""No page offers a call, a message or a letter without asking the rule of safe contact (`casework/contact/rules.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.guards.source import ROOT, name_of, python_files, tree

TEMPLATES = ROOT / "templates"
LINK = re.compile(
    r"\b(?:tel|mailto|sms|smsto|callto|skype|viber|whatsapp|tg|facetime):(?!//localhost)|wa\.me/|t\.me/", re.IGNORECASE
)
# A number or address of a person shown by a template: only beside the answer of the rule.
SHOWN = re.compile(
    r"\{\{\s*(?:[\w.]*\.)?(?:phone|messenger|(?:call|plan|identity|contact)\.(?:number|phone|email|letter|through))\b[^}]*\}\}"
)
PLAIN_NUMBERS = {
    "hotline/call_detail.html": "the number of a caller stands behind the answer of the rule",
    "hotline/call_back.html": "as there, and only for whoever took the call-back, at a safe hour",
}  # fmt: skip
ASKS = re.compile(r"_reach\.html")
OFFERS = re.compile(r"url ['\"](?:call-back|call-promise)['\"]")


def links(text: str) -> list[str]:
    return LINK.findall(text)


def unasked(text: str) -> bool:
    """Whether a template offers to call, and never shows what the rule says."""
    return bool(OFFERS.search(text)) and not ASKS.search(text)


def reads_number(module: ast.Module) -> bool:
    """`something.phone` is read, outside of a class body that declares it."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == "phone" and isinstance(node.ctx, ast.Load)
        for node in ast.walk(module)
    )


def asks_rule(module: ast.Module) -> bool:
    names = {alias.name for node in ast.walk(module) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return bool(names & {"may_contact", "refuse_contact", "contact_of_cases", "mark_contact"})


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield str(path.relative_to(TEMPLATES)), path.read_text(encoding="utf-8")


def scripts() -> list[Path]:
    return [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]


def test_no_link_calls_or_writes_by_itself() -> None:
    sources = [
        *templates(),
        *((name_of(path), path.read_text(encoding="utf-8")) for path in [*python_files(), *scripts()]),
    ]

    assert {name: found for name, text in sources if (found := links(text))} == {}
    assert len(sources) > 300


def test_a_number_stands_only_beside_the_answer_of_the_rule() -> None:
    showing = {name for name, text in templates() if SHOWN.search(text)}

    assert showing == set(PLAIN_NUMBERS)
    assert all(ASKS.search(text) for name, text in templates() if name in PLAIN_NUMBERS)


def test_every_page_that_offers_a_call_back_shows_the_answer() -> None:
    offering = {name: text for name, text in templates() if OFFERS.search(text)}

    assert [name for name, text in offering.items() if unasked(text)] == []
    assert len(offering) >= 2


def test_code_that_reads_a_number_asks_first() -> None:
    reading = {
        name_of(path): tree(path)
        for path in python_files("casework", "shelters", "hotline", "reports")
        if reads_number(tree(path))
    }

    assert [name for name, module in reading.items() if not asks_rule(module)] == []
    assert {"casework/contact/presenters.py", "casework/referrals/package.py", "casework/htcds/tables.py"} <= set(
        reading
    )


def test_every_kind_of_task_that_reaches_the_person_has_its_way() -> None:
    """A new kind named after a call or a letter has to say which way it takes, so that the rule is asked."""
    from casework.contact.rules import Channel
    from casework.tasks.models import CHANNEL_OF, TaskKind

    assert set(CHANNEL_OF) | {"task", "appointment", "hearing", "expiry"} == set(TaskKind.values)
    assert set(CHANNEL_OF.values()) <= set(Channel.values)


def test_planted_offers_are_found() -> None:
    assert all(links(text) for text in ('<a href="tel:{{ x }}">', 'href="mailto:a@b"', "https://wa.me/7701", "viber:chat"))
    assert links("the hotel: a house") == []
    assert all(SHOWN.search(text) for text in ("<p>{{ identity.phone }}</p>", "{{ plan.messenger|default:'' }}", "{{ call.number }}"))
    assert not SHOWN.search("{{ page.number }}")
    assert unasked("{% url 'call-promise' call.pk %}")
    assert not unasked("{% url 'call-back' call.pk %}{% include 'casework/_reach.html' %}")
    assert [reads_number(ast.parse(text)) for text in ("x = identity.phone", "phone = 1")] == [True, False]
    assert [asks_rule(ast.parse(text)) for text in ("from casework.contact.rules import may_contact", "import re")] == [True, False]
