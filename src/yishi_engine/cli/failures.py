"""What a mistake of the user's looks like: one line on standard error, and an exit code."""

from __future__ import annotations

from typing import Final, NamedTuple

import click

from yishi_engine.errors import DefinitionError, YishiError

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
_ESCAPED: Final = frozenset(map(chr, range(0xDC80, 0xDD00)))
"""What bytes of the command line that are no UTF-8 are read as."""


class Failure(NamedTuple):
    """One line for standard error, and the exit code."""

    line: str
    code: int


def explain(error: Exception) -> Failure | None:
    """Return what to say about an error, or None where it is no mistake of the user's but a fault of the program."""
    match error:
        case click.Abort():
            return Failure("yishi: interrupted", INTERRUPTED)
        case click.UsageError():
            asked = error.ctx.command_path if error.ctx else "yishi"
            return Failure(_line(f"{error.format_message()} (see: {asked} --help)"), USAGE)
        case click.ClickException():
            return Failure(_line(error.format_message()), error.exit_code)
        case UnicodeEncodeError(object=str(text), start=start) if text[start] in _ESCAPED:
            return Failure(_line("an argument is no text in UTF-8"), USAGE)
        case YishiError() | OSError():
            return Failure(_line(_words(error)), FAILED)
    return None


def _words(error: YishiError | OSError) -> str:
    match error:
        case DefinitionError():  # all of them, with their lines, are what ``yishi check`` shows
            return f"{len(error.faults)} fault(s) in the definitions, see: yishi check; the first is {error.faults[0]}"
        case OSError(filename=str(name)):
            return f"{name}: {error.strerror}"
        case OSError(strerror=str(reason)):
            return reason
    return str(error)


def _line(text: str) -> str:
    return f"yishi: error: {' '.join(text.split())}"
