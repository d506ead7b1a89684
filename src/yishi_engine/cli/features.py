"""``yishi test``: feature files against bundles."""

from __future__ import annotations

from pathlib import Path

import click

from yishi_engine.cli import options
from yishi_engine.testing.run import run_features


@click.command(short_help="Run .feature files against bundles.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.bundles
@click.option("-v", "--verbose", is_flag=True, help="Name every scenario.")
def test(paths: tuple[Path, ...], folder: Path | None, *, verbose: bool) -> int:
    """Run .feature files against bundles; no Python needed.

    Needs the extra: pip install "yishi-engine[testing]". Exit code 0 when every scenario passes, 1 when one fails, 2
    when there are none.
    """
    return run_features(paths, bundles=folder, verbose=verbose)
