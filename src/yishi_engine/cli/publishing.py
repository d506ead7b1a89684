"""What ``yishi guide`` and ``yishi flowchart`` share: the answers of a situation, and files by their ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yishi_engine.bundle.suggestions import nearest
from yishi_engine.bundle.values import ValueFault, check_value, read_value
from yishi_engine.cli.figures import ending
from yishi_engine.cli.writing import write_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from yishi_engine.bundle.model import Bundle, Question
    from yishi_engine.bundle.values import StoredValue

answers = click.option(
    "--answer",
    "given",
    metavar="QUESTION=ANSWER",
    multiple=True,
    help="For one situation, such as area=45 or signboard=是; may be repeated.",
)
fonts = click.option(
    "--fonts",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="A folder with a Chinese font, for .pdf and .png.",
)


def read_answers(bundle: Bundle, given: Sequence[str]) -> dict[str, StoredValue]:
    """Read answers from the command line.

    Args:
        bundle: The bundle whose questions are answered.
        given: Each ``question=answer``.

    Returns:
        Question id to stored value.

    Raises:
        BadParameter: There is no such question, or it cannot be answered so, or it is answered twice.
    """
    questions = {question.id: question for question in bundle.questions}
    found: dict[str, StoredValue] = {}
    for each in given:
        name, sign, text = each.partition("=")
        name = name.strip()
        if not sign:
            raise _refused(f'"{each}" must be written QUESTION=ANSWER')
        if name not in questions:
            raise _refused(f'{bundle.id} asks no question "{name}"{_known(name, questions)}')
        if name in found:
            raise _refused(f'"{name}" is answered twice')
        value = check_value(questions[name], read_value(questions[name], text))
        if isinstance(value, ValueFault):
            raise _refused(f"{name}: {value.message}")
        found[name] = value
    return found


def write(made: Mapping[str, Callable[[], str | bytes]], form: str | None, target: str | None) -> None:
    """Write what was asked for into a file by its ending, or to standard output.

    Args:
        made: What makes each kind of file, by its ending.
        form: Asked for by name; None for what the file's ending says, or without a file the first kind.
        target: The file; None or ``-`` for standard output.

    Raises:
        BadParameter: The ending is none of those known, or says something else than the name.
    """
    kind = form or next(iter(made))
    if target is not None and target != "-":
        kind = ending(target, made)
        if form is not None and form != kind:
            raise click.BadParameter(f'"{target}" does not end in .{form}', param_hint="'-o'")
    write_lines(target or "-", [made[kind]()])


def _known(name: str, questions: Mapping[str, Question]) -> str:
    if not questions:
        return ": it asks none"
    meant = nearest(name, questions)
    return f': did you mean "{meant}"?' if meant else f"; it asks {', '.join(questions)}"


def _refused(reason: str) -> click.BadParameter:
    return click.BadParameter(reason, param_hint="'--answer'")
