"""``yishi report``: what bundles did, counted from the cases in a database."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, Final, get_args

import click

from yishi_engine.bundle.suggestions import nearest
from yishi_engine.cli import options
from yishi_engine.cli.figures import sentence_lines, table_lines
from yishi_engine.cli.opening import open_engine
from yishi_engine.cli.writing import write_lines
from yishi_engine.errors import NotFound
from yishi_engine.insight.report import Bulletin, Grouping, report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from yishi_engine.store.port import Store

_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])
_MONTH: Final = click.DateTime(formats=["%Y-%m"])
_NAME: Final = 18


@click.command("report", short_help="Count what bundles did: in time, how long, how satisfied.")
@options.database
@click.option("--since", metavar="DAY", type=_DAY, help="Cases that ended on this day or later, such as 2026-03-01.")
@click.option("--until", metavar="DAY", type=_DAY, help="Cases that ended on this day or earlier.")
@click.option("--month", metavar="MONTH", type=_MONTH, help="Cases that ended in this month, such as 2026-03.")
@click.option("--bundle", metavar="BUNDLE", help="Only this bundle.")
@click.option(
    "--by", type=click.Choice(get_args(Grouping)), help="Only this grouping; csv has one, by bundle unless said."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json", "html"]),
    default="text",
    show_default=True,
    help="For people, spreadsheets, programs, or the bulletin.",
)
@click.option(
    "-o", "--output", "target", metavar="FILE", default="-", help="Where to write; standard output unless given."
)
def command(  # noqa: PLR0917  (one parameter an option)
    url: str,
    since: datetime | None,
    until: datetime | None,
    month: datetime | None,
    bundle: str | None,
    by: Grouping | None,
    form: str,
    target: str,
) -> None:
    """Count what bundles did: how many cases, how many in time, how many days, what was missing, how satisfied.

    A case belongs to the day on which it ended. What is running, and late, is counted as it stands now. There are sums
    only, and nothing about a person.
    """
    first, last = _period(since, until, month)
    with open_engine(url) as (engine, store):
        if bundle is not None:
            _refuse_unknown(store, bundle)
        counted = report(store, now=engine.now(), since=first, until=last, bundle=bundle)
    bulletin = Bulletin(counted)
    if form == "text":
        lines = list(_lines(bulletin, by))
        if target == "-":
            for line in lines:
                click.echo(line, color=options.colour())
        else:
            write_lines(target, [f"{click.unstyle(line)}\n" for line in lines])
    else:
        texts = {"csv": lambda: bulletin.csv(by or "bundle"), "json": bulletin.json, "html": bulletin.html}
        write_lines(target, [texts[form]()])


def _refuse_unknown(store: Store, bundle: str) -> None:
    """Refuse a bundle that was never in use in a database; its empty report would look like a quiet month."""
    with store.read() as transaction:
        used = {each.bundle for each in transaction.definitions()}
    if bundle not in used:
        meant = nearest(bundle, used)
        known = f'did you mean "{meant}"?' if meant else f"in use: {', '.join(sorted(used)) or 'none'}"
        raise NotFound(f'no case in the database is of a bundle "{bundle}"', advice=known)


def _period(since: datetime | None, until: datetime | None, month: datetime | None) -> tuple[date | None, date | None]:
    """Return the first and the last day.

    Raises:
        UsageError: A month and a day were given, or the period ends before it begins.
    """
    if month is None:
        first, last = since.date() if since else None, until.date() if until else None
    elif since or until:
        raise click.UsageError("--month excludes --since and --until")
    else:
        first = month.date()
        last = first.replace(day=monthrange(first.year, first.month)[1])
    for day in (first, last):
        if day and not 2000 <= day.year <= 2999:  # noqa: PLR2004
            raise click.UsageError(f"{day} lies in no year from 2000 to 2999")
    if first and last and last < first:
        raise click.UsageError(f"the period ends on {last}, before it begins on {first}")
    return first, last


def _lines(bulletin: Bulletin, by: Grouping | None) -> Iterator[str]:
    yield click.style(f"办理情况  {bulletin.period()}", bold=True)
    for sentence in bulletin.headline():
        yield from sentence_lines(sentence)
    for table in bulletin.tables(by):
        yield ""
        yield from table_lines(table, name=_NAME)
