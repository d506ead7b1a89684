"""Connections that break, that are the host's, and that many threads share."""

from __future__ import annotations

import gc
import os
import resource
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.races.crowd import engine_on
from tests.races.hall import apply
from yishi_engine import CaseView, Engine, SqlStore
from yishi_engine import commands as c
from yishi_engine.engine.desk import REMEMBERED
from yishi_engine.errors import ArgumentInvalid, ConcurrentUpdate, NotFound, StorageError, YishiError
from yishi_engine.store.port import Stale
from yishi_engine.testing.builders import new_case
from yishi_engine.testing.conformance.base import save

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2000


@pytest.fixture
def postgres(postgresql_url: str) -> Iterator[SqlStore]:
    """Return a store on PostgreSQL."""
    store = SqlStore.from_url(postgresql_url)
    store.upgrade()
    yield store
    store.dispose()


@pytest.mark.postgres
def test_sessions_that_are_ended_under_load_lose_nothing(postgres: SqlStore) -> None:
    """What was answered is on record; what failed was written whole or not at all, and its key tells which."""
    engines = [engine_on(postgres) for _ in range(3)]
    case_id = engines[0].handle(apply()).id
    done = threading.Event()

    def work(number: int) -> list[tuple[str, bool]]:
        told = []
        for count in range(40):
            key = f"{number}-{count}"
            command = c.ReportDeficiency(
                case_id=case_id, item="item-dept1", text=key, by=apply().by.staff("s", department="dept1"), key=key
            )
            try:
                engines[number].handle(command)
            except (StorageError, ConcurrentUpdate):
                told.append((key, False))
            else:
                told.append((key, True))
        return told

    def kill() -> None:
        killer = create_engine(postgres.engine.url, isolation_level="AUTOCOMMIT")
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with killer.connect() as connection:
            while not done.wait(0.02):
                connection.execute(text(f"{others} AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"))
        killer.dispose()

    with ThreadPoolExecutor(4) as threads:
        killing = threads.submit(kill)
        told = [each for row in threads.map(work, range(3)) for each in row]
        done.set()
        killing.result(30)
    postgres.dispose()
    engine = engine_on(postgres)
    texts = [each["text"] for each in engine.case(case_id).deficiencies]
    assert len(texts) == len(set(texts))
    assert {key for key, sure in told if sure} <= set(texts) <= {key for key, _ in told}
    with postgres.read() as transaction:
        assert transaction.key_uses([key for key, _ in told]).keys() == set(texts)
    assert engine.verify(case_id) == 1 + len(texts)


@pytest.mark.postgres
def test_a_host_s_engine_commits_by_itself_afterwards_as_before(postgres: SqlStore) -> None:
    """A host that lets its engine commit every statement finds its connections so when the store has used them."""
    engine = create_engine(postgres.engine.url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0)
    engine_on(SqlStore(engine)).handle(apply())
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE mine (id integer)"))
    engine.dispose()
    with postgres.engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM mine")).all() == []


@pytest.mark.postgres
def test_a_process_with_many_files_keeps_its_connections(postgres: SqlStore) -> None:
    """A connection whose number is beyond what ``select`` can look at is used again all the same."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    postgres.dispose()
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        sessions = set()
        for _ in range(3):
            with postgres.engine.connect() as connection:
                sessions.add(connection.scalar(text("SELECT pg_backend_pid()")))
        assert len(sessions) == 1
    finally:
        for each in files:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_failure_leaves_no_cursor_open(tmp_path: os.PathLike[str]) -> None:
    """Whoever keeps an error keeps no cursor: given up by the collector, in any thread, it would wait for another."""
    store = SqlStore.from_url(f"sqlite:///{tmp_path}/cases.db")
    store.upgrade()
    gc.collect()
    before = {id(each) for each in gc.get_objects() if isinstance(each, sqlite3.Cursor)}
    save(store, new_case(1))
    with pytest.raises(Stale) as caught:
        save(store, new_case(1))
    left = [each for each in gc.get_objects() if isinstance(each, sqlite3.Cursor) and id(each) not in before]
    for cursor in left:
        with pytest.raises(sqlite3.ProgrammingError):
            cursor.fetchall()
    assert caught.value.args
    store.dispose()


def test_what_a_batch_refused_keeps_nothing_alive(sql: SqlStore) -> None:
    """An error among the answers does not hold on to the cases that the batch had read."""
    engine = engine_on(sql)
    case_id = engine.handle(apply()).id
    command = c.CompleteCase(case_id=case_id, by=apply().by.staff("s", department="dept1"))
    (error,) = engine.handle_many([command], each=True)
    assert isinstance(error, Exception)
    assert error.__traceback__ is None


def test_two_thousand_commands_at_once(sql: SqlStore) -> None:
    """The first use of a definition in a large batch is written once, each key has its case, and memory has its end."""
    engine = engine_on(sql)
    views = engine.handle_many([apply(f"k-{number % BATCH}") for number in range(BATCH + 500)], each=True)
    assert all(isinstance(view, CaseView) for view in views)
    assert len({view.id for view in views if isinstance(view, CaseView)}) == BATCH
    assert views[BATCH:] == views[:500]
    assert len(engine._handler._memory._cases) == REMEMBERED
    assert engine.verify() == BATCH


def test_definitions_that_are_first_used_by_all_at_once(sql: SqlStore) -> None:
    """Engines that know nothing of each other use a version for the first time in the same moment."""
    engines = [engine_on(sql) for _ in range(4)]
    start = threading.Barrier(4)

    def use(engine: Engine) -> list[CaseView]:
        start.wait(30)
        return engine.handle_many([apply() for _ in range(5)])

    with ThreadPoolExecutor(4) as threads:
        assert sum(map(len, threads.map(use, engines))) == 20
    assert engines[0].verify() == 20


@pytest.mark.parametrize(
    ("version", "answer"),
    [("一", ArgumentInvalid), ("", ArgumentInvalid), (1.5, ArgumentInvalid), (2**70, NotFound), (-1, NotFound)],
)
def test_a_version_that_cannot_be_one_takes_no_other_command_down(
    sql: SqlStore, version: object, answer: type[YishiError]
) -> None:
    """It is no number, or not found, in any database, and the rest of the batch is carried out."""
    bad = c.SubmitCase(bundle="siblings", answers={}, form={}, materials={}, by=apply().by, version=version)  # type: ignore[arg-type]
    answers = engine_on(sql).handle_many([apply(), bad, apply()], each=True)
    assert [type(each) for each in answers] == [CaseView, answer, CaseView]


@pytest.mark.postgres
def test_a_value_that_is_too_long_keeps_the_whole_batch_out(postgres: SqlStore) -> None:
    """A database that refuses one row refuses them all, with nothing left, and the store goes on."""
    engine = engine_on(postgres)
    case_id = engine.handle(apply()).id
    with postgres.engine.begin() as connection:
        connection.execute(text("ALTER TABLE yishi_key ALTER COLUMN key TYPE varchar(20)"))
    commands = [apply("short"), apply("k" * 21), c.AcceptCase(case_id=case_id, by=apply().by, key="other")]
    with pytest.raises(StorageError, match="22001"):
        engine.handle_many(commands, each=True)
    assert engine.verify() == 1
    with postgres.read() as transaction:
        assert transaction.key_uses(["short", "other"]) == {}
    assert engine.handle(apply("short")).id != case_id


@pytest.mark.parametrize("text_", ["a\0b", "a\ud800b"])
def test_text_that_no_database_takes_leaves_nothing(sql: SqlStore, text_: str) -> None:
    """It never reaches a statement, as a key, an id or a text; the connection is as good as before."""
    engine = engine_on(sql)
    case_id = engine.handle(apply()).id
    officer = apply().by.staff("s", department="dept1")
    report = c.ReportDeficiency(case_id=case_id, item="item-dept1", text="好", by=officer)
    bad = [
        apply(text_),
        c.ReportDeficiency(case_id=text_, item="item-dept1", text="好", by=officer),
        c.ReportDeficiency(case_id=case_id, item=text_, text="好", by=officer),
        c.StartTask(task_id=f"{case_id}:{text_}", by=officer),
        c.SubmitCase(bundle=text_, answers={}, form={text_: text_}, materials={}, by=apply().by),
    ]
    answers = engine.handle_many([*bad, report], each=True)
    assert [isinstance(each, CaseView) for each in answers] == [False] * len(bad) + [True]
    assert engine.verify() == 2
