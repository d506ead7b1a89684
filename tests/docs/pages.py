"""The pages of documentation and the code blocks in them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^ *(?P=fence) *$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block of code.

    Attributes:
        language: First word after the fence, may be empty.
        title: Name of the file that the block shows, from ``title="…"`` after the language; may be empty.
        line: 1-based line of the block's first line of code.
        body: The code, without the indentation of the fence.
    """

    language: str
    title: str
    line: int
    body: str


def name(page: Path) -> str:
    """Return a page's path from the top of the checkout, for the names of tests."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page in order."""
    found = []
    for match in _FENCE.finditer(text):
        language, _, rest = match["info"].strip().partition(" ")
        title = re.search(r'title="([^"]+)"', rest)
        found.append(
            Block(
                language=language,
                title=title[1] if title else "",
                line=text.count("\n", 0, match.start("body")) + 1,
                body=textwrap.dedent(match["body"]),
            )
        )
    return found


def without_blocks(text: str) -> str:
    """Return a page's prose, with fenced blocks blanked out."""
    return _FENCE.sub("", text)
