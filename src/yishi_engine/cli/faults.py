"""How faults of definitions and notices look: where each stands, the line it stands in, and what to write instead."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli import options
from yishi_engine.cli.text import WIDTH, crop, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yishi_engine.errors import Fault

_SEVERITIES: Final = {"error": ("错误", "red"), "warning": ("警告", "yellow")}
_BEFORE: Final = 60


def print_faults(faults: Sequence[Fault]) -> None:
    """Print every fault, and at the end how many there are."""
    colour = options.colour()
    lines: dict[str, list[str]] = {}
    for fault in faults:
        word, hue = _SEVERITIES[fault.severity]
        place = ":".join(str(part) for part in (fault.file, fault.line, fault.column) if part)
        click.echo(f"{place}: {click.style(word, fg=hue, bold=True)} {fault.code} {fault.message}", color=colour)
        for line in _excerpt(fault, lines):
            click.echo(line)
        if fault.hint:
            click.echo(f"    提示：{fault.hint}")
    counts = Counter(fault.severity for fault in faults)
    click.echo(
        "，".join(f"{count} 个{_SEVERITIES[severity][0]}" for severity, count in counts.items()) or "没有发现问题"
    )


def _excerpt(fault: Fault, lines: dict[str, list[str]]) -> Iterator[str]:
    """Yield the line of the definition and a caret under the place; nothing where the fault has no place."""
    if fault.file not in lines:
        lines[fault.file] = _lines(fault.file)
    if not 0 < fault.line <= len(lines[fault.file]):
        return
    text = lines[fault.file][fault.line - 1].replace("\t", " ")
    start = max(0, fault.column - 1 - _BEFORE)
    margin = f"{fault.line:>5} | "
    yield margin + crop(text[start:], WIDTH - len(margin))
    if fault.column:
        yield " " * (len(margin) - 2) + "| " + " " * width(text[start : fault.column - 1]) + "^"


def _lines(file: str) -> list[str]:
    """Return the lines of a file as the faults count them; none of a file that is no text."""
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):
        return []
