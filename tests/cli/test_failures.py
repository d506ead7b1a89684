"""What a mistake looks like."""

from __future__ import annotations

import errno
import os

import click
import pytest

from yishi_engine.cli.failures import Failure, explain
from yishi_engine.errors import AuditChainBroken, DefinitionError, Fault, NotFound

FAULTS = tuple(
    Fault(file="a.yaml", line=line, column=1, code="key.unknown", message="不认识的键", hint="看看") for line in (3, 9)
)

ELSEWHERE = "compare with an export or a checkpoint kept elsewhere"


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        (click.Abort(), "yishi: interrupted", 130),
        (click.UsageError("no such thing"), "yishi: error: no such thing (see: yishi --help)", 2),
        (click.ClickException("out of order"), "yishi: error: out of order", 1),
        (NotFound("no case", advice="look it up"), "yishi: error: no case (look it up)", 1),
        (NotFound("two\nlines\tand  more"), "yishi: error: two lines and more", 1),
        (AuditChainBroken("broken", case="c", seq=1), f"yishi: error: broken ({ELSEWHERE})", 1),
        (FileNotFoundError(errno.ENOENT, "No such file", "x.db"), "yishi: error: x.db: No such file", 1),
        (OSError(errno.ENOSPC, "No space left"), "yishi: error: No space left", 1),
        (OSError("in words"), "yishi: error: in words", 1),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(error: Exception, line: str, code: int) -> None:
    """Each kind of mistake has its one line and its exit code; line breaks and tabs are evened out."""
    assert explain(error) == Failure(line, code)


def test_definitions_lead_to_check() -> None:
    """Of many faults the first is named, with the command that shows all."""
    failure = explain(DefinitionError(FAULTS))
    assert failure is not None
    assert failure.line.startswith(
        "yishi: error: 2 fault(s) in the definitions, see: yishi check; the first is a.yaml:3:1"
    )
    assert "\n" not in failure.line


def test_usage_names_the_command_to_ask() -> None:
    """A wrong use of a command leads to that command's help."""
    context = click.Context(
        click.Command("show"), info_name="show", parent=click.Context(click.Group("case"), info_name="case")
    )
    failure = explain(click.UsageError("wrong", ctx=context))
    assert failure == Failure("yishi: error: wrong (see: case show --help)", 2)


def _unencodable(text: str) -> UnicodeEncodeError:
    with pytest.raises(UnicodeEncodeError) as raised:
        text.encode()
    return raised.value


def test_bytes_that_are_no_text_are_wrong_usage() -> None:
    """An argument that is no UTF-8 is told in one line, not with a traceback."""
    error = _unencodable(os.fsdecode(b"x\xff"))
    assert explain(error) == Failure("yishi: error: an argument is no text in UTF-8", 2)


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), AssertionError("x"), TypeError("x"), _unencodable("x\ud800")]
)
def test_faults_of_ours_are_not_explained_away(error: Exception) -> None:
    """An error that no user can cause is none of these."""
    assert explain(error) is None
