"""What the docstring of a class says about it and its attributes, for pages of reference."""

from __future__ import annotations

import inspect
import re
from typing import Final

_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def summary(cls: type) -> str:
    """Return the first sentence of a class's docstring as Markdown, on one line."""
    return _markdown((inspect.getdoc(cls) or "").partition("\n\n")[0])


def attributes(cls: type) -> dict[str, str]:
    """Return what the docstrings of a class and of those it inherits from say about attributes, by name."""
    found: dict[str, str] = {}
    for each in reversed(cls.__mro__):
        _, _, listed = inspect.cleandoc(each.__doc__ or "").partition("Attributes:\n")
        found |= {name: _markdown(text) for name, text in _ATTRIBUTE.findall(listed)}
    return found


def _markdown(text: str) -> str:
    return " ".join(text.replace("``", "`").split())
