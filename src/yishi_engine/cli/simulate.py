"""``yishi simulate``: many cases of a bundle by the real rules, on a virtual clock and the real calendar."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.faults import print_faults
from yishi_engine.cli.figures import ending, progress, sentence_lines, table_lines
from yishi_engine.cli.opening import open_engine
from yishi_engine.cli.picking import find_in_force
from yishi_engine.cli.writing import write_lines
from yishi_engine.errors import DefinitionError
from yishi_engine.insight.simulation import (
    assumed_scenario,
    compare,
    expected_cases,
    load_scenario,
    measure,
    scenario_text,
    simulate,
    variants,
)
from yishi_engine.insight.simulation.presenting import Results
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.notices import load_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.insight.simulation import Scenario
    from yishi_engine.worktime.calendar import Calendar

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRITERS: Final[dict[str, Callable[[Results], str]]] = {
    "html": Results.html,
    "svg": Results.svg,
    "csv": Results.csv,
    "json": Results.json,
}


@click.command("simulate", short_help="Play many cases of a bundle by the real rules.")
@click.argument("name", metavar="BUNDLE")
@options.bundles
@click.option("--scenario", "file", metavar="FILE", type=_FILE, help="What is assumed (simulation.yaml).")
@click.option("--from-db", "url", metavar="URL", help="Measure it from the cases in a database instead.")
@click.option("--save-scenario", "saved", metavar="FILE", help="Write what is assumed, or was measured, and stop.")
@click.option("--cases", metavar="N", type=click.IntRange(1, 10_000_000), help="How many cases to play.")
@click.option("--seed", metavar="S", type=click.IntRange(0, 2**31), help="Another seed, other luck.")
@click.option(
    "--notice", "notices", metavar="FILE", type=_FILE, multiple=True, help="A notice on days off; repeatable."
)
@click.option("--what-if", "what_if", is_flag=True, help="Also play one officer more, and promises one day shorter.")
@options.output_format
@click.option("-o", "--output", "target", metavar="FILE", help="Write .html, .svg, .csv or .json.")
def command(  # noqa: PLR0917  (one parameter an option)
    name: str,
    folder: Path | None,
    file: Path | None,
    url: str | None,
    saved: str | None,
    cases: int | None,
    seed: int | None,
    notices: tuple[Path, ...],
    what_if: bool,  # noqa: FBT001
    form: str,
    target: str | None,
) -> None:
    """Play many cases of BUNDLE by the real rules, on a virtual clock and the real calendar.

    BUNDLE is a bundle's file, an id, or an id with a version such as open-restaurant@1; an id alone is the version in
    force today.

    Tells how many are in time, where cases wait and where they are worked on, and how busy every department is. The
    same scenario and seed give the same result, to the byte. What the scenario does not say is assumed, and named.
    """
    if file and url:
        raise click.UsageError("--scenario and --from-db exclude each other")
    kind = ending(target, _WRITERS) if target else ""
    definition = find_in_force(name, folder)
    with _faults_shown():
        calendar = load_calendar(notices) if notices else national_calendar()
        scenario, calendar = _scenario(definition, file, url, calendar)
    scenario = replace(scenario, cases=cases or scenario.cases, seed=scenario.seed if seed is None else seed)
    if saved:
        write_lines(saved, [scenario_text(scenario, definition.bundle.id)])
        return
    results = _play(definition, scenario, calendar, what_if=what_if)
    if target:
        write_lines(target, [_WRITERS[kind](results)])
    elif form == "json":
        click.echo(results.json(), nl=False)
    else:
        _show(results)


def _scenario(
    definition: Definition, file: Path | None, url: str | None, calendar: Calendar
) -> tuple[Scenario, Calendar]:
    if url:
        with open_engine(url) as (engine, store):
            return measure(store, definition, engine.calendar), engine.calendar
    return (load_scenario(file, definition) if file else assumed_scenario(definition)), calendar


def _play(definition: Definition, scenario: Scenario, calendar: Calendar, *, what_if: bool) -> Results:
    plays = 1 + (len(list(variants(definition, scenario))) if what_if else 0)
    length = expected_cases(definition, scenario, calendar) * plays
    with progress(definition.bundle.name, length) as advance:
        outcome = simulate(definition, scenario, calendar, advance=advance)
        comparisons = compare(definition, scenario, calendar, advance=advance) if what_if else ()
    return Results(outcome=outcome, comparisons=comparisons, total=definition.bundle.limits.total)


def _show(results: Results) -> None:
    colour = options.colour()
    outcome = results.outcome
    click.echo(click.style(f"{outcome.name}（{outcome.bundle} 第 {outcome.version} 版）", bold=True), color=colour)
    for sentence in (*results.headline(), *results.assumptions()):
        for line in sentence_lines(sentence):
            click.echo(line)
    for figures in results.tables():
        click.echo()
        for line in table_lines(figures.without("department"), name=38 if figures.key == "what_if" else 22):
            click.echo(line, color=colour)


@contextmanager
def _faults_shown() -> Iterator[None]:
    """Print the faults of a scenario or a notice, all of them at their places, and end with the code for faults."""
    try:
        yield
    except DefinitionError as error:
        print_faults(error.faults)
        raise click.exceptions.Exit(FAILED) from None
