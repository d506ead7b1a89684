"""One statement that writes all that a command changes: it writes what many statements write, or nothing."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.dialects.postgresql import psycopg as postgresql

from tests.databases import upgraded
from yishi_engine.store import SqlStore
from yishi_engine.store.at_once import MOST_ROWS, AtOnce, Shape
from yishi_engine.store.port import KeyTaken, Stale
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, key_use, new_case, next_change
from yishi_engine.testing.conformance.base import contents, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine.store.port import Change, StoredCase

ITEMS = tuple("abcd")
DATES = b.Dates(tasks=dict.fromkeys(ITEMS, b.later(days=3)), attention=b.later(days=2), case=b.later(days=9))


def life(saved: Any) -> None:  # noqa: ANN401  (a function from a change to what is stored)
    """Lead a case through changes of every shape."""
    first = new_case(1, dates=DATES)
    case = saved(replace(first, key=key_use(first, "k-1"), personal={"salt": "1", "values": {"operator": "王某"}}))
    case = saved(next_change(case, b.reported()))
    case = saved(next_change(case, *b.accepted(*ITEMS), dates=DATES))
    case = saved(next_change(case, b.started("b"), dates=b.Dates(tasks={"b": None})))
    change = next_change(case, b.granted("b"), b.started("c"), dates=b.Dates(tasks={"b": None, "c": None}))
    case = saved(replace(change, key=key_use(change, "k-2")))
    supplied = replace(case.case, materials={**case.case.materials, "floor_plan": "urn:example:plan"})
    change = next_change(case, b.withdrawn())
    saved(replace(change, after=replace(change.after, case=replace(supplied, state=change.after.case.state))))


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
class TestWriting:
    """What is in the tables afterwards."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        """Return a store that writes at once."""
        yield from upgraded(SqlStore.from_url(url, pool_size=4))

    @pytest.fixture
    def rows(self, store: SqlStore) -> Any:  # noqa: ANN401
        """Return a function that tells all rows of all our tables."""

        def rows() -> dict[str, list[Any]]:
            tables = [
                "yishi_case",
                "yishi_application",
                "yishi_task",
                "yishi_audit",
                "yishi_key",
                "yishi_personal",
                "yishi_delivery",
            ]
            with store.engine.connect() as connection:
                return {
                    name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}")).all()), key=str)  # noqa: S608
                    for name in tables
                }

        return rows

    def test_it_writes_what_many_statements_write(self, store: SqlStore, rows: Any) -> None:  # noqa: ANN401
        """A life of changes of every shape leaves the same rows, however it is written."""

        def single(change: Change) -> StoredCase:
            return save(store, change)

        life(single)
        at_once = rows()
        with store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE yishi_audit DISABLE TRIGGER ALL"))
            for name in reversed(at_once):
                connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608
            connection.execute(text("ALTER TABLE yishi_audit ENABLE TRIGGER ALL"))
        store._hot.at_once = None  # type: ignore[misc]  # so that it has to write otherwise
        life(single)
        assert rows() == at_once
        assert all(at_once.values())

    def test_a_case_that_is_another_leaves_nothing(self, store: SqlStore, rows: Any) -> None:  # noqa: ANN401
        """A command on a case that went on meanwhile writes neither tasks nor keys nor personal values."""
        before = save(store, new_case(1))
        save(store, next_change(before, b.reported()))
        known = rows()
        late = next_change(before, *b.accepted(*ITEMS), dates=DATES)
        with pytest.raises(Stale):
            save(store, replace(late, key=key_use(late, "k-1"), personal={"salt": "2", "values": {}}))
        assert rows() == known

    def test_a_key_in_use_leaves_nothing(self, store: SqlStore, rows: Any) -> None:  # noqa: ANN401
        """A command whose key was used for another one writes nothing, though its case stands as it was loaded."""
        first = new_case(1)
        save(store, replace(first, key=key_use(first, "k-1")))
        before = save(store, new_case(2))
        known = rows()
        late = next_change(before, *b.accepted(*ITEMS), dates=DATES)
        with pytest.raises(KeyTaken):
            save(store, replace(late, key=key_use(late, "k-1")))
        assert rows() == known

    def test_too_much_for_one_statement_is_written_by_many(self, store: SqlStore) -> None:
        """A case with more tasks than one statement takes is written all the same."""
        items = [f"item-{number:02}" for number in range(MOST_ROWS)]
        dates = b.Dates(tasks=dict.fromkeys(items))
        after = save(store, next_change(save(store, new_case(1)), *b.accepted(*items), dates=dates))
        with store.read() as transaction:
            assert transaction.load(case_id(1)) == after

    def test_it_is_a_part_of_what_the_host_does(self, store: SqlStore) -> None:
        """In the host's transaction it is committed with it, and rolled back with it."""
        with store.engine.connect() as connection:
            with store.write(connection) as transaction:
                transaction.save(new_case(1))
            connection.rollback()
            with store.write(connection) as transaction:
                transaction.save(new_case(2))
            connection.commit()
        with store.read() as transaction:
            assert [transaction.load(case_id(number)) is None for number in (1, 2)] == [True, False]

    def test_it_keeps_to_the_isolation_of_the_host(self, store: SqlStore, url: str) -> None:
        """On a host's engine with a level of its own, the statement does not run at another one."""
        level = "SELECT current_setting('transaction_isolation')"
        with store.engine.begin() as connection:
            connection.execute(text("CREATE TABLE level (at text)"))
            connection.execute(
                text(
                    "CREATE FUNCTION note_level() RETURNS trigger LANGUAGE plpgsql AS"
                    f" $$BEGIN INSERT INTO level {level}; RETURN NEW; END$$"
                )
            )
            connection.execute(
                text("CREATE TRIGGER noted AFTER INSERT ON yishi_case FOR EACH ROW EXECUTE FUNCTION note_level()")
            )
        engine = create_engine(url, isolation_level="REPEATABLE READ")
        save(SqlStore(engine), new_case(1))
        engine.dispose()
        save(store, new_case(2))
        with store.engine.connect() as connection:
            found = connection.execute(text("SELECT at FROM level")).scalars().all()
        assert found == ["repeatable read", "read committed"]

    def test_writers_of_one_case_take_turns(self, store: SqlStore) -> None:
        """Of commands that come at the same moment one is written, and none waits for another in a ring."""
        before = save(store, new_case(1))
        start, outcomes = threading.Barrier(8), []

        def write(number: int) -> None:
            change = next_change(before, *b.accepted(*ITEMS), dates=DATES)
            start.wait()
            try:
                with store.write() as transaction:
                    if number % 2:  # as a batch does: it locks first, and then writes with many statements
                        transaction.lock((case_id(1),))
                        transaction.save(new_case(10 + number))
                    transaction.save(replace(change, key=key_use(change, "k-1")))
                outcomes.append("written")
            except (Stale, KeyTaken) as error:
                outcomes.append(type(error).__name__)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(0.9)  # a ring would be broken by the server after a second
            assert not thread.is_alive()
        assert outcomes.count("written") == 1
        assert contents(store)[0] is not None


def made() -> AtOnce:
    """Return a maker of statements for psycopg."""
    dialect: Any = postgresql.dialect
    return AtOnce(dialect())


class TestShapes:
    """The statements that are made."""

    def test_every_shape_has_its_statement(self) -> None:
        """Each parameter is taken from a row that the shape has, and each row gives some."""
        maker = made()
        few = itertools.product((0, 1), (0, 1), (0, 2), (0, 2), (1, 2), (0, 1), (0, 1), (0, 1))
        for new, applied, new_tasks, tasks, records, keys, deliveries, personal in few:
            shape = Shape(new, 1 - new, applied, new_tasks, tasks, records, keys, deliveries, personal)
            whole = maker.of(shape)
            assert whole is not None
            assert {row for row, _ in whole.places} == set(range(sum(shape)))
            assert f"${len(whole.places)}::" in whole.text

    def test_a_statement_is_made_once(self) -> None:
        """The second command of a kind finds the statement of the first, which the server has prepared."""
        maker, shape = made(), Shape(0, 1, 0, 0, 1, 1, 0, 1, 0)
        assert maker.of(shape) is maker.of(shape)

    def test_what_is_large_has_none(self) -> None:
        """There is a bound, or every number of tasks would cost the server a plan of its own."""
        assert made().of(Shape(0, 1, 0, MOST_ROWS, 0, 1, 0, 1, 0)) is None
