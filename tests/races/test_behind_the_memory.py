"""What somebody did to the rows of a case that an engine remembers: no command goes on from what is no more."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update

from tests.races.crowd import NOW, engine_on
from tests.races.hall import LEAD, STAFF, apply
from tests.stateful import lockstep
from tests.stateful.acting import application
from yishi_engine import CaseState, CaseView, Engine, SqlStore
from yishi_engine import commands as c
from yishi_engine.errors import ConcurrentUpdate, NotFound
from yishi_engine.store.tables import application_table, audit_table, case_table, key_table, personal_table, task_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

Saved = dict[str, list[dict[str, object]]]
TABLES: Final = (case_table, application_table, task_table, audit_table, personal_table)


def report(case_id: str, deficiency: str, key: str | None = None) -> c.ReportDeficiency:
    """Return a command that leaves its text on record."""
    return c.ReportDeficiency(case_id=case_id, item="item-dept1", text=deficiency, by=STAFF["dept1"], key=key)


def backup(sql: SqlStore) -> Saved:
    """Return all rows of all cases."""
    with sql.engine.connect() as connection:
        return {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in TABLES}


def restore(sql: SqlStore, saved: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Bring the rows back as they were, as a database administrator would: nothing is in the way of that."""
    with sql.engine.begin() as connection:
        triggers = _lay_down(connection)
        for table in reversed(TABLES):
            connection.execute(delete(table))
        for table in TABLES:
            if saved[table.name]:
                connection.execute(insert(table), saved[table.name])
        for statement in triggers:
            connection.execute(text(statement))


def _lay_down(connection: Connection) -> list[str]:
    """Take away what keeps records from being deleted; return how to bring it back."""
    if inspect(connection).dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE yishi_audit DISABLE TRIGGER USER"))
        return ["ALTER TABLE yishi_audit ENABLE TRIGGER USER"]
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [statement for _, statement in found]


@pytest.fixture
def engine(sql: SqlStore) -> Engine:
    """Return an engine that remembers what it handles."""
    return engine_on(sql)


@pytest.fixture
def other(sql: SqlStore) -> Engine:
    """Return an engine of another process."""
    return engine_on(sql)


def everything_deleted(sql: SqlStore) -> None:
    """Delete all cases, but not their records."""
    with sql.engine.begin() as connection:
        for table in (application_table, personal_table, task_table, case_table):
            connection.execute(delete(table))


@pytest.mark.parametrize(
    "command",
    [c.AcceptCase, c.CompleteCase],
    ids=["allowed as it is remembered", "refused as it is remembered"],
)
def test_a_case_that_was_deleted_is_not_found(
    sql: SqlStore, engine: Engine, command: type[c.AcceptCase | c.CompleteCase]
) -> None:
    """Whatever an engine would decide about a case that is gone, it says so, and leaves nothing."""
    case_id = engine.handle(apply()).id
    everything_deleted(sql)
    for _ in range(2):
        with pytest.raises(NotFound):
            engine.handle(command(case_id=case_id, by=LEAD, key="k"))
    with sql.engine.connect() as connection:
        assert connection.scalar(select(key_table.c.key)) is None
        assert len(connection.execute(select(audit_table)).all()) == 1


def test_a_batch_and_a_sweep_pass_by_a_case_that_was_deleted(sql: SqlStore, engine: Engine) -> None:
    """In a batch where each stands for itself, the commands on other cases are carried out."""
    gone, stays = (engine.handle(apply()).id for _ in range(2))
    with sql.engine.begin() as connection:
        for column in (application_table.c.case_id, personal_table.c.case_id, task_table.c.case_id, case_table.c.id):
            connection.execute(delete(column.table).where(column == gone))
    answers = engine.handle_many([c.AcceptCase(case_id=each, by=LEAD) for each in (gone, stays)], each=True)
    assert [type(each) for each in answers] == [NotFound, CaseView]
    assert engine.sweep().failures == ()
    assert engine.case(stays).state is CaseState.ACCEPTED
    assert engine.verify(stays) == len(engine.events(stays))


def test_a_restored_store_goes_on_from_what_it_has(sql: SqlStore, engine: Engine) -> None:
    """A backup is older than what the engine remembers: the next command goes on from the backup."""
    case_id = engine.handle(apply()).id
    saved = backup(sql)
    engine.handle(report(case_id, "一"))
    restore(sql, saved)
    view = engine.handle(report(case_id, "二"))
    assert [each["text"] for each in view.deficiencies] == ["二"]
    assert engine.verify(case_id) == 2


@pytest.mark.parametrize("batch", [False, True])
def test_another_history_of_the_same_length_is_noticed(
    sql: SqlStore, engine: Engine, other: Engine, *, batch: bool
) -> None:
    """A backup came in and others worked on: the number of records is the one that is remembered, the case is not."""
    first, second = (engine.handle(apply()).id for _ in range(2))
    saved = backup(sql)
    for case_id in (first, second):
        engine.handle(report(case_id, "没有了"))
    restore(sql, saved)
    for case_id in (first, second):
        other.handle(report(case_id, "别人"))
    commands = [report(case_id, "之后") for case_id in (first, second)]
    views = engine.handle_many(commands) if batch else [engine.handle(each) for each in commands]
    assert [[each["text"] for each in view.deficiencies] for view in views] == [["别人", "之后"]] * 2
    assert engine.verify() == 6


def test_a_case_set_back_without_its_records_is_left_alone(sql: SqlStore, engine: Engine, other: Engine) -> None:
    """Only the row of a case was set back: nobody writes a second record of a number, and verification tells."""
    case_id = engine.handle(apply()).id
    saved = backup(sql)
    engine.handle(report(case_id, "一"))
    with sql.engine.begin() as connection:
        connection.execute(update(case_table).values(saved["yishi_case"][0]))
    for each in (engine, other):
        each._handler._pause = lambda _: None
        with pytest.raises(ConcurrentUpdate):
            each.handle(report(case_id, "二"))
    with sql.engine.connect() as connection:
        assert len(connection.execute(select(audit_table)).all()) == 2


@pytest.mark.postgres
def test_what_is_erased_while_a_correction_waits_stays_erased(postgresql_url: str) -> None:
    """A correction has read the personal values and waits for the case; they are erased; it must not write them again.

    On PostgreSQL: in SQLite nobody reads beside a writer.
    """
    sql = SqlStore.from_url(postgresql_url)
    sql.upgrade()
    engine = engine_on(sql)
    case_id = engine.handle(application(1, 60, ("lease",), lockstep.APPLICANT, sign=True)).id
    engine.handle(c.RequestCorrection(case_id=case_id, note="请补正", by=lockstep.STAFF["lead"]))
    correction = c.SubmitCorrection(case_id=case_id, form={"shop": "新街"}, by=lockstep.APPLICANT)
    with ThreadPoolExecutor(2) as threads, sql.engine.begin() as holder:
        holder.execute(select(case_table.c.id).where(case_table.c.id == case_id).with_for_update())
        corrected = threads.submit(engine.handle, correction)
        await_waiters(sql, 1)
        erased = threads.submit(engine_on(sql).erase, case_id)
        await_waiters(sql, 2, unless=erased.done)
        holder.rollback()
        corrected.exception(30)
        assert erased.result(30)
    with sql.read() as transaction:
        assert transaction.personal(case_id) is None
    sql.dispose()


def await_waiters(sql: SqlStore, number: int, unless: object = None) -> None:
    """Wait until so many sessions wait for a lock."""
    pause = threading.Event()
    for _ in range(500):
        with sql.engine.connect() as connection:
            found = connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        if found == number or (callable(unless) and unless()):
            return
        pause.wait(0.01)
    pytest.fail("nobody waits")


def test_a_conflict_is_nobody_s_concern(engine: Engine, other: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """What an engine finds changed it decides anew, and no driver warns of it in the host's log."""
    case_id = engine.handle(apply()).id
    with caplog.at_level("WARNING"):
        for number in range(12):
            (engine if number % 2 else other).handle(report(case_id, f"第{number}"))
            engine.handle(report(case_id, f"又{number}"))
    assert caplog.records == []
    assert engine.now() == NOW
    assert engine.verify(case_id) == 25
