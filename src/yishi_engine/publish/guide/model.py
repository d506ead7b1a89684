"""A service guide as data: sections of a few kinds of blocks. Every format is made from it and adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from yishi_engine.publish.flowchart.model import Chart

Lines: TypeAlias = tuple[str, ...]
"""What stands in one cell; each line is a paragraph of its own."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences in a list.

    Attributes:
        points: The sentences.
        ordered: Whether they are numbered.
    """

    points: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of two columns: what, and what of it.

    Attributes:
        rows: Title and lines of each row.
    """

    rows: tuple[tuple[str, Lines], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first cell of each row names it.

    Attributes:
        caption: What it shows.
        head: Titles of the columns.
        rows: As many cells as there are titles.
        widths: Of the columns, in percent.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Lines, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flowchart:
    """The flowchart."""

    chart: Chart


Block: TypeAlias = Paragraph | Points | Pairs | Grid | Flowchart


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section.

    Attributes:
        id: Its name in links.
        title: Its heading, without a number.
        blocks: What stands in it.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A service guide (办事指南).

    Attributes:
        bundle: Id of the bundle.
        version: Its version.
        digest: Of the definition, so that a printed guide can be held against it; may be empty.
        title: Its heading.
        subtitle: Who leads, and the situation that it is for; phrases.
        sections: The sections in their order.
    """

    bundle: str
    version: int
    digest: str
    title: str
    subtitle: tuple[str, ...]
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """Return a section; raises ``KeyError`` when there is none of this id."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)
