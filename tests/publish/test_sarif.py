"""Faults as SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from yishi_engine.bundle import all_codes, check_path
from yishi_engine.errors import Fault
from yishi_engine.publish.sarif import sarif
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

ONE = Fault(file="mine/开 办.yaml", line=3, column=5, code="key.unknown", message='不认识的键"x"', hint="是否想写 y？")
OTHER = Fault(file="mine/departments.yaml", line=0, column=0, code="file.missing", message="找不到", severity="warning")


def run(*faults: Fault) -> dict[str, Any]:
    """Return the one run of a log."""
    log = json.loads(json.dumps(sarif(faults, program_version="1.2")))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (found,) = log["runs"]
    assert isinstance(found, dict)
    return found


def test_a_result_has_rule_level_message_and_place() -> None:
    """A fault becomes a result at its file, line and column, with what to write in its message."""
    found = run(ONE)
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["results"] == [
        {
            "ruleId": "key.unknown",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": '不认识的键"x"。是否想写 y？'},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "mine/%E5%BC%80%20%E5%8A%9E.yaml"},
                        "region": {"startLine": 3, "startColumn": 5},
                    }
                }
            ],
        }
    ]


def test_a_fault_of_a_whole_file_has_no_region() -> None:
    """SARIF counts lines from 1; a fault without a line is one of the file."""
    found = run(OTHER)
    (result,) = found["results"]
    assert result["level"] == "warning"
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "mine/departments.yaml"}}}]


def test_rules_are_listed_once_with_their_titles() -> None:
    """Each rule that broke stands in the driver with its Chinese title, and results point to it."""
    found = run(ONE, OTHER, ONE)
    driver = found["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["key.unknown", "file.missing"]
    assert driver["rules"][0]["shortDescription"]["text"] == all_codes()["key.unknown"]
    assert driver["version"] == "1.2"
    assert [each["ruleIndex"] for each in found["results"]] == [0, 1, 0]


def test_an_absolute_path_is_a_file_uri(tmp_path: Path) -> None:
    """What cannot be relative to the checkout is named in full."""
    file = tmp_path / "a.yaml"
    file.write_text("id: [\n", encoding="utf-8")
    (result,) = run(*check_path(file))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == file.as_uri()


def test_nothing_wrong_is_a_run_without_results() -> None:
    """A clean run tells CI that what was there before is mended."""
    assert run(*check_path(bundles_folder()))["results"] == []
