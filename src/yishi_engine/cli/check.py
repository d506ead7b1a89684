"""``yishi check``: every fault of every definition, where it stands and what to write instead."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from yishi_engine.bundle.loading import check_path
from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.faults import print_faults

_FIELDS: Final = ("file", "line", "column", "code", "severity", "message", "hint")


@click.command(short_help="Report every fault of every definition.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.output_format
def check(paths: tuple[Path, ...], form: str) -> int:
    """Report every fault of every definition in files and folders.

    Exit code 0 when there are none, or only warnings; 1 when there are errors; 2 for wrong usage. Beside a bundle's
    file, or in a folder above it, departments.yaml is read.
    """
    faults = check_path(*paths)
    if form == "json":
        listed = [{name: asdict(fault)[name] for name in _FIELDS} for fault in faults]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        print_faults(faults)
    return FAILED if any(fault.severity == "error" for fault in faults) else 0
