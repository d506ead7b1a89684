"""The pytest plugin: ``.feature`` files in Chinese or English run as tests, without a Python file.

Every run of pytest imports this module where the package is installed. It imports nothing that costs time, and does
nothing where pytest-bdd is missing or no feature uses a step of ours. A project whose features are bound in Python
sets ``yishi_collect = false`` in its configuration of pytest; the steps are known there, too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_bdd.parser import Feature, Scenario

    from yishi_engine.testing.world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("yishi", "features of yishi-engine")
    group.addoption(
        "--yishi-bundles",
        metavar="DIR",
        help="folder of the bundles in use (default: beside the feature, or bundles above it, else those shipped)",
    )
    group.addoption(
        "--yishi-all", action="store_true", help="collect every .feature file, also one without a step of ours"
    )
    group.addoption("--yishi-coverage", action="store_true", help="say what of the bundles the features showed")
    group.addoption("--yishi-html", metavar="FILE", help="write living documentation: features beside the definitions")
    parser.addini(
        "yishi_collect",
        "collect .feature files that use steps of ours; false where Python modules bind them",
        type="bool",
        default=True,
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin to collect results, if they are to be published."""
    if (config.getoption("yishi_coverage") or config.getoption("yishi_html")) and _runs_pytest_bdd(config):
        from yishi_engine.testing.publishing import begin  # noqa: PLC0415  # this imports the engine

        begin(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a feature that is ours."""
    config = parent.config
    if file_path.suffix != ".feature" or not config.getini("yishi_collect") or not _runs_pytest_bdd(config):
        return None
    named = config.getoption("yishi_all") or parent.session.isinitpath(file_path)
    if not (named or _is_ours(file_path)):
        return None
    # Only now: this imports the engine.
    from yishi_engine.testing.collecting import FeatureFile  # noqa: PLC0415

    return FeatureFile.from_parent(parent, path=file_path)


# Fixtures of the steps stand here because what is registered last wins: a project's own must come after them.


@pytest.fixture
def yishi_bundles(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the bundles that a feature uses; override it in a ``conftest.py`` to use another."""
    from yishi_engine.testing.steps.fixtures import find_bundles  # noqa: PLC0415

    return find_bundles(request)


@pytest.fixture
def yishi_world(request: pytest.FixtureRequest, yishi_bundles: Path) -> World:
    """Return the world of a scenario: engine, clock and case, for steps of one's own."""
    from yishi_engine.testing.steps.fixtures import make_world  # noqa: PLC0415

    return make_world(request, yishi_bundles)


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:
    """Make the steps known to a feature that a Python module binds: one in Chinese, or one that loads a bundle."""
    from yishi_engine.testing.wordings.acts import LOADED  # noqa: PLC0415

    if feature.language == "zh-CN" or any(LOADED.match(step.name) for step in scenario.steps):
        from yishi_engine.testing.running import register  # noqa: PLC0415

        register(request.config)


def _runs_pytest_bdd(config: pytest.Config) -> bool:
    plugin = sys.modules.get("pytest_bdd.plugin")
    return plugin is not None and config.pluginmanager.is_registered(plugin)


def _is_ours(path: Path) -> bool:
    """Tell whether a file has a line that holds a step of ours.

    One in English must load a bundle: its other steps are worded so plainly that others may have the same.
    """
    from yishi_engine.testing import vocabulary  # noqa: PLC0415
    from yishi_engine.testing.features import is_chinese  # noqa: PLC0415
    from yishi_engine.testing.keywords import without_keyword  # noqa: PLC0415
    from yishi_engine.testing.wordings.acts import LOADED  # noqa: PLC0415

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False

    chinese = is_chinese(text)

    def known(step: str) -> bool:
        return (vocabulary.find(step) if chinese else LOADED.match(step)) is not None

    return any(without_keyword(line, known) is not None for line in text.splitlines())
