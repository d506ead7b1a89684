"""What happens to the rows: a command touches those of its own case, and waits for nobody at work on another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest
from sqlalchemy import create_engine, text

from tests.scale.lives import LATER, LIVES, Hall, Letterbox, declined, rated
from tests.scale.test_schema import OF_A_KEY, OF_CASES, case_column
from tests.stateful.definitions import LEAD
from tests.stateful.lockstep import STAFF
from yishi_engine import commands as c
from yishi_engine.delivery import Relay
from yishi_engine.errors import StorageError
from yishi_engine.store import SqlStore
from yishi_engine.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

pytestmark = pytest.mark.postgres

AT_ONCE: Final = 200
"""Milliseconds for which a statement waits for a lock; one that has to wait fails the test."""
GENTLE: Final = {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}
"""Locks on a table that all who read and write rows hold side by side."""

LICENSER: Final = STAFF[LEAD]
INSPECTOR: Final = STAFF["fire"]

Rows: TypeAlias = Mapping[tuple[str, str, str], str]
"""Table, case and place of a row → who made it and who changed or locked it last."""


def rows(store: SqlStore) -> Rows:
    """Return all rows of all tables, with the marks that PostgreSQL leaves on those that were written or locked."""
    found = {}
    with store.engine.connect() as connection:
        for table in metadata.tables:
            case = case_column(table) if table in OF_CASES else "case_id" if table == OF_A_KEY else "''"
            for whose, place, marks in connection.execute(
                text(f"SELECT {case}, ctid::text, concat(xmin, ' ', xmax) FROM {table}")  # noqa: S608  (our names)
            ):
                found[table, whose, place] = marks
    return found


def touched(before: Rows, after: Rows) -> set[str]:
    """Return the cases whose rows were written, removed or locked in between; empty text for rows of no case."""
    return {whose for (_, whose, _), _ in before.items() ^ after.items()}


@pytest.fixture
def impatient_hall(postgresql: SqlStore, postgresql_url: str) -> Iterator[Hall]:
    """Return a hall in which nobody waits, in another process so to speak."""
    assert postgresql.current_revision()
    store = SqlStore.from_url(postgresql_url, connect_args={"options": f"-c lock_timeout={AT_ONCE}"})
    yield Hall(store)
    store.dispose()


@pytest.mark.parametrize("life", LIVES)
def test_a_command_touches_no_row_of_another_case(
    postgresql: SqlStore, life: Callable[[str], Iterator[c.Command]]
) -> None:
    """Each command writes and locks rows of its own case; of all other rows not even the mark of a lock changes."""
    hall = Hall(postgresql)
    hall.live(rated(hall.submit(key="neighbour")))
    hall.accepted()
    hall.live(declined(hall.submit()))
    before = rows(postgresql)
    case_id = hall.submit(key="application")
    assert touched(before, rows(postgresql)) == {case_id}
    for command in life(case_id):
        before = rows(postgresql)
        hall.live(iter([command]))
        assert touched(before, rows(postgresql)) == {case_id}, command


def test_a_sweep_and_a_relay_touch_what_is_due(postgresql: SqlStore) -> None:
    """Letting time take effect, and delivering, touches rows of the cases for which there is something to do."""
    hall = Hall(postgresql)
    relay = Relay(postgresql, [Letterbox()], clock=lambda: hall.now)
    due = {hall.accepted() for _ in range(3)}
    relay.run_until_idle()
    hall.now += LATER
    hall.submit()
    relay.run_until_idle()
    before = rows(postgresql)
    hall.engine.sweep()
    assert touched(before, rows(postgresql)) == due
    before = rows(postgresql)
    relay.run_until_idle()
    assert touched(before, rows(postgresql)) == due


@pytest.mark.parametrize("life", LIVES)
def test_commands_on_two_cases_do_not_wait_for_each_other(
    postgresql: SqlStore, impatient_hall: Hall, life: Callable[[str], Iterator[c.Command]]
) -> None:
    """While a command on one case has not been committed, another case lives its whole life; then it is committed."""
    hall = Hall(postgresql)
    one, other = hall.accepted(), impatient_hall.submit()
    host = create_engine(postgresql.engine.url)
    with host.begin() as connection:
        hall.engine.handle(c.StartTask(task_id=c.task_id(one, "licence"), by=LICENSER), connection=connection)
        impatient_hall.live(life(other))
        impatient_hall.submit(key="another")
        assert gentle_locks_only(connection)
    host.dispose()
    assert {task.item: task.state.value for task in hall.engine.case(one).tasks}["licence"] == "in_progress"
    assert hall.engine.verify() > 0


def test_commands_on_one_case_do_wait(postgresql: SqlStore, impatient_hall: Hall) -> None:
    """The same with one case fails, which shows that the test before would have noticed."""
    hall = Hall(postgresql)
    one = hall.accepted()
    host = create_engine(postgresql.engine.url)
    with host.begin() as connection:
        hall.engine.handle(c.StartTask(task_id=c.task_id(one, "licence"), by=LICENSER), connection=connection)
        with pytest.raises(StorageError, match="LockNotAvailable"):
            impatient_hall.live(iter([c.StartTask(task_id=c.task_id(one, "check"), by=INSPECTOR)]))
    host.dispose()


def test_a_sweep_does_not_wait_for_a_command_on_another_case(postgresql: SqlStore, impatient_hall: Hall) -> None:
    """A case that somebody is at is passed by, keeps the sweep from no other case, and is found by the next sweep."""
    hall = Hall(postgresql)
    one, other = hall.accepted(), hall.accepted()
    host = create_engine(postgresql.engine.url)
    with host.begin() as connection:
        hall.engine.handle(c.StartTask(task_id=c.task_id(one, "licence"), by=LICENSER), connection=connection)
        impatient_hall.now = hall.now + LATER
        report = impatient_hall.engine.sweep()
    host.dispose()
    assert (report.cases, report.failures) == (1, ())
    assert levels_on_record(hall, other)
    assert not levels_on_record(hall, one)
    assert impatient_hall.engine.sweep().cases == 1
    assert levels_on_record(hall, one)


def levels_on_record(hall: Hall, case_id: str) -> list[str]:
    """Return the levels that were recorded for a case."""
    return [each.type for each in hall.engine.events(case_id) if each.type.startswith("clock.")]


def gentle_locks_only(connection: Connection) -> bool:
    """Tell whether the transaction of a connection holds no lock that others on the same tables would wait for."""
    query = text(
        "SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype IN ('relation', 'advisory')"
    )
    return set(connection.scalars(query)) <= GENTLE
