"""Proving everything in one pass: whatever was done to a store, the first bad record of the first bad case is named."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.case.conftest import ANSWERS, APPLICANT, FORM, LEAD, MATERIALS
from tests.databases import upgraded
from tests.engine.conftest import Office
from yishi_engine import Actor, AuditChainBroken, MemoryStore, NotFound, SqlStore, StorageError, commands
from yishi_engine.audit import AuditRecord, seal
from yishi_engine.engine import proving, verification
from yishi_engine.engine.proving import Prover, prove
from yishi_engine.engine.verification import Proved, Verification
from yishi_engine.store import sql_proof
from yishi_engine.testing.builders import new_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LAST, BEHIND = 1_000, 1_001
"""Stand for the number of the case's last record, and for the one after it."""

PAST_GUARDS = {"postgresql": "SET session_replication_role = replica", "sqlite": "PRAGMA foreign_keys = OFF"}
"""Database → what lets a session write past triggers and foreign keys."""

OF_CASE = ("yishi_task", "yishi_application", "yishi_personal")
GONE = [f"DELETE FROM {table} WHERE case_id = :case" for table in OF_CASE]  # noqa: S608

TAMPERINGS: dict[str, tuple[list[str], int, str]] = {
    "a record is changed": (
        ["UPDATE yishi_audit SET body = replace(body, 'scjg', 'xfjy') WHERE case_id = :case AND seq = 5"],
        5,
        "changed",
    ),
    "a record is noise": (["UPDATE yishi_audit SET body = 'noise' WHERE case_id = :case AND seq = 2"], 2, "changed"),
    "a record says nothing": (["UPDATE yishi_audit SET body = '{}' WHERE case_id = :case AND seq = 3"], 3, "changed"),
    "a hash is changed": (
        ["UPDATE yishi_audit SET hash = :zeros WHERE case_id = :case AND seq = 6"],
        6,
        "changed",
    ),
    "the first record is gone": (["DELETE FROM yishi_audit WHERE case_id = :case AND seq = 1"], 1, "gap"),
    "a record is gone": (["DELETE FROM yishi_audit WHERE case_id = :case AND seq = 4"], 4, "gap"),
    "the newest records are gone": (["DELETE FROM yishi_audit WHERE case_id = :case AND seq > 7"], 8, "cut"),
    "all records are gone": (["DELETE FROM yishi_audit WHERE case_id = :case"], 1, "cut"),
    "a record is repeated": (
        ["INSERT INTO yishi_audit SELECT case_id, 999, body, hash FROM yishi_audit WHERE case_id = :case AND seq = 3"],
        BEHIND,
        "inserted",
    ),
    "a record has another number": (
        ["UPDATE yishi_audit SET seq = 999 WHERE case_id = :case AND seq = 7"],
        7,
        "gap",
    ),
    "a record is another case's": (
        [
            f"UPDATE yishi_audit SET {column} ="  # noqa: S608
            f" (SELECT {column} FROM yishi_audit WHERE case_id = :other AND seq = 2) WHERE case_id = :case AND seq = 2"
            for column in ("body", "hash")
        ],
        2,
        "foreign",
    ),
    "the head is changed": (["UPDATE yishi_case SET head = :zeros WHERE id = :case"], LAST, "changed"),
    "the case knows of more records": (["UPDATE yishi_case SET seq = seq + 1 WHERE id = :case"], BEHIND, "cut"),
    "the case knows of fewer records": (["UPDATE yishi_case SET seq = seq - 1 WHERE id = :case"], LAST, "inserted"),
    "the case is in another state": (
        ["UPDATE yishi_case SET state = 'withdrawn' WHERE id = :case"],
        LAST,
        "stored state",
    ),
    "the case has another applicant": (
        ["UPDATE yishi_case SET applicant = 'p-2' WHERE id = :case"],
        LAST,
        "stored state",
    ),
    "a task is in another state": (
        ["UPDATE yishi_task SET state = 'refused' WHERE case_id = :case AND item = 'fire-check'"],
        LAST,
        "stored state",
    ),
    "a task is gone": (
        ["DELETE FROM yishi_task WHERE case_id = :case AND item = 'signboard'"],
        LAST,
        "stored state",
    ),
    "something else was applied for": (
        ["UPDATE yishi_application SET body = replace(body, '蜀香', '川香') WHERE case_id = :case"],
        LAST,
        "stored state",
    ),
    "the application is gone": (["DELETE FROM yishi_application WHERE case_id = :case"], LAST, "cannot be read"),
    "the case is noise": (["UPDATE yishi_case SET body = 'noise' WHERE id = :case"], LAST, "cannot be read"),
    "a task is noise": (["UPDATE yishi_task SET body = 'noise' WHERE case_id = :case"], LAST, "cannot be read"),
    "the case is gone": ([*GONE, "DELETE FROM yishi_case WHERE id = :case"], 1, "is gone"),
    "the case has another id": (["UPDATE yishi_case SET id = 'zzz' WHERE id = :case"], 1, "is gone"),
    "the case has an id that comes first": (["UPDATE yishi_case SET id = ' ' WHERE id = :case"], 1, "cannot be read"),
}
"""What is done → the statements, the record that is named, and a word of what is said about it."""


@dataclass
class Archive:
    """A store with three cases, of which the second is tampered with.

    Attributes:
        ids: Ids of the cases, in order.
        count: Number of the records of the second.
        records: Number of all records.
    """

    office: Office
    store: SqlStore
    ids: list[str]
    count: int
    records: int

    @property
    def middle(self) -> str:
        """Id of the second case."""
        return self.ids[1]

    def tamper(self, *statements: str, **values: object) -> None:
        """Change the database behind the engine's back, past triggers and foreign keys; ``:case`` is the second one."""
        known = {"case": self.middle, "other": self.ids[0], "zeros": "0" * 64, **values}
        engine = create_engine(self.store.engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for name in connection.exec_driver_sql(triggers).scalars().all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(PAST_GUARDS[engine.dialect.name])
            for statement in map(text, statements):
                connection.execute(statement, {name: known[name] for name in statement.compile().params})

    def replaced(self, chain: list[AuditRecord]) -> None:
        """Put another chain in the place of the second case's, one that fits itself and the head."""
        self.tamper("DELETE FROM yishi_audit WHERE case_id = :case")
        insert = "INSERT INTO yishi_audit (case_id, seq, body, hash) VALUES (:case, :seq, :body, :hash)"
        for record in chain:
            self.tamper(insert, seq=record.seq, body=record.body_text, hash=record.hash)
        self.tamper("UPDATE yishi_case SET head = :hash WHERE id = :case", hash=chain[-1].hash)


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Return a store where rows can be changed from outside: in SQLite, or in what a test asks for."""
    url = f"sqlite:///{tmp_path}/cases.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    yield from upgraded(SqlStore.from_url(url))


EITHER = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def archive(store: SqlStore) -> Archive:
    """Return a store with three cases; each began later than the one before it, and so has a later id."""
    office = Office(store)
    ids = []
    for make in (office.accepted, office.completed, office.accepted):
        ids.append(make().id)
        office.tick()
    count = len(office.engine.events(ids[1]))
    return Archive(office, store, ids, count, office.engine.verify())


def ways(archive: Archive) -> list[Callable[[], object]]:
    """Return all ways to prove the three cases."""
    return [archive.office.engine.verify, partial(prove, archive.store)]


@pytest.mark.parametrize(
    ("store", "done"),
    [("sqlite", done) for done in TAMPERINGS]
    + [pytest.param("postgresql", done, marks=pytest.mark.postgres) for done in list(TAMPERINGS)[::6]],
    indirect=["store"],
)
def test_whatever_was_done_is_found(archive: Archive, done: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case and record are named, whether all cases are proved at once, part by part, or the case alone."""
    statements, seq, said = TAMPERINGS[done]
    archive.tamper(*statements)
    monkeypatch.setattr(proving, "_CASES", 1)
    moved = "an id" in done or "another id" in done
    alone: list[Callable[[], object]] = (
        [] if said == "is gone" or moved else [partial(archive.office.engine.verify, archive.middle)]
    )
    for way in (*ways(archive), *alone):
        with pytest.raises(AuditChainBroken, match=said) as caught:
            way()
        named = " " if "comes first" in done else archive.middle
        assert (caught.value.case, caught.value.seq) == (named, seq if seq < LAST else archive.count + seq - LAST)
    for sound in (archive.ids[0], archive.ids[2]):
        assert archive.office.engine.verify(sound) > 0


@EITHER
def test_a_sound_store_is_counted(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases and records are counted, at once or in parts of any size."""
    expected = Proved(3, sum(archive.office.engine.verify(each) for each in archive.ids))
    assert archive.records == expected.records
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(proving, "_CASES", size)
        assert prove(archive.store) == expected
        parts = list(Prover(archive.store).parts())
        assert len(parts) == 3 // size + 1
        assert [after for after, _ in parts[1:]] == [until for _, until in parts[:-1]]
        assert (parts[0][0], parts[-1][1]) == (None, None)


def test_of_two_bad_cases_the_first_is_named(archive: Archive) -> None:
    """The order is that of ids, whatever is wrong with each."""
    archive.tamper("UPDATE yishi_audit SET body = 'noise' WHERE case_id = :case AND seq = 2")
    archive.tamper("DELETE FROM yishi_audit WHERE case_id = :case", case=archive.ids[0])
    for way in ways(archive):
        with pytest.raises(AuditChainBroken) as caught:
            way()
        assert caught.value.case == archive.ids[0]


@EITHER
def test_another_definition_is_found(archive: Archive) -> None:
    """A definition that was changed behind all cases is named with the first of them."""
    archive.tamper("UPDATE yishi_definition SET content = replace(content, '15 工作日', '99 工作日')")
    for way in ways(archive):
        with pytest.raises(AuditChainBroken, match="definition") as caught:
            way()
        assert (caught.value.case, caught.value.seq) == (archive.ids[0], 1)


@EITHER
@pytest.mark.parametrize("done", ["the case is gone", "all records are gone", "a record is changed"])
def test_a_part_proves_its_own_cases(archive: Archive, done: str) -> None:
    """A part begins behind the last id of the one before it, and ends with an id, for cases that are gone as well."""
    archive.tamper(*TAMPERINGS[done][0])
    first, middle, _ = archive.ids
    prover = Prover(archive.store)
    assert prover.part(None, first).cases == prover.part(middle, None).cases == 1
    for bad in ((first, middle), (None, middle), (first, None)):
        with pytest.raises(AuditChainBroken):
            prover.part(*bad)


def test_ids_that_are_no_texts_are_found(archive: Archive) -> None:
    """SQLite keeps anything in a column; an id that is no text comes last, and keeps nothing from being found."""
    archive.tamper("UPDATE yishi_audit SET case_id = CAST(case_id AS BLOB) WHERE case_id = :case AND seq = 2")
    with pytest.raises(AuditChainBroken, match="gap: record 3") as caught:
        archive.office.engine.verify()
    assert (caught.value.case, caught.value.seq) == (archive.middle, 2)
    archive.tamper("DELETE FROM yishi_audit WHERE case_id = :case", *GONE, "DELETE FROM yishi_case WHERE id = :case")
    with pytest.raises(AuditChainBroken, match="is gone"):
        archive.office.engine.verify()


@pytest.mark.parametrize("value", ["X'7B7D'", "5", "''"])
def test_a_body_that_is_no_text_is_found(archive: Archive, value: str) -> None:
    """SQLite keeps anything in a column; what is no text is no record."""
    archive.tamper(f"UPDATE yishi_audit SET body = {value} WHERE case_id = :case AND seq = 2")  # noqa: S608
    with pytest.raises(AuditChainBroken, match="changed") as caught:
        archive.office.engine.verify()
    assert (caught.value.case, caught.value.seq) == (archive.middle, 2)


def resealed(records: list[AuditRecord], at: int, **changes: object) -> list[AuditRecord]:
    """Return a chain in which one record, from 0, says something else, and all hashes are right again."""
    chain = [*records[:at]]
    for record in [replace(records[at], **changes), *records[at + 1 :]]:  # type: ignore[arg-type]
        content = {name: getattr(record, name) for name in ("algo", "case", "seq", "type", "actor", "data")}
        instants = {name: getattr(record, name) for name in ("occurred_at", "recorded_at")}
        chain.append(seal(**content, **instants, prev=chain[-1].hash if chain else "0" * 64))
    return chain


FALSE_STORIES: dict[str, tuple[int, dict[str, object]]] = {
    "no such type": (4, {"type": "task.unheard_of"}),
    "no such field": (4, {"data": {"unheard_of": 1}}),
    "a field is missing": (1, {"data": {}}),
    "no such item": (6, {"type": "task.started", "data": {"item": "unheard-of"}}),
    "the state does not lead there": (5, {"type": "case.completed", "data": {"outcome": "granted"}}),
    "no such outcome": (5, {"type": "case.extended", "data": {"limit": "soon", "reason": "x"}}),
    "no such role": (3, {"actor": {"id": "c-1", "role": "king"}}),
    "nobody acted": (3, {"actor": {}}),
    "it began twice over": (0, {"type": "case.accepted", "data": {"counted_from": "2026-02-11T01:30:00.000000Z"}}),
}


@pytest.mark.parametrize("story", FALSE_STORIES)
def test_a_chain_that_tells_no_story_is_found(archive: Archive, story: str) -> None:
    """A chain that was forged as a whole, with all hashes and the head, is named where it cannot have happened."""
    at, changes = FALSE_STORIES[story]
    archive.replaced(resealed(list(archive.office.engine.events(archive.middle)), at, **changes))
    for asked in (None, archive.middle):
        with pytest.raises(AuditChainBroken, match="cannot follow") as caught:
            archive.office.engine.verify(asked)
        assert (caught.value.case, caught.value.seq) == (archive.middle, at + 1)
        assert "unheard" not in str(caught.value)


def test_a_chain_that_tells_another_story_is_found(archive: Archive) -> None:
    """A forged chain that could have happened does not say the state that is stored."""
    records = list(archive.office.engine.events(archive.middle))
    at = next(number for number, record in enumerate(records) if record.type == "task.granted")
    archive.replaced(resealed(records, at, data={**records[at].data, "result": {"number": "forged"}}))
    with pytest.raises(AuditChainBroken, match="stored state"):
        archive.office.engine.verify()


def test_where_the_chain_is_broken_too_that_is_what_is_named(archive: Archive) -> None:
    """What tells what happened to a record is its chain; that it cannot be understood follows from it."""
    chain = resealed(list(archive.office.engine.events(archive.middle)), 4, type="task.unheard_of")
    archive.replaced(chain)
    archive.tamper("DELETE FROM yishi_audit WHERE case_id = :case AND seq > 9")
    with pytest.raises(AuditChainBroken, match="cut") as caught:
        archive.office.engine.verify()
    assert caught.value.seq == 10


@pytest.mark.parametrize("column", ["yishi_audit.case_id", "yishi_case.id"])
def test_where_the_order_is_lost_nobody_is_accused(archive: Archive, column: str) -> None:
    """Where a column of ids has another collation, that is said, and not that cases or records are gone."""
    for number, own in enumerate(("C", "a", "B"), 1):
        with archive.store.write() as transaction:
            transaction.save(new_case(number, case=own))
    with pytest.raises(AuditChainBroken, match="definition") as caught:
        archive.office.engine.verify()  # these cases name none that is kept
    assert caught.value.case == "B"
    table, name = column.split(".")
    archive.tamper(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{name} VARCHAR(200)', '{name} TEXT COLLATE NOCASE')"  # noqa: S608
        f" WHERE name = '{table}'",
    )
    archive.tamper(f"REINDEX {table}")
    archive.store.dispose()
    with pytest.raises(StorageError, match="in one order"):
        archive.office.engine.verify()
    for own in ("B", "C", "a"):
        with pytest.raises(AuditChainBroken, match="definition"):
            archive.office.engine.verify(own)


@EITHER
def test_one_state_is_proved_while_others_write(archive: Archive) -> None:
    """What is committed after the proof has begun is not seen by it, and is proved the next time."""
    with archive.store.read() as transaction:
        assert transaction.load(archive.middle) is not None
        archive.office.decide(archive.ids[0], "business-licence", "scjg")
        new = archive.office.submit()
        assert Verification(transaction).all() == Proved(3, archive.records)
        with pytest.raises(NotFound):
            Verification(transaction).case(new.id)
    assert archive.office.engine.verify() > archive.records + 1
    assert archive.office.engine.verify(new.id) == 1


@EITHER
@pytest.mark.parametrize("filled", [0, 1])
def test_small_stores(store: SqlStore, filled: int) -> None:
    """An empty store has nothing to prove, and one case is proved alone."""
    for each in (store, MemoryStore()):
        office = Office(each)
        for _ in range(filled):
            office.submit()
        assert prove(each) == Proved(filled, filled)
        assert office.engine.verify() == filled


def test_memory_does_not_grow_with_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times as many cases take no more memory to be proved, once there are more than are read at a time."""
    monkeypatch.setattr(sql_proof, "_PAGE", 50)
    monkeypatch.setattr(sql_proof, "_STREAM", 100)
    for store in upgraded(SqlStore.from_url(f"sqlite:///{tmp_path}/cases.db")):
        office = Office(store)
        fill(office, 200)
        few = peak_of(office)
        fill(office, 1_800)
        many = peak_of(office)
        assert many < 1.1 * few


def test_a_long_chain_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records of one case are not held together either, however many there are."""
    monkeypatch.setattr(sql_proof, "_STREAM", 100)
    monkeypatch.setattr(verification, "_PART", 50)
    for store in upgraded(SqlStore.from_url(f"sqlite:///{tmp_path}/cases.db")):
        office = Office(store)
        case_id = office.accepted().id
        peaks = []
        for times in (100, 1_000):
            extend(office, case_id, times)
            peaks.append(peak_of(office))
        assert peaks[1] < 1.1 * peaks[0]


def fill(office: Office, count: int) -> None:
    """Submit and accept so many cases."""
    submit = commands.SubmitCase(
        bundle="open-restaurant", answers=ANSWERS, form=FORM, materials=MATERIALS, by=APPLICANT
    )
    for _ in range(count // 100):
        views = office.engine.handle_many([submit] * 100)
        office.engine.handle_many([commands.AcceptCase(case_id=view.id, by=LEAD) for view in views])


def extend(office: Office, case_id: str, times: int) -> None:
    """Hand a task over from one officer to the other, so many times."""
    fire = [Actor.staff(name, department="xfjy") for name in ("o-1", "o-2")]
    task = f"{case_id}:fire-check"
    if times == 100:
        office.engine.handle(commands.StartTask(task_id=task, by=fire[0]))
    lead = Actor.supervisor("s-1", department="xfjy")
    for number in range(0, times, 100):
        office.engine.handle_many(
            [
                commands.ReassignTask(task_id=task, officer=fire[(number + each + 1) % 2].id, reason="轮班", by=lead)
                for each in range(100)
            ]
        )


def peak_of(office: Office) -> int:
    """Return the most bytes that are held while everything is proved, beyond what was held before."""
    office.engine.verify()  # what is made but once is made now
    tracemalloc.start()
    try:
        office.engine.verify()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
