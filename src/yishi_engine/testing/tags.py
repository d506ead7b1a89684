"""Selecting scenarios by their tags, with expressions such as ``@冒烟 and not (@慢 or @待定)``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

Test: TypeAlias = Callable[[Collection[str]], bool]

_PART: Final = re.compile(r"[()]|[^\s()]+")
_WORDS: Final = ("and", "or", "not")


class TagsInvalid(ValueError):
    """A text is no expression of tags; says why, in English."""


def read_tags(text: str) -> Test:
    """Read an expression.

    Args:
        text: Tags, with or without the sign @, joined by ``and``, ``or`` and ``not``, with brackets. ``not`` binds
            closer than ``and``, that closer than ``or``.

    Returns:
        Tells whether a scenario of some tags, named without the sign @, is meant.

    Raises:
        TagsInvalid: The text is no such expression.
    """
    reader = _Reader(text)
    test = reader.either()
    if reader.ahead:
        raise TagsInvalid(f'"{reader.ahead[0]}" is out of place in "{text}"')
    return test


class _Reader:
    """Reads an expression by recursive descent.

    Attributes:
        ahead: What has not been read yet.
    """

    def __init__(self, text: str) -> None:
        self.ahead = _PART.findall(text)
        self._text = text

    def either(self) -> Test:
        parts = list(self._joined("or", self._all))
        return lambda tags: any(part(tags) for part in parts)

    def _all(self) -> Test:
        parts = list(self._joined("and", self._one))
        return lambda tags: all(part(tags) for part in parts)

    def _joined(self, word: str, read: Callable[[], Test]) -> Iterator[Test]:
        yield read()
        while self.ahead[:1] == [word]:
            self.ahead.pop(0)
            yield read()

    def _one(self) -> Test:
        found = self.ahead.pop(0) if self.ahead else ""
        if found == "not":
            negated = self._one()
            return lambda tags: not negated(tags)
        if found == "(":
            inner = self.either()
            if self.ahead[:1] != [")"]:
                raise TagsInvalid(f'a bracket is not closed in "{self._text}"')
            self.ahead.pop(0)
            return inner
        name = found.removeprefix("@")
        if name in ("", ")", *_WORDS):
            raise TagsInvalid(f'a tag is missing {f"before {found!r}" if found else "at the end"} in "{self._text}"')
        return lambda tags: name in tags


class Selection:
    """A plugin of pytest that runs only the scenarios of some tags.

    Attributes:
        seen: Every tag that a scenario had.
    """

    def __init__(self, test: Test) -> None:
        """Create it from a test of tags."""
        self.seen: set[str] = set()
        self._test = test

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the scenarios that are not meant."""
        tags = {item: {mark.name for mark in item.iter_markers()} - {"parametrize", "usefixtures"} for item in items}
        self.seen.update(*tags.values())
        items[:] = [item for item in items if self._test(tags[item])]

    @property
    def advice(self) -> str:
        """What tags there are, for a user whose expression chose nothing."""
        listed = ", ".join(f"@{tag}" for tag in sorted(self.seen))
        return f"no scenario was selected; tags in use: {listed or 'none'}"
