from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reports.auditor.__main__ import main
from reports.auditor.attack import Kind, audit
from reports.auditor.reading import PublicationError, read_publication

ROOT = Path(__file__).resolve().parents[2]


def write(cells, *, children=None, period=None, k=5, **more):
    """A publication of one indicator in one month unless said otherwise."""
    dimensions = {
        "period": period or {"children": {"total": ["2026"], "2026": ["2026-01", "2026-02"]}},
        "place": {"children": {"total": ["a", "b", "c"], "programme-one": ["a"], "programme-two": ["a", "c"]}},
        "sex": {"children": {"total": ["female", "male"]}},
        "type": {"children": {"total": ["labour", "sexual", "other"]}},
        "indicator": {"nonadditive": True, "codes": ["P", "Q"], "le": [["Q", "P"]]},
    } | (children or {})
    rows = [{"dims": {"indicator": "P", "period": "2026-01"} | dims, "value": value} for dims, value in cells]
    body = {"format": "sdc-publication/1", "k": k, "null_min": 0, "dimensions": dimensions, "structural_zeros": []}
    return json.dumps(body | {"releases": [{"id": "1", "published_at": "", "cells": rows}]} | more)


def judge(cells, **more):
    return audit(read_publication(write(cells, **more)))


def test_a_whole_breakdown_of_large_groups_tells_nothing():
    assert judge([({}, 21), ({"sex": "female"}, 12), ({"sex": "male"}, 9)]).exit_code == 0


def test_a_single_hidden_cell_follows_from_the_total():
    result = judge([({}, 21), ({"sex": "female"}, 19), ({"sex": "male"}, None)])
    assert [(finding.kind, finding.low, finding.high) for finding in result.findings] == [(Kind.SMALL, 2, 2)]


def test_two_hidden_cells_that_share_three_people_are_bounded():
    result = judge([({}, 20), ({"type": "labour"}, 17), ({"type": "sexual"}, None), ({"type": "other"}, None)])
    assert {finding.kind for finding in result.findings} >= {Kind.BOUNDED}


def test_everybody_of_one_kind_is_told_too():
    result = judge([({}, 20), ({"sex": "female"}, 20), ({"sex": "male"}, None)])
    assert [finding.kind for finding in result.findings] == [Kind.EMPTY]


def test_months_taken_from_the_year_leave_a_small_month():
    cells = [({"period": "2026", "sex": "female"}, 20), ({"period": "2026"}, 50), ({"sex": "female"}, 17), ({}, 25)]
    assert judge(cells).exit_code == 1


def test_programmes_taken_from_each_other_leave_a_small_place():
    one, two = {"place": "programme-one"}, {"place": "programme-two"}
    assert judge([({}, 60), (one, 20), (two, 23)]).exit_code == 1
    assert judge([({}, 60), (one, 20), (two, 30)]).exit_code == 0


def test_totals_are_open_by_decision_and_protected_without_it():
    assert judge([({}, 2)]).exit_code == 0
    assert judge([({}, 2)], open_scopes=[]).exit_code == 1


def test_inside_a_small_public_total_nobody_can_be_surer_than_the_total():
    assert judge([({}, 2), ({"sex": "female"}, None), ({"sex": "male"}, None)]).exit_code == 0


def test_two_by_two_by_margins_of_the_handbook():
    # Rows 10+? and columns published: the two hidden cells of a 2x2 block with margins 6 and 6 and 1 and 11.
    cells = [({}, 12), ({"sex": "female"}, 6), ({"sex": "male"}, 6), ({"type": "labour"}, 11), ({"type": "sexual"}, 1)]
    cells += [({"type": "other"}, 0), ({"sex": "female", "type": "labour"}, None)]
    kinds = {(finding.group, finding.kind) for finding in judge(cells).findings}
    assert ((("period", "2026-01"), ("type", "sexual")), Kind.SMALL) in kinds


def test_a_contained_count_bounds_the_smaller_one():
    cells = [({}, 30), ({"sex": "female"}, 27), ({"sex": "male"}, 3)]
    result = judge([*cells, ({"indicator": "Q"}, 20), ({"indicator": "Q", "sex": "male"}, None)])
    assert {finding.indicator for finding in result.findings} == {"P", "Q"}


def test_people_seen_again_bound_the_quarter_between_months():
    period = {"children": {"total": ["2026"], "2026": ["2026-01", "2026-02"]}, "order": {"seen:2026": ["seen:2026-01", "seen:2026-02"]}}
    women = {"period": "seen:2026-01", "sex": "female"}, {"period": "seen:2026-02", "sex": "female"}
    cells = [({"period": "seen:2026"}, 30), ({"period": "seen:2026", "sex": "female"}, 28), (women[0], 14), (women[1], 14)]
    assert judge(cells, period=period).exit_code == 1


def test_structural_zeros_are_no_finding():
    cells = [({}, 20), ({"sex": "female"}, 20)]
    assert judge(cells, structural_zeros=[{"sex": "male"}]).exit_code == 0


def test_two_versions_of_a_figure_give_away_the_correction():
    body = json.loads(write([({}, 20)]))
    body["releases"].append({"id": "2", "population": "corrected", "cells": [{"dims": {"indicator": "P", "period": "2026-01"}, "value": 21}]})
    assert [finding.kind for finding in audit(read_publication(json.dumps(body))).findings] == [Kind.VINTAGE]


def test_figures_that_contradict_each_other_are_undecided():
    assert judge([({}, 20), ({"sex": "female"}, 12), ({"sex": "male"}, 9)]).exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "sdc-publication/1"}', write([({}, -1)]), write([({}, 1.5)]), write([({"eye": "blue"}, 9)]),
     write([], children={"sex": {"children": {"total": ["x"], "x": ["total"]}}})],
)  # fmt: skip
def test_what_is_no_publication_is_refused(text):
    with pytest.raises(PublicationError):
        read_publication(text)


def test_the_command_says_so_with_its_exit_code(tmp_path, capsys):
    file = tmp_path / "figures.json"
    for cells, code in ([({}, 21)], 0), ([({}, 21), ({"sex": "female"}, 19)], 1):
        file.write_text(write(cells), encoding="utf-8")
        assert main([str(file), "--explain"]) == code
    assert "sex=male: between 2 and 2" in capsys.readouterr().out
    assert main([str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["high"] == 2
    assert main([str(tmp_path / "none.json")]) == 2


def test_the_gate_runs_in_another_process_without_django(tmp_path):
    file = tmp_path / "figures.json"
    file.write_text(write([({}, 21), ({"sex": "female"}, 19)]), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "reports.auditor", str(file)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1


def list_imports(folder):
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield file.name, node.module or ""
            elif isinstance(node, ast.Import):
                yield from ((file.name, alias.name) for alias in node.names)


def test_the_auditor_and_the_engine_share_no_code():
    for file, module in list_imports("reports/auditor"):
        assert not module.startswith(("reports", "django")) or module.startswith("reports.auditor"), file
    for folder in ("reports/disclosure", "reports/render"):
        assert not [file for file, module in list_imports(folder) if module.startswith("reports.auditor")]
