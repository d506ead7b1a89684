"""Wiring: a wording of the vocabulary becomes a step of pytest-bdd, under any keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pytest_bdd
from pytest_bdd.parsers import StepParser

if TYPE_CHECKING:
    from collections.abc import Callable

    from yishi_engine.testing.wording import Arguments, Wording

P = ParamSpec("P")
T = TypeVar("T")


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
    return pytest_bdd.step(Worded(wording), stacklevel=1)
