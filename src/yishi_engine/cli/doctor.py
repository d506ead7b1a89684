"""``yishi doctor``: what is stuck or inconsistent, why, and what an operator can do about it; nothing is changed."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.opening import find_case, open_catalog, open_store
from yishi_engine.cli.text import labelled, pad
from yishi_engine.engine.clock import wall_clock
from yishi_engine.insight.doctor import CODES, Doctor, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from yishi_engine.insight.doctor import Explanation, Finding

_PATIENCE: Final = 10.0
_SHOWN: Final = 20
_LABEL: Final = 20


@click.command(short_help="Find what is stuck or inconsistent, and say what to do.")
@options.optional_case
@options.database
@options.bundles
@click.option("--quick", is_flag=True, help="Do not read audit records.")
@click.option("--all", "every", is_flag=True, help="Also look at cases that have ended.")
@click.option(
    "--patience",
    metavar="MINUTES",
    type=options.Span(min=0, max=525_600),
    default=_PATIENCE,
    show_default=True,
    help="How long something may wait for a worker.",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=_SHOWN,
    show_default=True,
    help="Findings shown of each kind.",
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in reversed(Severity)]),
    default=Severity.WARNING.value,
    show_default=True,
    help="How bad something must be for exit code 1.",
)
@options.output_format
@click.pass_context
def doctor(
    context: click.Context,
    name: str | None,
    url: str,
    folder: Path | None,
    *,
    quick: bool,
    every: bool,
    patience: float,
    limit: int,
    fail_on: str,
    form: str,
) -> int:
    """Find what is stuck or inconsistent, say why in plain Chinese, and name the commands that help. Read-only.

    Looked at are the schema, the definitions, the working days, sweeps and deliveries, and every case that has not
    ended: its chain, its state, its dates, and whether anybody can take it further. With CASE (its id or number) it is
    told what that one waits for, why it is late, and what comes next.

    Exit code 0 if all is well, 1 if something was found (with --fail-on error: only if it is an error), 2 for wrong
    usage.
    """
    if name is not None and (quick or every):
        raise click.UsageError("with a CASE, leave out --quick and --all")
    failing = frozenset(Severity) if fail_on == Severity.WARNING else frozenset({Severity.ERROR})
    named = context.get_parameter_source("url") is ParameterSource.COMMANDLINE
    with open_store(url) as store:
        # A password is not shown; who has it puts it in again.
        report = Report(form, limit, f" --db {store.engine.url.render_as_string()}" if named else "")
        looking = Doctor(store, now=wall_clock(), catalog=open_catalog(folder), patience=timedelta(minutes=patience))
        if name is not None:
            store.check()
            told = looking.explain(find_case(store, name))
            report.explanation(told)
            return FAILED if any(finding.severity in failing for finding in told.findings) else 0
        began = time.monotonic()
        counts = report.findings(looking.examine(every=every, records=not quick))
    report.end(looking.examined, counts.total(), time.monotonic() - began)
    return FAILED if any(CODES[code][0] in failing for code in counts) else 0


class Report:
    """Writes what is found as it is found."""

    def __init__(self, form: str, limit: int, database: str) -> None:
        """Prepare to write.

        Args:
            form: ``text`` or ``json``.
            limit: How many findings of each kind are shown.
            database: What is added to the commands that are offered, so that they reach the same database.
        """
        self._json = form == "json"
        self._limit = limit
        self._database = database

    def findings(self, found: Iterable[Finding]) -> Counter[str]:
        """Write findings; return how many there were of each code, those that are not shown among them."""
        counts = Counter[str]()
        shown = 0
        for finding in found:
            counts[finding.code] += 1
            if counts[finding.code] > self._limit:
                continue
            if self._json:
                click.echo(("," if shown else "[") + "\n" + json.dumps(self._plain(finding), ensure_ascii=False))
            else:
                for line in self._lines(finding):
                    click.echo(line)
            shown += 1
        if self._json:
            click.echo("\n]" if shown else "[]")
        else:
            for code, count in counts.items():
                if count > self._limit:
                    click.echo(f"{code}：另有{count - self._limit}项未列出（--limit）")
        return counts

    def end(self, examined: int, count: int, seconds: float) -> None:
        """Say how much was looked at, and how long that took; on standard error, beside JSON."""
        said = f"发现{count}项" if count else "一切正常"
        click.echo(f"{said}；检查办件{examined}件，用时{seconds:.1f}秒", err=self._json)

    def explanation(self, told: Explanation) -> None:
        """Write why a case is where it is."""
        if self._json:
            findings = [self._plain(finding) for finding in told.findings]
            click.echo(json.dumps({**told.to_json(), "findings": findings}, ensure_ascii=False, indent=2))
        else:
            for line in self._told(told):
                click.echo(line)

    def _told(self, told: Explanation) -> Iterator[str]:
        yield from labelled([("办件", f"{told.number}  {told.state}")])
        for label, sentences in (
            ("在等什么", told.waiting),
            ("为何超期", told.late),
            ("接下来", told.coming),
            ("事件投递", told.deliveries),
        ):
            yield from labelled((label if not number else "", each) for number, each in enumerate(sentences))
        for finding in told.findings:
            yield from self._lines(finding)

    def _lines(self, finding: Finding) -> Iterator[str]:
        place = " ".join(part for part in (finding.number or finding.case_id, finding.item) if part)
        yield ""
        yield f"[{finding.severity.label}] {finding.title}  {finding.code}  {place}".rstrip()
        yield from labelled([("  原因", finding.explanation), ("  处理", finding.action)])
        for number, command in enumerate(finding.commands):
            yield pad("" if number else "  命令", _LABEL) + command + self._of(command)  # whole, to be copied

    def _plain(self, finding: Finding) -> dict[str, object]:
        return {**finding.to_json(), "commands": [each + self._of(each) for each in finding.commands]}

    def _of(self, command: str) -> str:
        return "" if command.startswith("yishi check") else self._database
