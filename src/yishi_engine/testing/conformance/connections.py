"""What a store in an SQL database does on a host's own connection."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text

from yishi_engine.store.port import KeyTaken, Stale
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import case_id, key_use, new_case, next_change
from yishi_engine.testing.conformance.base import Interrupted, Suite, contents, save

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from yishi_engine.store.port import Change, Store

INSERT = text("INSERT INTO host_note VALUES ('note')")


class ConnectionConformance(Suite):
    """The host's transaction and the store's are one: both are kept or none."""

    @pytest.fixture
    def host(self) -> Engine:
        """Return an engine of the host's on the store's database; a subclass says which."""
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def _host_table(self, store: Store, host: Engine) -> None:
        """Give the host a table of its own."""
        store.check()
        with host.begin() as connection:
            connection.execute(text("CREATE TABLE host_note (note VARCHAR(20))"))

    def test_both_are_committed(self, store: Store, host: Engine) -> None:
        """After the host's COMMIT, its rows and the case are there, and the callbacks have run once."""
        called: list[str] = []
        with host.connect() as connection:
            connection.execute(INSERT)
            write(store, connection, new_case(1), called)
            assert called == []
            connection.commit()
            assert called == ["called"]
            connection.execute(INSERT)
            connection.commit()
        assert called == ["called"]
        assert notes(host) == 2
        assert known(store) == [1]

    def test_both_are_rolled_back(self, store: Store, host: Engine) -> None:
        """After the host's ROLLBACK nothing is there, and no callback runs, not even after a later COMMIT."""
        called: list[str] = []
        with host.connect() as connection:
            write(store, connection, new_case(1), called)
            connection.execute(INSERT)
            connection.rollback()
            connection.execute(INSERT)
            connection.commit()
        assert called == []
        assert notes(host) == 1
        assert known(store) == []

    def test_a_connection_given_back_is_rolled_back(self, store: Store, host: Engine) -> None:
        """A host that closes its connection without COMMIT has written nothing, and neither have we."""
        called: list[str] = []
        with host.connect() as connection:
            write(store, connection, new_case(1), called)
        with host.begin() as connection:
            connection.execute(INSERT)
        assert called == []
        assert known(store) == []

    def test_it_begins_the_hosts_transaction(self, store: Store, host: Engine) -> None:
        """What the host writes only afterwards belongs to the same transaction."""
        with host.begin() as connection:
            write(store, connection, new_case(1), [])
            connection.execute(INSERT)
        assert (notes(host), known(store)) == (1, [1])

    def test_many_writes_are_one(self, store: Store, host: Engine) -> None:
        """Several transactions on one connection build on each other and are committed together, in order."""
        called: list[str] = []
        with host.begin() as connection:
            for number in (1, 2):
                write(store, connection, new_case(number), called, name=f"new {number}")
            with store.read(connection) as transaction:
                before = transaction.load(case_id(1))
            assert before is not None
            write(store, connection, next_change(before, b.reported()), called, name="changed")
        assert called == ["new 1", "new 2", "changed"]
        assert known(store) == [1, 2]

    @pytest.mark.parametrize("error", [Stale, KeyTaken, Interrupted])
    def test_an_error_leaves_the_hosts_rows(self, store: Store, host: Engine, error: type[Exception]) -> None:
        """An error takes back what its transaction wrote; the host may go on, and commits the rest."""
        taken = new_case(1)
        save(store, replace(taken, key=key_use(taken, "k-1")))
        before = contents(store)
        called: list[str] = []
        new = new_case(2)
        changes: dict[type[Exception], Change] = {
            Stale: replace(new_case(1), definition=b.definition(), key=key_use(new, "k-2")),
            KeyTaken: replace(new, key=key_use(new, "k-1"), definition=b.definition()),
            Interrupted: replace(new, key=key_use(new, "k-2"), personal={"salt": "1"}),
        }
        with host.begin() as connection:
            connection.execute(INSERT)
            with pytest.raises(error):
                write(store, connection, changes[error], called, stop=error is Interrupted)
            connection.execute(INSERT)
        assert called == []
        assert notes(host) == 2
        assert contents(store) == before

    def test_a_savepoint_of_the_hosts_counts(self, store: Store, host: Engine) -> None:
        """Rolling back to the host's savepoint takes back what was written since, with its callbacks and no others."""
        called: list[str] = []
        with host.begin() as connection:
            write(store, connection, new_case(1), called, name="before")
            with connection.begin_nested() as outer:
                write(store, connection, new_case(2), called, name="undone")
                with connection.begin_nested():
                    write(store, connection, new_case(3), called, name="undone too")
                outer.rollback()
            with connection.begin_nested():
                write(store, connection, new_case(4), called, name="after")
        assert called == ["before", "after"]
        assert known(store) == [1, 4]

    def test_the_first_savepoint_counts_as_well(self, store: Store, host: Engine) -> None:
        """A savepoint from before the first use of the connection is known, too."""
        called: list[str] = []
        with host.begin() as connection:
            connection.execute(INSERT)
            with connection.begin_nested() as savepoint:
                write(store, connection, new_case(1), called)
                savepoint.rollback()
        assert called == []
        assert known(store) == []


def write(
    store: Store, connection: Connection, change: Change, called: list[str], *, name: str = "called", stop: bool = False
) -> None:
    """Write a change on a connection, with a callback that adds its name to a list."""
    with store.write(connection) as transaction:
        transaction.save(change)
        transaction.on_commit(lambda: called.append(name))
        if stop:
            raise Interrupted


def known(store: Store) -> list[int]:
    """Return the numbers of the cases that a store holds with their records."""
    with store.read() as transaction:
        cases = [head.case for head in transaction.heads()]
        assert sorted({row[0] for row in transaction.stored_records()}) == cases
    return [int(case[-12:]) for case in cases]


def notes(host: Engine) -> int:
    """Return how many rows the host has."""
    with host.connect() as connection:
        return len(connection.execute(text("SELECT note FROM host_note")).all())
