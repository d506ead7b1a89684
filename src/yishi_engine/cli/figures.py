"""Tables of figures on a terminal, a progress bar beside them, and files that are written by their ending."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli.text import WIDTH, crop, pad, table, width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from yishi_engine.insight.tables import Table

_NAME: Final = 24
_STEPS: Final = 50


def table_lines(figures: Table, *, name: int = _NAME) -> Iterator[str]:
    """Yield the lines of a table for a terminal: its title, its headings, its rows; figures to the right.

    Args:
        figures: The table.
        name: The most cells that a column of text may take.
    """
    yield click.style(figures.title, bold=True) + (f"  {figures.note}" if figures.note else "")
    rows = list(figures.shown())
    texts = [column.kind == "text" for column in figures.columns]
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    yield from table(
        [
            [
                crop(cell, name) if text else _right(cell, cells)
                for cell, text, cells in zip(row, texts, widths, strict=True)
            ]
            for row in rows
        ]
    )


def sentence_lines(sentence: str) -> Iterator[str]:
    """Yield the lines of a sentence for a terminal."""
    yield from wrap(sentence, WIDTH)


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on standard error, if that is a terminal; yield what moves it on by a number of steps."""
    if not _is_watched():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, update_min_steps=_STEPS) as bar:
        yield bar.update


def ending(target: str, known: Mapping[str, object]) -> str:
    """Return the ending of a file that is to be written, without its dot.

    Raises:
        BadParameter: It is none of those known.
    """
    found = Path(target).suffix.lower().removeprefix(".")
    if found not in known:
        listed = ", ".join(f".{each}" for each in known)
        raise click.BadParameter(f'"{target}" must end in one of {listed}', param_hint="'-o'")
    return found


def _is_watched() -> bool:
    return sys.stderr.isatty()


def _right(text: str, cells: int) -> str:
    return pad("", cells - width(text)) + text
