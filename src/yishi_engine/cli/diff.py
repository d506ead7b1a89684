"""``yishi diff``: what changes from one definition to another, in words."""

from __future__ import annotations

import json
from pathlib import Path

import click

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.cli import options
from yishi_engine.cli.picking import find_definition
from yishi_engine.publish.diff import compare, compare_catalogs
from yishi_engine.publish.diff.wording import comparison_lines, markdown_lines, plain, plain_comparison, text_lines


@click.command(short_help="Say what changes from one definition to another.")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@options.bundles
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a notice, for programs.",
)
def diff(before: str, after: str, folder: Path | None, form: str) -> None:
    """Say what changes from BEFORE to AFTER: for applicants, for each department, and for deadlines.

    Each is a bundle's file, an id, or an id with a version such as open-restaurant@1; two versions, or the definitions
    of two regions. Or both are folders: then the newest version of each bundle is compared.
    """
    if Path(before).is_dir() != Path(after).is_dir():
        raise click.UsageError("give two definitions, or two folders")
    if Path(before).is_dir():
        comparison = compare_catalogs(load_bundles(before), load_bundles(after))
        if form == "json":
            click.echo(json.dumps(plain_comparison(comparison), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(comparison_lines(comparison, markdown=form == "markdown")).rstrip())
        return
    difference = compare(find_definition(before, folder), find_definition(after, folder))
    if form == "json":
        click.echo(json.dumps(plain(difference), ensure_ascii=False, indent=2))
    else:
        lines = markdown_lines(difference) if form == "markdown" else text_lines(difference)
        click.echo("\n".join(lines).rstrip())
