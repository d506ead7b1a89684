"""``yishi case accept``, ``complete``, ``resume``, ``extend``, ``reopen``: what an operator does for an officer.

They are commands of the engine like those of a portal: the lifecycle and the departments' rights decide, and who asked
and why stands in the audit record. Nobody has to write SQL to get a case going again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.cli import options
from yishi_engine.cli.opening import find_case, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable

by = click.option("--by", metavar="ID", required=True, help="The officer who decides it.")
department = click.option("--department", metavar="KEY", required=True, help="Their department.")
reason = click.option("--reason", metavar="TEXT", required=True, help="Why; it is kept on record.")
item = click.argument("item", metavar="ITEM")


@click.command(short_help="Accept an application.")
@options.case
@by
@department
@options.database
def accept(name: str, by: str, department: str, url: str) -> None:
    """Accept the application of CASE (its id or number), for an officer of the department that leads it."""
    _carry_out(url, name, lambda case_id: c.AcceptCase(case_id=case_id, by=Actor.staff(by, department)))


@click.command(short_help="Issue all results together.")
@options.case
@by
@department
@options.database
def complete(name: str, by: str, department: str, url: str) -> None:
    """Issue the results of CASE (its id or number) together, for an officer of the department that leads it."""
    _carry_out(url, name, lambda case_id: c.CompleteCase(case_id=case_id, by=Actor.staff(by, department)))


@click.command(short_help="Let a clock run on that a special procedure stops.")
@options.case
@item
@by
@department
@options.database
def resume(name: str, item: str, by: str, department: str, url: str) -> None:
    """Let the clock of ITEM of CASE (its id or number) run on, for an officer of its department."""
    _carry_out(
        url, name, lambda case_id: c.ResumeTask(task_id=c.task_id(case_id, item), by=Actor.staff(by, department))
    )


@click.command(short_help="Lengthen the time of a case or a task, once.")
@options.case
@click.option("--item", metavar="ITEM", help="Only of this item's task.")
@click.option("--limit", metavar="LIMIT", required=True, help='How much longer, for example "5 工作日".')
@reason
@by
@department
@options.database
def extend(name: str, item: str | None, *, limit: str, reason: str, by: str, department: str, url: str) -> None:
    """Lengthen the time of CASE (its id or number), or with --item of one task, for a supervisor.

    Once, within what the definition allows, and before the time is over.
    """
    supervisor = Actor.supervisor(by, department)

    def command(case_id: str) -> c.Command:
        if item is None:
            return c.ExtendCase(case_id=case_id, limit=limit, reason=reason, by=supervisor)
        return c.ExtendTask(task_id=c.task_id(case_id, item), limit=limit, reason=reason, by=supervisor)

    _carry_out(url, name, command)


@click.command(short_help="Return a decided task for another decision.")
@options.case
@item
@reason
@by
@department
@options.database
def reopen(name: str, item: str, *, reason: str, by: str, department: str, url: str) -> None:
    """Return the decided ITEM of CASE (its id or number), for a supervisor of the department that leads the case."""
    supervisor = Actor.supervisor(by, department)
    _carry_out(url, name, lambda case_id: c.ReopenTask(task_id=c.task_id(case_id, item), reason=reason, by=supervisor))


COMMANDS = (accept, complete, resume, extend, reopen)


def _carry_out(url: str, name: str, command: Callable[[str], c.Command]) -> None:
    """Give a command on the case that was named, and say where that stands then."""
    with open_engine(url) as (engine, store):
        view = engine.handle(command(find_case(store, name)))
    click.echo(f"{view.number}  {view.state.label} {view.state}")
