"""Ways to break the shipped bundle on opening a restaurant, as a designer might, each with what it must lead to."""

from __future__ import annotations

from typing import NamedTuple


class Breakage(NamedTuple):
    """A change and what it must lead to.

    Attributes:
        old: Text of the bundle that is replaced, once.
        new: What replaces it.
        code: The code of the one fault.
        line: How the line begins at which it is told, without indentation.
        hint: What the designer is told to write instead.
    """

    old: str
    new: str
    code: str
    line: str
    hint: str
