"""``yishi test``: feature files against bundles."""

from __future__ import annotations

from pathlib import Path

import click

from yishi_engine.cli import options
from yishi_engine.testing.run import Output, run_features

_file = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Run .feature files against bundles.")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.bundles
@click.option("--tags", metavar="EXPR", help='Run only scenarios of these tags, such as "@冒烟 and not @慢".')
@click.option("--html", metavar="FILE", type=_file, help="Write living documentation: features beside the definitions.")
@click.option("--junit", metavar="FILE", type=_file, help="Write the results as JUnit XML.")
@options.output_format
@click.option(
    "--coverage/--no-coverage",
    default=None,
    help="Say what of the bundles was shown.  [default: where a whole folder is run]",
)
@click.option("--fail-under", metavar="PERCENT", type=click.IntRange(0, 100), help="Fail if less of them was shown.")
@click.option("-v", "--verbose", is_flag=True, help="Name every scenario, and all that coverage misses.")
def test(
    *,
    paths: tuple[Path, ...],
    folder: Path | None,
    tags: str | None,
    html: Path | None,
    junit: Path | None,
    form: str,
    fail_under: int | None,
    coverage: bool | None,
    verbose: bool,
) -> int:
    """Run .feature files against bundles; no Python needed.

    Needs the extra: pip install "yishi-engine[testing]". Exit code 0 when every scenario passes, 1 when one fails, a
    file has faults or too little is covered, 2 when there are none.
    """
    output = Output(
        verbose=verbose, json=form == "json", coverage=coverage, fail_under=fail_under, html=html, junit=junit
    )
    return run_features(paths, bundles=folder, tags=tags, output=output)
