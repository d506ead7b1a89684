"""Wiring: a wording of the vocabulary becomes a step of pytest-bdd, under any keyword."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import pytest_bdd
from pytest_bdd.parsers import StepParser

from yishi_engine.testing import names
from yishi_engine.testing.failures import StepFailed
from yishi_engine.testing.manner import Manner
from yishi_engine.testing.wording import FOLLOWS, follows

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.testing.wording import Arguments, Wording
    from yishi_engine.testing.world import World

P = ParamSpec("P")
T = TypeVar("T")

_MANNER: Final = ("actor", "occurred", "key")
"""Arguments that say how a command is given, and that the step's own function does not take."""

_BLOCK: Final = "docstring"
"""The argument in which pytest-bdd hands over the text block below a step."""


class Worded(StepParser):
    """Parses the text of a step by its wording."""

    def __init__(self, wording: Wording) -> None:
        """Wrap a wording."""
        super().__init__(wording.template)
        self._wording = wording

    def parse_arguments(self, name: str) -> Arguments | None:
        """Return the values in a step's text."""
        return self._wording.match(name)

    def is_matching(self, name: str) -> bool:
        """Tell whether a step's text is worded so."""
        return self._wording.match(name) is not None


def step(wording: Wording) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Register the decorated function in its module as the implementation of a wording."""

    def register(function: Callable[P, T]) -> Callable[P, T]:
        called = _in_manner(function) if wording.says_manner else function
        pytest_bdd.step(Worded(wording), stacklevel=2)(called)
        return function

    return register


def _in_manner(function: Callable[..., T]) -> Callable[..., T]:
    """Let the commands of a step be given as its text says; pytest-bdd hands over what the signature names."""

    @functools.wraps(function)
    def called(
        *,
        yishi_world: World,
        actor: str | None,
        occurred: str | None,
        key: str | None,
        docstring: str | None = None,
        **given: str | tuple[str, ...] | None,
    ) -> T:
        occurred_at = None if occurred is None else names.instant_of(occurred)
        with yishi_world.giving(Manner(actor=actor, occurred_at=occurred_at, key=key)):
            return function(yishi_world=yishi_world, **_filled(given, docstring))

    signature = inspect.signature(function)
    extra = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in _MANNER]
    block = inspect.Parameter(_BLOCK, inspect.Parameter.KEYWORD_ONLY, default=None)
    parameters = [*signature.parameters.values(), *extra, block]
    vars(called)["__signature__"] = signature.replace(parameters=parameters)
    return called


def _filled(given: Arguments, block: str | None) -> Arguments:
    """Return the values of a step, the one that stands below it taken from there.

    Raises:
        StepFailed: Nothing stands there.
    """
    if not follows(given):
        return given
    if block is None:
        raise StepFailed(
            f"写了{FOLLOWS}，下面却没有文本块（上下各一行三个引号）",
            "the text should follow, but there is no text block below (a line of three quotes before and after it)",
        )
    return {name: block.strip() if value is FOLLOWS else value for name, value in given.items()}
