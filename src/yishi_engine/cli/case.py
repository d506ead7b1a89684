"""``yishi case``: one case as it stands, its move to another version, and what is done for an officer."""

from __future__ import annotations

import json

import click

from yishi_engine.bundle.catalog import read_content
from yishi_engine.cli import acting, options
from yishi_engine.cli.casefile import CaseFile
from yishi_engine.cli.groups import SuggestingGroup
from yishi_engine.cli.migration import migrate
from yishi_engine.cli.opening import find_case, open_engine


@click.group(cls=SuggestingGroup, short_help="Look at a case, or take it further.")
def case() -> None:
    """Look at a case, or take it further: for an officer who cannot, or to another version of its bundle."""


@case.command(short_help="Show where a case stands.")
@options.case
@options.database
@options.output_format
def show(name: str, url: str, form: str) -> None:
    """Show where CASE (its id or number) stands: tasks, clocks, what is missing, what happened; no personal values.

    The timeline draws who held it when, in working days, and tells what each clock took and how late its department
    was. The definition is the one that the case runs on, as it was published.
    """
    with open_engine(url) as (engine, store):
        view = engine.case(find_case(store, name))
        with store.read() as transaction:
            definition = transaction.definition(view.bundle, view.bundle_version)
        if definition is None:
            raise AssertionError(view.id)  # the engine could not have shown the case
        bundle, departments = read_content(definition.content)
        file = CaseFile(
            view=view,
            bundle=bundle,
            departments=departments,
            records=engine.events(view.id),
            timeline=engine.timeline(view.id),
            calendar=engine.calendar,
            now=engine.now(),
        )
    if form == "json":
        click.echo(json.dumps(file.plain(), ensure_ascii=False, indent=2))
    else:
        for line in file.lines():
            click.echo(line)


case.add_command(migrate)
for command in acting.COMMANDS:
    case.add_command(command)
