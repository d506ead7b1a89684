"""The engine inside a host's own transaction: the host's rows and the case's are kept together, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from tests.case.conftest import ANSWERS, APPLICANT, FORM, LEAD, MATERIALS
from tests.engine.conftest import Office
from yishi_engine import CaseState, CommandRejected, NotFound, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yishi_engine import CaseView
    from yishi_engine.store import SqlStore

INSERT = text("INSERT INTO portal_request VALUES (:note)")


@pytest.fixture
def office(sql: SqlStore) -> Office:
    """An office whose store is in each kind of database in turn."""
    return Office(sql)


@pytest.fixture(params=["own", "shared"])
def portal(request: pytest.FixtureRequest, url: str, sql: SqlStore) -> Iterator[Engine]:
    """Return the portal's own engine on the database of the store, or the store's, with a table of the portal's."""
    sql.check()
    engine = create_engine(url) if request.param == "own" else sql.engine
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE portal_request (note VARCHAR(20))"))
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _log(caplog: pytest.LogCaptureFixture) -> None:
    """Let the mirrored audit records through."""
    caplog.set_level("INFO", "yishi_engine")


def submit(office: Office, connection: Connection, *, key: str | None = None) -> CaseView:
    """Write the portal's own row, and hand in an application."""
    connection.execute(INSERT, {"note": "application"})
    command = commands.SubmitCase(
        bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT, key=key
    )
    return office.engine.handle(command, connection=connection)


def requests(portal: Engine) -> int:
    """Return how many rows the portal has."""
    with portal.connect() as connection:
        return len(connection.execute(text("SELECT note FROM portal_request")).all())


def test_a_rollback_takes_all_back(office: Office, portal: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """When the portal rolls back, there is no case, no record, no key, no personal value, and no line in the log."""
    with portal.connect() as connection:
        view = submit(office, connection, key="portal-1")
        assert office.engine.case(view.id, connection=connection).state is CaseState.SUBMITTED
        connection.rollback()
    assert requests(portal) == 0
    assert caplog.records == []
    with pytest.raises(NotFound):
        office.engine.case(view.id)
    with office.store.read() as transaction:
        assert list(transaction.stored_records()) == []
        assert transaction.key_use("portal-1") is None
        assert transaction.personal(view.id) is None
        assert transaction.definitions() == []


def test_a_savepoint_takes_back_what_came_after_it(office: Office, portal: Engine) -> None:
    """A savepoint of the portal's takes back the row and the case; the rest is kept."""
    with portal.begin() as connection:
        connection.execute(INSERT, {"note": "before"})
        with connection.begin_nested() as savepoint:
            undone = submit(office, connection)
            savepoint.rollback()
        with connection.begin_nested():
            kept = submit(office, connection)
    assert requests(portal) == 2
    assert office.engine.case(kept.id).state is CaseState.SUBMITTED
    with pytest.raises(NotFound):
        office.engine.case(undone.id)


def test_a_commit_keeps_all(office: Office, portal: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """When the portal commits, its row and the case are there, and each record is in the log once."""
    with portal.connect() as connection:
        view = submit(office, connection)
        office.tick()
        office.engine.handle(commands.AcceptCase(case_id=view.id, by=LEAD), connection=connection)
        assert caplog.records == []
        connection.commit()
        written = len(caplog.records)
    assert requests(portal) == 1
    assert office.engine.case(view.id).state is CaseState.ACCEPTED
    assert office.engine.verify() == written == len(caplog.records) == 6


def test_a_rejected_command_leaves_the_portals_rows(office: Office, portal: Engine) -> None:
    """After a rejection the portal may go on in its transaction, and commit what it wrote."""
    with portal.begin() as connection:
        view = submit(office, connection)
        with pytest.raises(CommandRejected):
            office.engine.handle(commands.CompleteCase(case_id=view.id, by=LEAD), connection=connection)
        connection.execute(INSERT, {"note": "rejection noted"})
    assert requests(portal) == 2
    assert len(office.engine.events(view.id)) == 1


def test_a_key_used_before_gives_the_first_answer(office: Office, portal: Engine) -> None:
    """A portal that sends a command again in a new transaction gets the first answer, and one case."""
    with portal.begin() as connection:
        first = submit(office, connection, key="portal-1")
    with portal.begin() as connection:
        assert submit(office, connection, key="portal-1") == first
    assert requests(portal) == 2
    assert office.engine.verify() == 1


def test_a_definition_is_kept_again_after_a_rollback(office: Office, portal: Engine) -> None:
    """What was rolled back is not taken for kept: the next case brings its definition once more."""
    with portal.connect() as connection:
        submit(office, connection)
        connection.rollback()
    with portal.begin() as connection:
        submit(office, connection)
    with office.store.read() as transaction:
        assert len(transaction.definitions()) == 1
