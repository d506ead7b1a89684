"""``yishi calendar``: look at the working days of a year, and take in a notice on days off."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.faults import print_faults
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.months import year_lines
from yishi_engine.cli.opening import open_engine
from yishi_engine.errors import DefinitionError, NotFound, YishiError
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.notices import apply_notices, load_calendar, load_notice, notice_from_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.engine.recomputing import RecomputeReport
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.notices import Notice

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=SuggestingGroup, short_help="Show working days, and take in notices on days off.")
def calendar() -> None:
    """Show working days, and take in notices on days off."""


@calendar.command(short_help="Show the working days of a year.")
@click.argument("year", metavar="YEAR", type=click.IntRange(2000, 2999))
@options.database
@click.option(
    "--notice", "files", metavar="FILE", type=_FILE, multiple=True, help="Another notice to look at; may be repeated."
)
@click.pass_context
def show(context: click.Context, year: int, url: str, files: tuple[Path, ...]) -> None:
    """Show the working days of YEAR as the engine counts them: twelve months, days off and make-up workdays marked.

    The national calendar, the notices that were loaded into the database, and those given with --notice, which are
    loaded nowhere. Unless a database is named there need not be one. Exit code 1 where the year is not known yet.
    """
    named = context.get_parameter_source("url") is not ParameterSource.DEFAULT
    stored = _stored_notices(url) if named or Path(options.DEFAULT_FILE).exists() else ()
    with _faults_shown():
        known = _calendar(stored, files)
    _refuse_unknown(known, year)
    for line in year_lines(known, year):
        click.echo(line, color=options.colour())


@calendar.command(short_help="Take in a notice, and compute every open clock anew.")
@click.argument("file", metavar="FILE", type=_FILE)
@options.database
def load(file: Path, url: str) -> None:
    """Take in the notice on days off in FILE, and compute every open clock anew.

    Each case whose due dates move gets a record that says from what to what. May be repeated: a notice is kept once,
    and a case whose dates stand gets no record. The faults of the file are reported as by yishi check.
    """
    with _faults_shown():
        notice = load_notice(file)
    with open_engine(url) as (engine, _):
        with _faults_shown():
            load_calendar([file], engine.calendar)
        report = engine.load_notice(notice)
        horizon = engine.calendar.horizon
    click.echo(f"{notice.name}: kept; the calendar reaches {horizon}")
    click.echo(f"{report.cases} case(s) looked at, {report.moved} moved")
    _refuse_failures(report)


def _calendar(stored: tuple[Notice, ...], files: tuple[Path, ...]) -> Calendar:
    """Return the national calendar with notices, each at the place of its layer, as if the files were loaded."""
    base = national_calendar()
    load_calendar(files, apply_notices(base, stored))  # for the faults, which it knows the places of
    return apply_notices(base, [*stored, *map(load_notice, files)])


def _refuse_unknown(calendar: Calendar, year: int) -> None:
    if not (calendar.knows(date(year, 1, 1)) and calendar.knows(date(year, 12, 31))):
        yet = " yet" if year > calendar.first.year else ""
        raise NotFound(
            f"the working days of {year} are not known{yet}; the calendar knows {calendar.first} to {calendar.horizon}",
            notice=f"{year}年的放假安排尚未载入",
            advice="take in the State Council's notice: yishi calendar load FILE" if yet else "",
        )


def _stored_notices(url: str) -> tuple[Notice, ...]:
    with open_engine(url) as (_, store), store.read() as transaction:
        return tuple(map(notice_from_content, transaction.notices()))


@contextmanager
def _faults_shown() -> Iterator[None]:
    """Print the faults of notices, all of them and at their places, and end with the exit code for faults."""
    try:
        yield
    except DefinitionError as error:
        print_faults(error.faults)
        raise click.exceptions.Exit(FAILED) from None


def _refuse_failures(report: RecomputeReport) -> None:
    for failure in report.failures:
        click.echo(f"{failure.case_id}: {failure.error}")
    if report.failures:
        raise YishiError(
            f"{len(report.failures)} case(s) could not be computed anew, first {report.failures[0].case_id}",
            advice="load the notice again",
        )
