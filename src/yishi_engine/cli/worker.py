"""``yishi worker``: let time take effect, and deliver what was recorded."""

from __future__ import annotations

import gc
import signal
import threading
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from yishi_engine.bundle.catalog import read_content
from yishi_engine.cli import options
from yishi_engine.cli.failures import FAILED
from yishi_engine.cli.health import health_in_file, health_over_http
from yishi_engine.cli.opening import open_catalog, open_engine
from yishi_engine.cli.sinks import build_sinks, read_settings
from yishi_engine.delivery.worker import SWEEP_EVERY, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.delivery.relay import RelayReport
    from yishi_engine.delivery.sink import Sink
    from yishi_engine.engine.sweep import SweepReport
    from yishi_engine.store.port import Store

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


@click.command(short_help="Let time take effect, and deliver events.")
@options.database
@options.bundles
@click.option(
    "--sink", "specs", metavar="SPEC", multiple=True, help="stdout, webhook:URL or nats:URL; NAME= may stand before it."
)
@click.option("--config", "config", metavar="FILE", type=_FILE, help="A YAML file with a list of sinks.")
@click.option("--once", is_flag=True, help="Sweep once, deliver what there is, and end.")
@click.option(
    "--sweep-every",
    metavar="SECONDS",
    type=options.Span(min=0.1, max=86_400),
    default=SWEEP_EVERY.total_seconds(),
    show_default=True,
    help="How often to let time take effect.",
)
@click.option(
    "--health-file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Keep this file up to date."
)
@click.option(
    "--health-port", metavar="PORT", type=click.IntRange(0, 65535), help="Answer GET /health on 127.0.0.1; 0: any port."
)
def worker(
    url: str,
    folder: Path | None,
    specs: tuple[str, ...],
    config: Path | None,
    *,
    once: bool,
    sweep_every: float,
    health_file: Path | None,
    health_port: int | None,
) -> int | None:
    """Let time take effect (levels, acceptance on silence, corrections that lapse), and deliver events to sinks.

    Any number of workers may run on one database. The first time that a sink's name is used, it is registered: from
    then on it gets everything, in the order of each case, until yishi delivery forget. A webhook's secrets are read
    from the environment variable YISHI_WEBHOOK_SECRETS, the credentials of NATS from the file that
    YISHI_NATS_CREDENTIALS names; --config can say otherwise.

    SIGTERM and SIGINT end it when the batch in hand is done. With --once, exit code 1 where something failed.
    """
    if once and (health_file or health_port is not None):
        raise click.UsageError("with --once, leave out --health-file and --health-port: its exit code says how it went")
    settings, catalog = read_settings(specs, config), open_catalog(folder)
    with open_engine(url, catalog=catalog) as (engine, store):
        sinks = build_sinks(settings, departments=_departments(catalog, store))
        made = Worker(engine, sinks=sinks, sweep_every=timedelta(seconds=sweep_every))
        if once:
            return _work_once(made)
        with ExitStack() as stack:
            stop = stack.enter_context(_stopped_by_signals())
            if health_file is not None:
                stack.enter_context(health_in_file(health_file, made.health))
            if health_port is not None:
                port = stack.enter_context(health_over_http(health_port, made.health))
                click.echo(f"health: http://127.0.0.1:{port}/health", err=True)
            click.echo(f"sweeping every {sweep_every:g} s; delivering to {_names(sinks)}", err=True)
            stack.enter_context(_what_is_there_left_alone())
            made.run(stop)
    click.echo("stopped", err=True)
    return None


def _departments(catalog: Catalog, store: Store) -> set[str]:
    """Return the keys of all departments: those of the files, and those of versions with which cases still run."""
    found = set(catalog.departments)
    with store.read() as transaction:
        kept = transaction.definitions()
    for each in kept:
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # it was spoiled, which the doctor tells
            found |= read_content(each.content)[1].keys()
    return found


def _work_once(worker: Worker) -> int | None:
    try:
        swept, delivered = worker.run_once()
    finally:
        worker.close()
    click.echo(_report(swept, delivered), err=True)
    return FAILED if swept.failures or delivered.failed or delivered.dead or delivered.unprepared else None


def _report(swept: SweepReport, delivered: RelayReport) -> str:
    unprepared = f"; {delivered.unprepared} sink(s) could not be set up" if delivered.unprepared else ""
    return (
        f"{swept.cases} case(s) swept, {swept.records} record(s) written, {len(swept.failures)} failed; "
        f"{delivered.delivered} message(s) delivered, {delivered.failed} failed, {delivered.dead} given up{unprepared}"
    )


def _names(sinks: list[Sink]) -> str:
    return ", ".join(sink.name for sink in sinks) or "nobody"


@contextmanager
def _what_is_there_left_alone() -> Iterator[None]:
    """Let the collector of garbage pass by all that was made so far: it stays, and a batch would have it looked at."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Return an event that a signal sets; a second signal ends the process at once, as it would without us."""
    stop = threading.Event()

    def request(number: int, _: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, request) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
