"""Every write is an action: keyword-only, by somebody, audited under a name of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.source import name_of, python_files, tree

NOT_ACTIONS = {
    "access/actions.py": {"first_password"},
    "casework/people/actions.py": {"sealed_identity"},
    "casework/cases/actions.py": {"refuse_closed"},
    "access/retention/actions.py": {"sweep_organisation"},
    "casework/imports/actions.py": {"synonyms_of", "preview", "hash_file"},
    # signs of life of the installation, and what the audit of each organisation is told about it
    "access/health/actions.py": {"give_sign", "tell_everybody"},
    # the promise of later work: part of the action that makes it, holds ids only, and leaves its own rows behind
    "access/outbox/actions.py": {"enqueue", "nudge", "claim_next", "perform", "pause_after", "forget_done"},
}


def offences(module: ast.Module, exempt: set[str]) -> Iterator[str]:
    for node in module.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in exempt:
            continue
        decorated = any(
            isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "audited" for d in node.decorator_list
        )
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        if not decorated:
            yield f"{node.name}: put @audited(Event.…) on it"
        elif node.args.args or node.args.posonlyargs:
            yield f"{node.name}: arguments are keyword-only"
        elif "by" not in keywords:
            yield f"{node.name}: needs by="


def test_every_action_is_audited_and_by_somebody() -> None:
    paths = [path for path in python_files() if path.stem.endswith("actions")]
    found = {
        name_of(path): bad
        for path in paths
        if (bad := list(offences(tree(path), NOT_ACTIONS.get(name_of(path), set()))))
    }

    assert found == {}
    assert len(paths) >= 6


def test_planted_offenders_are_found() -> None:
    bare = ast.parse("def close(*, by, case): ...")
    positional = ast.parse("@audited(Event.X)\ndef close(case, *, by): ...")
    nobody = ast.parse("@audited(Event.X)\ndef close(*, case): ...")
    good = ast.parse("@audited(Event.X)\ndef close(*, by, case): ...")

    assert [len(list(offences(module, set()))) for module in (bare, positional, nobody, good)] == [1, 1, 1, 0]


def test_every_event_has_a_name_in_words() -> None:
    from access.event_names import EVENT_NAMES
    from access.events import Event

    assert set(Event) == set(EVENT_NAMES)
