"""Two engines, one on a store in memory and one on a SQLite file, that are told the same at the same instants."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from sqlalchemy import event, select

from tests.stateful.definitions import DEPARTMENTS, catalog
from yishi_engine import Actor, Engine, MemoryStore, SqlStore, commands
from yishi_engine.errors import YishiError
from yishi_engine.store.tables import case_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from yishi_engine import AuditRecord, CaseView, TaskView
    from yishi_engine.store.port import DueIndex, StoredCase

T = TypeVar("T")

APPLICANT: Final = Actor.applicant("p-1")
STAFF: Final[Mapping[str, Actor]] = {each: Actor.staff(f"s-{each}", department=each) for each in DEPARTMENTS}
SUPERVISORS: Final[Mapping[str, Actor]] = {each: Actor.supervisor(f"h-{each}", department=each) for each in DEPARTMENTS}
STRANGER: Final = Actor.applicant("p-2")
VIEWERS: Final = (None, APPLICANT, STAFF["lead"], STAFF["fire"], STAFF["city"])


class Contents(Protocol):
    """What a test wants to know of a store besides what the port tells."""

    def everything(self) -> object:
        """Return all that is kept, to compare."""

    def attention_at(self, case_id: str) -> str | None:
        """Return when a sweep is to look at a case again, as text."""


class MemoryContents:
    """The contents of a memory store."""

    def __init__(self, store: MemoryStore) -> None:
        self._tables = store._tables

    def everything(self) -> object:
        """Return a copy of all tables; what lies in them is never changed."""
        return {each.name: dict(getattr(self._tables, each.name)) for each in fields(self._tables)}

    def attention_at(self, case_id: str) -> str | None:
        """Return the instant as an SQL store would write it."""
        at = self._tables.attention.get(case_id)
        return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}" if at else None


class SqlContents:
    """The contents of an SQL store."""

    def __init__(self, store: SqlStore) -> None:
        self._engine = store.engine

    def everything(self) -> object:
        """Return the rows of all tables."""
        with self._engine.connect() as connection:
            return {
                name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for name, table in case_table.metadata.tables.items()
            }

    def attention_at(self, case_id: str) -> str | None:
        """Return the column."""
        with self._engine.connect() as connection:
            at: str | None = connection.scalar(select(case_table.c.attention_at).where(case_table.c.id == case_id))
        return at


@dataclass
class Side:
    """One of the engines.

    Attributes:
        engine: The engine.
        contents: What its store holds.
        case_ids: Ids of its cases, in the order in which they were submitted.
    """

    engine: Engine
    contents: Contents
    case_ids: list[str] = field(default_factory=list)

    def stored(self, number: int) -> StoredCase:
        """Return a case as the store keeps it."""
        with self.engine._store.read() as transaction:
            found = transaction.load(self.case_ids[number])
        assert found is not None
        return found

    def due_index(self, number: int) -> DueIndex:
        """Return the copies of due dates that the store keeps for its queries."""
        due = self.stored(number).due
        assert due is not None
        return due

    def records(self, number: int) -> tuple[AuditRecord, ...]:
        """Return the audit records of a case."""
        return self.engine.events(self.case_ids[number])

    def carry_out(self, command: commands.Command) -> CaseView:
        """Give a command, of which nothing may be kept if it is rejected; a new case is the next one."""
        before = self.contents.everything()
        try:
            view = self.engine.handle(command)
        except YishiError as error:
            assert self.contents.everything() == before, f"rejected, yet something was written: {error!r}"
            raise
        if view.id not in self.case_ids:
            self.case_ids.append(view.id)
        return view


class Lockstep:
    """Both sides, and the one clock that they share."""

    def __init__(self, folder: Path, now: datetime, *, catch_up: bool = False) -> None:
        """Open two empty stores at an instant."""
        self.now = now
        memory, self._sql = MemoryStore(), SqlStore.from_url(f"sqlite:///{folder}/cases.db")
        event.listen(self._sql.engine, "connect", _write_carelessly)
        self._sql.upgrade()
        self.sides = [
            Side(Engine(store=store, catalog=catalog(), clock=lambda: self.now, catch_up=catch_up), contents)
            for store, contents in ((memory, MemoryContents(memory)), (self._sql, SqlContents(self._sql)))
        ]

    @property
    def first(self) -> Side:
        """Return the side from which choices are made."""
        return self.sides[0]

    @property
    def cases(self) -> range:
        """Return the numbers of the cases."""
        return range(len(self.first.case_ids))

    def close(self) -> None:
        """Close the file."""
        self._sql.dispose()

    def give(self, command: commands.Command) -> CaseView | YishiError:
        """Give a command to both, and find that they answer alike and that neither keeps anything of a rejected one.

        Args:
            command: The command; a case is named by the first side's id.

        Returns:
            The first side's answer, or the error with which both rejected the command.
        """
        return self.both(lambda side: side.carry_out(self._for(side, command)), anonymous)

    def both(self, act: Callable[[Side], T], anonymous: Callable[[T], object] = repr) -> T | YishiError:
        """Do the same on both sides, and find that the same comes of it; ``anonymous`` leaves out what is theirs."""
        answers = [_attempt(side, act) for side in self.sides]
        one, other = (each if isinstance(each, YishiError) else anonymous(each) for each in answers)
        if isinstance(one, YishiError) or isinstance(other, YishiError):
            assert type(one) is type(other), (one, other)
        else:
            assert one == other
        return answers[0]

    def _for(self, side: Side, command: commands.Command) -> commands.Command:
        if isinstance(command, commands.CaseCommand | commands.TaskCommand):
            own = dict(zip(self.first.case_ids, side.case_ids, strict=True)).get(command.case_id, command.case_id)
            if isinstance(command, commands.TaskCommand):
                return replace(command, task_id=commands.task_id(own, command.item))
            return replace(command, case_id=own)
        return command


def anonymous(view: CaseView) -> CaseView:
    """Return a view without ids and numbers, which chance makes."""
    tasks = tuple(anonymous_task(task) for task in view.tasks)
    return replace(view, id="", number="", tasks=tasks)


def anonymous_task(view: TaskView) -> TaskView:
    """Return a task's view without ids and numbers."""
    return replace(view, id="", case_id="", case_number="")


def _attempt(side: Side, act: Callable[[Side], T]) -> T | YishiError:
    try:
        return act(side)
    except YishiError as error:
        return error


def _write_carelessly(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    connection.execute("PRAGMA synchronous=OFF")  # no example outlives a power cut
