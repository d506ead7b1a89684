"""Proving by several processes: the same is found as by one, whichever of them finds it."""

from __future__ import annotations

import multiprocessing
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from tests.databases import upgraded
from tests.engine.conftest import Office
from yishi_engine import AuditChainBroken, SqlStore, StorageError
from yishi_engine.engine import proving
from yishi_engine.engine.proving import Prover, prove, prove_side_by_side
from yishi_engine.engine.verification import Proved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of each kind of database in turn, empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cases.db"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def office(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Return an office whose cases are proved two at a time."""
    monkeypatch.setattr(proving, "_CASES", 2)
    for store in upgraded(SqlStore.from_url(url)):
        yield Office(store)


def without_case(office: Office, case_id: str) -> None:
    """Delete a case and what refers to it, but its records."""
    engine = create_engine(office.store.engine.url)  # type: ignore[attr-defined]  # of a store in a database
    with engine.begin() as connection:
        for table in ("yishi_task", "yishi_application", "yishi_personal"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE case_id = '{case_id}'")  # noqa: S608
        connection.exec_driver_sql(f"DELETE FROM yishi_case WHERE id = '{case_id}'")  # noqa: S608
    engine.dispose()


def test_processes_count_together(office: Office, url: str) -> None:
    """What several processes prove is all that there is, with one case as with many parts."""
    office.accepted()
    assert prove_side_by_side(url, 2) == prove(office.store)
    for _ in range(6):
        office.accepted()
    assert prove_side_by_side(url, 2) == prove(office.store) == Proved(7, office.engine.verify())


def test_the_first_bad_case_is_named_whoever_finds_it(office: Office, url: str) -> None:
    """Of bad cases in several parts the one with the first id is named, as one process would."""
    ids = sorted(office.submit().id for _ in range(9))
    for bad in (ids[8], ids[3], ids[6]):
        without_case(office, bad)
    ways: list[Callable[[], object]] = [lambda: prove_side_by_side(url, 3), lambda: prove(office.store)]
    for proved in ways:
        with pytest.raises(AuditChainBroken, match="is gone") as caught:
            proved()
        assert (caught.value.case, caught.value.seq) == (ids[3], 1)


def test_others_may_write_meanwhile(office: Office, url: str) -> None:
    """Cases that begin and go on while everything is proved are not taken for faults."""
    for _ in range(4):
        office.accepted()

    def write() -> None:
        for _ in range(40):
            office.decide(office.accepted().id, "business-licence", "scjg")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(2):
            assert prove_side_by_side(url, 2).cases >= 4
            assert prove(office.store).cases >= 4
            assert office.engine.verify() >= 4
    finally:
        writer.join()
    assert prove_side_by_side(url, 2).records == office.engine.verify()


def test_a_process_that_dies_is_told(office: Office, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system ends a process, nothing is proved, and that is said in one line."""
    office.submit()

    def parts(_prover: Prover) -> Iterator[tuple[str | None, str | None]]:
        yield None, None
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        yield None, None

    monkeypatch.setattr(Prover, "parts", parts)
    with pytest.raises(StorageError, match="died"):
        prove_side_by_side(url, 1)


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    """What the database says reaches the caller as it does from one process."""
    with pytest.raises(StorageError, match="did not do what was asked"):
        prove_side_by_side(f"sqlite:///{tmp_path}/nothing.db", 2)
