"""``yishi sweep``: let time take effect now, on all cases or on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.opening import find_case, open_engine

if TYPE_CHECKING:
    from yishi_engine.engine import SweepReport


@click.command(short_help="Let time take effect now.")
@options.optional_case
@options.database
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most this many cases.")
def sweep(name: str | None, url: str, *, limit: int | None) -> int:
    """Let time take effect now, once: levels, acceptance on silence, corrections that lapse.

    A worker does that by itself; this is for when none runs. With CASE (its id or number) only for that one, and what
    is kept of its due dates for lists is computed anew; a date that moves is put on record. Safe to repeat. Exit code 1
    where a case had to be left.
    """
    if name is not None and limit is not None:
        raise click.UsageError("with a CASE, leave out --limit")
    with open_engine(url) as (engine, store):
        if name is not None:
            case_id = find_case(store, name)
            engine.verify(case_id)  # what is put on record of a state that is not true stays there for ever
            click.echo(f"{engine.settle(case_id)} record(s) written")
            return 0
        report = engine.sweep(limit=limit)
    for line in _lines(report):
        click.echo(line)
    return FAILED if report.failures else 0


def _lines(report: SweepReport) -> list[str]:
    done = f"{report.cases} case(s) brought up to date, {report.records} record(s) written"
    return [*(f"{failure.case_id}: left, {failure.error}" for failure in report.failures), done]
