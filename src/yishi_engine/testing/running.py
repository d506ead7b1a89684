"""While scenarios run: tell the world what comes next, and turn a failure into words for designers.

Registered when the first feature of ours is met, together with the steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from yishi_engine.errors import YishiError
from yishi_engine.testing import steps
from yishi_engine.testing.failures import Said, StepFailed
from yishi_engine.testing.features import dialect_of
from yishi_engine.testing.names import NOTHING
from yishi_engine.testing.outlines import filled, read_feature
from yishi_engine.testing.places import shown_path
from yishi_engine.testing.report import describe
from yishi_engine.testing.steps.fixtures import AT_LINE, FOLDER, NEXT_STEP
from yishi_engine.testing.world import World

if TYPE_CHECKING:
    from pytest_bdd.parser import Feature, Scenario, Step

_NAME = "yishi-running"
_CHINESE = "zh"
EXAMPLE = "_pytest_bdd_example"
"""Under which name pytest-bdd hands a row of examples to a scenario."""


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
        request.node.stash[AT_LINE] = step.line_number
        rest = scenario.steps[scenario.steps.index(step) + 1 :]
        request.node.stash[NEXT_STEP] = rest[0].name if rest else ""

    @pytest.hookimpl(trylast=True)
    def pytest_bdd_step_error(
        self,
        request: pytest.FixtureRequest,
        feature: Feature,
        scenario: Scenario,
        step: Step,
        exception: Exception,
    ) -> None:
        """Say what failed where, and how the case stood.

        Raises:
            Failed: In the place of an exception that is ours, without a traceback.
        """
        english = not feature.language.startswith(_CHINESE)
        both = _stood(request)
        stood = both.english if english else both.chinese
        if isinstance(exception, StepFailed | YishiError):
            place = f"{shown(feature.filename, request.config)}:{step.line_number}"
            example = _example(request, feature, scenario, english=english)
            said = f"{place}: {step.keyword.strip()} {step.name}\n{example}{_text(exception, english=english)}"
            raise pytest.fail.Exception(f"{said}\n\n{stood}" if stood else said, pytrace=False) from None
        if stood:
            request.node.add_report_section("call", "yishi", stood)


def filled_name(name: str, item: pytest.Item) -> str:
    """Return a scenario's name with the placeholders that the row of examples of a test fills."""
    callspec = getattr(item, "callspec", None)
    row = callspec.params.get(EXAMPLE) if callspec else None
    return filled(name, row) if row else name


def _text(exception: StepFailed | YishiError, *, english: bool) -> str:
    """Return what an error says in the language of the feature."""
    if isinstance(exception, StepFailed):
        return exception.english if english else str(exception)
    return str(exception) if english else exception.notice or str(exception)


def _example(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario, *, english: bool) -> str:
    """Return the row of examples that a scenario runs with, and its line; empty without examples."""
    callspec = getattr(request.node, "callspec", None)
    row = callspec.indices.get(EXAMPLE) if callspec else None
    if row is None:
        return ""
    text = Path(feature.filename).read_text(encoding="utf-8-sig")
    written = read_feature(text, language=dialect_of(text))
    rows = [each.rows for each in written.scenarios if each.line == scenario.line_number] if written else []
    values, line = [f"{name}={value}" for name, value in rows[0][row].values.items()], rows[0][row].line
    if english:
        return f"example (line {line}): {', '.join(values)}\n"
    return f"例子（第 {line} 行）：{'，'.join(values)}\n"


def shown(file: str, config: pytest.Config) -> str:
    """Return a path as a user in the folder where pytest was started would name it."""
    return shown_path(file, config.invocation_params.dir)


def _stood(request: pytest.FixtureRequest) -> Said:
    """Return how the case stands; nothing where there is none, or where even that cannot be told."""
    world = request.getfixturevalue("yishi_world")
    try:
        return describe(world) if isinstance(world, World) and world.has_case else NOTHING
    except (StepFailed, YishiError):
        return NOTHING
