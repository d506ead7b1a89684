"""``yishi check``: every fault of every definition, where it stands and what to write instead."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

import click

from yishi_engine.bundle import Published, load_bundles
from yishi_engine.bundle.loading import check_path
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.faults import print_faults
from yishi_engine.cli.opening import open_store
from yishi_engine.publish.sarif import sarif

_FIELDS: Final = ("file", "line", "column", "code", "severity", "message", "hint")
_PATH: Final = click.Path(exists=True, path_type=Path)


@click.command(short_help="Report every fault of every definition.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=_PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code hosts and CI.",
)
@click.option(
    "--against", "published", metavar="DIR", type=_PATH, help="Definitions published before, to compare with."
)
@click.option("--against-db", "url", metavar="URL", help="A database whose versions in use to compare with.")
@click.option(
    "--fail-on",
    "severity",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="From which faults on the exit code is 1.",
)
def check(paths: tuple[Path, ...], form: str, published: Path | None, url: str | None, severity: str) -> int:
    """Report every fault of every definition in files and folders.

    Exit code 0 when there are none, or only warnings; 1 when there are errors, with --fail-on warning also for
    warnings; 2 for wrong usage. Beside a bundle's
    file, or in a folder above it, departments.yaml is read. With --against or --against-db, published versions must
    stand as they were: a changed one needs a higher version number.
    """
    faults = check_path(*paths, published=_published(published, url))
    if form == "json":
        listed = [{name: asdict(fault)[name] for name in _FIELDS} for fault in faults]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif form == "sarif":
        log = sarif(faults, program_version=version("yishi-engine"))
        click.echo(json.dumps(log, ensure_ascii=False, indent=2))
    else:
        print_faults(faults)
    return FAILED if any(severity == "warning" or fault.severity == "error" for fault in faults) else 0


def _published(folder: Path | None, url: str | None) -> Published | None:
    if folder is not None and url is not None:
        raise click.UsageError("give --against or --against-db, not both")
    if folder is not None:
        return Published.of(load_bundles(folder).definitions())
    if url is None:
        return None
    with open_store(url) as store, store.read() as transaction:
        return Published.listed((each.bundle, each.version, each.digest) for each in transaction.definitions())
