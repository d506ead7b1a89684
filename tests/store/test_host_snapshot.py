"""A host's transaction that keeps seeing what it saw first: where another came first, no second try in it can help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text

from tests.case.conftest import ANSWERS, APPLICANT, FORM, LEAD, MATERIALS
from tests.engine.conftest import Office
from yishi_engine import CaseState, commands
from yishi_engine.errors import ConcurrentUpdate
from yishi_engine.testing.conformance.base import contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import yishi_engine
    from yishi_engine.store import SqlStore

ADVICE: Final = "roll the host's transaction back, and do the whole of it again"
STRICT: Final = ("REPEATABLE READ", "SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")


@pytest.fixture(params=["sqlite", *(pytest.param(level, marks=pytest.mark.postgres) for level in STRICT)])
def level(request: pytest.FixtureRequest) -> str:
    """Return how a host comes by a transaction that sees one state only: in SQLite it has no choice."""
    found: str = request.param
    return found


@pytest.fixture
def url(level: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database that has this level."""
    found: str = f"sqlite:///{tmp_path}/cases.db" if level == "sqlite" else request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def office(sql: SqlStore) -> Office:
    """An office whose store is in that database."""
    return Office(sql)


@pytest.fixture
def portal(level: str, url: str, sql: SqlStore) -> Iterator[Engine]:
    """Return the portal's engine with its level, and with a table of its own."""
    sql.check()
    if level == "sqlite":
        engine = sql.engine
    elif level.startswith("SET"):
        engine = create_engine(url)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(level))
    else:
        engine = create_engine(url, isolation_level=level)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE portal_request (note VARCHAR(20))"))
    yield engine
    engine.dispose()


@pytest.fixture
def tries(portal: Engine) -> list[str]:
    """Return a list of the savepoints that are set on the portal's connections: each try sets one."""
    names: list[str] = []
    event.listen(portal, "savepoint", lambda _connection, name: names.append(name))
    return names


def note(connection: Connection) -> None:
    """Write a row of the portal's."""
    connection.execute(text("INSERT INTO portal_request VALUES ('note')"))


def look(connection: Connection) -> int:
    """Return how many rows the portal has, as a transaction sees it; from then on it sees nothing newer."""
    return len(connection.execute(text("SELECT note FROM portal_request")).all())


def report(case_id: str, key: str | None = None) -> commands.ReportDeficiency:
    """Return a command that changes a case and leaves its state."""
    return commands.ReportDeficiency(case_id=case_id, item="fire-check", text="平面图不清", by=LEAD, key=key)


def alone(engine: yishi_engine.Engine, command: commands.Command, connection: Connection) -> object:
    """Give a command by itself."""
    return engine.handle(command, connection=connection)


def in_a_batch(engine: yishi_engine.Engine, command: commands.Command, connection: Connection) -> object:
    """Give a command in a batch, where each stands for itself."""
    return engine.handle_many([command], connection=connection, each=True)


@pytest.mark.parametrize("give", [alone, in_a_batch])
def test_a_command_fails_at_once(
    office: Office,
    portal: Engine,
    tries: list[str],
    give: Callable[[yishi_engine.Engine, commands.Command, Connection], object],
) -> None:
    """Another changed the case meanwhile: after one try the host is told what to do, and nothing was written."""
    case = office.submit()
    with portal.connect() as connection:
        look(connection)
        office.engine.handle(report(case.id))
        before = contents(office.store)
        with pytest.raises(ConcurrentUpdate, match=ADVICE):
            give(office.engine, report(case.id, "k-1"), connection)
    assert len(tries) == 1
    assert contents(office.store) == before
    assert len(office.engine.events(case.id)) == 2


def test_the_host_may_keep_what_it_wrote(office: Office, portal: Engine) -> None:
    """Only the command was taken back: a host that can do without it commits its own rows."""
    case = office.submit()
    with portal.connect() as connection:
        look(connection)
        office.engine.handle(report(case.id))
        with pytest.raises(ConcurrentUpdate):
            office.engine.handle(report(case.id), connection=connection)
        if portal.name == "postgresql":  # SQLite lets nobody write who has seen an older state
            note(connection)
        assert look(connection) == (portal.name == "postgresql")
        connection.commit()
        assert look(connection) == (portal.name == "postgresql")
    assert len(office.engine.events(case.id)) == 2


def test_the_whole_done_again_succeeds(office: Office, portal: Engine) -> None:
    """A host that follows the advice has its row and its command in the second transaction, each once."""
    case = office.submit()

    def whole(between: Callable[[], object]) -> None:
        with portal.begin() as connection:
            look(connection)
            between()
            office.engine.handle(commands.AcceptCase(case_id=case.id, by=LEAD, key="k-1"), connection=connection)
            note(connection)

    with pytest.raises(ConcurrentUpdate):
        whole(lambda: office.engine.handle(report(case.id)))
    whole(lambda: None)
    assert office.engine.case(case.id).state is CaseState.ACCEPTED
    with portal.begin() as connection:
        assert look(connection) == 1
    assert office.engine.verify() == len(office.engine.events(case.id))


def test_a_key_in_sight_gives_the_first_answer(office: Office, portal: Engine, tries: list[str]) -> None:
    """A key that was used before the host's transaction began is no conflict."""
    case = office.submit()
    first = office.engine.handle(report(case.id, "k-1"))
    with portal.begin() as connection:
        assert look(connection) == 0
        assert office.engine.handle(report(case.id, "k-1"), connection=connection) == first
    assert len(tries) == 2
    assert len(office.engine.events(case.id)) == 2


def test_a_key_out_of_sight_fails(office: Office, portal: Engine, tries: list[str]) -> None:
    """A key that was used since the host's transaction began cannot be answered in it, but in the next one."""
    with portal.connect() as connection:
        look(connection)
        first = office.submit(key="k-1")
        submit = commands.SubmitCase(
            bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT, key="k-1"
        )
        with pytest.raises(ConcurrentUpdate, match=ADVICE):
            office.engine.handle(submit, connection=connection)
        assert len(tries) <= 2
        connection.rollback()
        assert office.engine.handle(submit, connection=connection) == first
        connection.commit()
    assert len(office.engine.cases()) == 1


@pytest.mark.parametrize("level", [pytest.param("READ COMMITTED", marks=pytest.mark.postgres)], indirect=True)
def test_where_a_second_try_helps_it_is_made(office: Office, portal: Engine, tries: list[str]) -> None:
    """Where each statement sees what was committed, a key that was taken meanwhile is found by looking."""
    case = office.submit()
    with portal.begin() as connection:
        look(connection)
        first = office.engine.handle(report(case.id, "k-1"))
        assert office.engine.handle(report(case.id, "k-1"), connection=connection) == first
        assert office.engine.handle(report(case.id), connection=connection).state is CaseState.SUBMITTED
    assert len(tries) == 3
    assert len(office.engine.events(case.id)) == 3
