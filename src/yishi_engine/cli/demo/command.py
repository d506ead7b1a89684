"""``yishi demo``: where it plays, and what is proved at the end."""

from __future__ import annotations

import shlex
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yishi_engine.bundle.loading import load_bundles
from yishi_engine.cli import options
from yishi_engine.cli.demo.story import BUNDLE, END, FrozenClock, Story
from yishi_engine.cli.demo.timeline import Timeline
from yishi_engine.cli.opening import open_store
from yishi_engine.engine import Engine
from yishi_engine.errors import Conflict
from yishi_engine.resources import bundles_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.case.views import CaseView
    from yishi_engine.store import SqlStore


@click.command(short_help="Play a real bundle end to end on an embedded database.")
@click.option("--db", "url", metavar="URL", help="A database that keeps the case; without it an embedded one, for now.")
def demo(url: str | None) -> None:
    """Play a real bundle end to end: submit, accept, fan out, stop, decide, complete, prove.

    The clock stands in February 2026, around the Spring Festival, whatever day it is. The database is an embedded one
    in a temporary folder unless --db names another; YISHI_DB is not looked at.
    """
    with _database(url) as store:
        if store.current_revision() is None:
            store.upgrade()
        clock, catalog = FrozenClock(), load_bundles(bundles_folder())
        engine = Engine(store=store, catalog=catalog, clock=clock)
        _refuse_disturbance(store)
        bundle = catalog.get(BUNDLE, on=clock().date())
        timeline = Timeline(bundle, catalog.departments, engine.calendar, colour=options.colour())
        timeline.line(f"yishi demo · {bundle.name} {bundle.id} v{bundle.version} · 时钟定在 2026 年春节前后", bold=True)
        view = Story(engine, clock, bundle, timeline).play()
        _prove(engine, view, timeline)
        _advise(view, store.engine.url.render_as_string(hide_password=True) if url else None, timeline)


@contextmanager
def _database(url: str | None) -> Iterator[SqlStore]:
    """Open the database that was named, or an embedded one that is gone afterwards."""
    if url:
        with open_store(url, create=True) as store:
            yield store
    else:
        with tempfile.TemporaryDirectory(prefix="yishi-") as folder:
            embedded = f"sqlite:///{Path(folder) / 'yishi.db'}"
            with open_store(embedded, create=True) as store:
                yield store


def _refuse_disturbance(store: SqlStore) -> None:
    """Refuse a database in which the demonstration's clock would let time take effect on cases of others."""
    with store.read() as transaction:
        waiting = transaction.needing_attention(END, limit=1)
    if waiting:
        raise Conflict(
            f'the clock of the demonstration would disturb cases in this database, such as "{waiting[0]}"',
            advice="give it a database of its own",
        )


def _prove(engine: Engine, view: CaseView, timeline: Timeline) -> None:
    timeline.chapter("Prove", "审计链")
    last = engine.events(view.id)[-1]
    outcome = view.outcome.label if view.outcome else "—"
    timeline.line(f"办件 Case   {view.number}  {view.state.label}  {outcome}")
    timeline.line(f"链头 Head   {last.algo} {last.hash}")
    timeline.line(f"审计链完整  {engine.verify(view.id)} 条记录首尾相接，逐条验证无误，与办件状态一致", bold=True)


def _advise(view: CaseView, url: str | None, timeline: Timeline) -> None:
    """Say what to do next; all of it works as it stands, once a password is filled in."""
    option = f" --db {shlex.quote(url)}" if url and url != options.DEFAULT_URL else ""
    first = f"case show {view.number}{option}" if url else f"demo --db {options.DEFAULT_URL}"
    timeline.chapter("Next", "接下来")
    for command in (first, f"audit verify{option}", f"audit export -o audit.jsonl{option}"):
        timeline.line(f"  yishi {command}")
