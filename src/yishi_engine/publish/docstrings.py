"""What the docstring of a class says about it and its attributes, for pages of reference."""

from __future__ import annotations

import inspect
import re
from typing import Final

_ATTRIBUTE: Final = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)

_ROLE: Final = re.compile(r":(?:class|func|meth):`")
_SECTION: Final = re.compile(r"^(Args|Returns|Raises(?: \([^)]*\))?|Attributes|Yields):\n", re.MULTILINE)
_LISTED: Final = re.compile(r"^    (\*{0,2}\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
_LISTING: Final = frozenset({"Args", "Raises", "Attributes"})


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


def sections(docstring: str) -> tuple[str, dict[str, str | dict[str, str]]]:
    """Divide a docstring.

    Args:
        docstring: Cleaned of its indentation.

    Returns:
        Its text as Markdown, and by title what its sections say: by name where a section lists names, else as a text.
    """
    first, *rest = _SECTION.split(docstring)
    found: dict[str, str | dict[str, str]] = {}
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        listed = {name: _markdown(text) for name, text in _LISTED.findall(body)}
        found[title] = listed if title in _LISTING and listed else _markdown(body)
    return "\n\n".join(_markdown(part) for part in first.strip().split("\n\n")), found


def _markdown(text: str) -> str:
    return " ".join(_ROLE.sub("`", text.replace("``", "`")).split())
