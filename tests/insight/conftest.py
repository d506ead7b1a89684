"""Small bundles whose cases can be worked out by hand, and the shipped one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import pytest

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.insight.simulation.loading import read_scenario
from yishi_engine.positioned import parse_yaml
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation.scenario import Scenario

DEPARTMENTS: Final = """
x: {name: 甲局}
y: {name: 乙局}
"""

HEAD: Final = """
id: small
version: 1
name: 小事
audience: person
lead_department: x
limits: {acceptance: 5 工作日, correction: 10 工作日, total: 20 工作日}
"""

ONE_ITEM: Final = """
items:
  - {id: a, name: 甲事, department: x, committed_limit: 2 工作日, statutory_limit: 4 工作日, special_procedures: [检测]}
"""

GATED: Final = """
items:
  - {id: a, name: 甲事, department: x, committed_limit: 2 工作日}
  - id: b
    name: 乙事
    department: y
    committed_limit: 2 工作日
    special_procedures: [检测]
    depends_on: [{item: a, gate: GATE}]
"""


class Define(Protocol):
    """Makes the definition of a bundle."""

    def __call__(self, items: str, head: str = HEAD) -> Definition:
        """Return the definition of these items under this head."""


@pytest.fixture
def define(tmp_path: Path) -> Define:
    """Return a function that loads a small bundle."""

    def defined(items: str, head: str = HEAD) -> Definition:
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        (folder / "departments.yaml").write_text(DEPARTMENTS, encoding="utf-8")
        (folder / "small.yaml").write_text(head + items, encoding="utf-8")
        return load_bundles(folder).definition("small", 1)

    return defined


@pytest.fixture(scope="session")
def restaurant() -> Definition:
    """Return the shipped bundle of restaurants."""
    return load_bundles(bundles_folder()).definition("open-restaurant", 1)


def scenario(definition: Definition, text: str) -> Scenario:
    """Return the scenario that a text describes."""
    return read_scenario(parse_yaml(text, "simulation.yaml"), definition)
