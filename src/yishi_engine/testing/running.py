"""While scenarios run: tell the world what comes next, and turn a failure into words for designers.

Registered when the first feature of ours is met, together with the steps.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yishi_engine.errors import YishiError
from yishi_engine.testing import steps
from yishi_engine.testing.failures import StepFailed
from yishi_engine.testing.report import describe
from yishi_engine.testing.steps.fixtures import FOLDER, NEXT_STEP
from yishi_engine.testing.world import World

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario, Step

_NAME = "yishi-running"


def register(config: pytest.Config) -> None:
    """Make the steps and the hooks of this module known to a run of pytest, once."""
    if not config.pluginmanager.has_plugin(_NAME):
        config.pluginmanager.register(Running(), _NAME)
        config.pluginmanager.register(steps.as_plugin(), f"{_NAME}-steps")


class Running:
    """Hooks of pytest-bdd."""

    def pytest_bdd_before_step(
        self, request: pytest.FixtureRequest, feature: Feature, scenario: Scenario, step: Step
    ) -> None:
        """Remember where the feature lies and what the next step says."""
        request.node.stash[FOLDER] = Path(feature.filename).parent
        rest = scenario.steps[scenario.steps.index(step) + 1 :]
        request.node.stash[NEXT_STEP] = rest[0].name if rest else ""

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_step_error(
        self,
        request: pytest.FixtureRequest,
        feature: Feature,
        step: Step,
        exception: Exception,
    ) -> None:
        """Say what failed where, and how the case stood.

        Raises:
            Failed: In the place of an exception that is ours, without a traceback.
        """
        stood = _stood(request)
        if isinstance(exception, StepFailed | YishiError):
            place = f"{shown(feature.filename, request.config)}:{step.line_number}"
            text = exception.notice or str(exception) if isinstance(exception, YishiError) else str(exception)
            said = f"{place}: {step.keyword.strip()} {step.name}\n{text}"
            raise pytest.fail.Exception(f"{said}\n\n{stood}" if stood else said, pytrace=False) from None
        if stood:
            request.node.add_report_section("call", "yishi", stood)


def shown(file: str, config: pytest.Config) -> str:
    """Return a path as a user in the folder where pytest was started would name it."""
    folder = config.invocation_params.dir
    return os.path.relpath(file, folder) if Path(file).is_relative_to(folder) else file


def _stood(request: pytest.FixtureRequest) -> str:
    """Return how the case stands; empty where there is none, or where even that cannot be told."""
    world = request.getfixturevalue("yishi_world")
    try:
        return describe(world) if isinstance(world, World) and world.has_case else ""
    except (StepFailed, YishiError):
        return ""
