"""The page of reference about the command line, made from the program's own help.

``python -m yishi_engine.cli.reference > docs/reference/cli.md`` writes it anew; a test keeps it equal.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli.program import program

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH: Final = 100
_HEAD: Final = """\
# The command line

Made from the program's own help; to write this page anew:
`python -m yishi_engine.cli.reference > docs/reference/cli.md`.

| exit code | means |
|---|---|
| 0 | done; for `check`, no errors |
| 1 | faults, a verification that failed, a command that was rejected, a database or file that cannot be used |
| 2 | wrong usage: no such command, option or path |
| 130 | interrupted |

A mistake gives one line on standard error, beginning with `yishi: error:`. Colours appear on a terminal only, and not
where `NO_COLOR` is set. Dates and times are those of Asia/Shanghai.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_sections(program, "yishi", None)])


def _sections(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """Yield a section for a command and for each one below it."""
    short = name.rpartition(" ")[2]
    # Made as for a run, so that the settings of the program apply.
    context = command.make_context(short, [], parent=parent, resilient_parsing=True, terminal_width=WIDTH)
    yield f"## `{name}`\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None:
                yield from _sections(below, f"{name} {each}", context)


if __name__ == "__main__":
    sys.stdout.write(page())
