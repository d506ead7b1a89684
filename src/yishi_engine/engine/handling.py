"""Carrying out commands: load, decide, and write state, records, key and personal values in one transaction."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from yishi_engine import log
from yishi_engine.case import commands as c
from yishi_engine.case.actor import Actor
from yishi_engine.case.context import Context
from yishi_engine.case.deciding import decide
from yishi_engine.case.events import ClockRecomputed
from yishi_engine.case.evolution import evolve
from yishi_engine.case.timers import next_attention, settle
from yishi_engine.case.viewing import view_case
from yishi_engine.case.views import CaseView, Viewpoint
from yishi_engine.engine.desk import Desk, Memory
from yishi_engine.engine.identity import check_key, fingerprint, new_case_id, new_number
from yishi_engine.engine.recomputing import moved_events
from yishi_engine.engine.recording import case_of_records, due_index, personal_content, record_events
from yishi_engine.errors import (
    ArgumentInvalid,
    CommandRejected,
    ConcurrentUpdate,
    KeyReused,
    NotFound,
    RowUnreadable,
    StorageError,
    shown,
)
from yishi_engine.store.port import Change, DueIndex, KeyTaken, KeyUse, Stale
from yishi_engine.worktime.calendar import local_date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.case.events import Event
    from yishi_engine.case.model import Case
    from yishi_engine.engine.definitions import Definitions
    from yishi_engine.engine.workdays import Workdays
    from yishi_engine.errors import YishiError
    from yishi_engine.store.port import Store, StoredCase, Transaction

T = TypeVar("T")
B = TypeVar("B", bound="StoredCase | None")

ATTEMPTS: Final = 20
LOCK_AFTER: Final = 2
LONGEST_PAUSE: Final = 0.1
"""Seconds between two attempts at most, once even a lock did not help; the pause is random, so that two drift apart."""


class Standing(NamedTuple, Generic[B]):
    """How a case stands.

    Attributes:
        before: The case; None if there is none yet, where that may be.
        context: The world that is decided by.
        moved: What has to be recorded first: dates that moved since they were told last.
        certain: Whether it was read in this transaction, not remembered.
    """

    before: B
    context: Context
    moved: tuple[Event, ...]
    certain: bool


class Handler:
    """Carries out commands on one store."""

    def __init__(self, store: Store, definitions: Definitions, workdays: Workdays, *, catch_up: bool) -> None:
        """Create a handler for a store.

        Args:
            store: Where cases are kept.
            definitions: The definitions that it decides by.
            workdays: The working days that it counts.
            catch_up: Whether time takes effect on a case before each command on it.
        """
        self._store = store
        self._definitions = definitions
        self._workdays = workdays
        self._catch_up = catch_up
        self._memory = Memory()
        self._pause = time.sleep

    def handle(self, command: c.Command, now: datetime, connection: Connection | None) -> CaseView:
        """Carry out one command in a transaction; see ``Engine.handle``."""
        look_first = False
        # The host's transaction may have changed the case, so there it is read.
        memory = self._memory if connection is None else None

        def carry_out(transaction: Transaction) -> CaseView:
            nonlocal look_first
            looking, look_first = look_first, True  # if this comes round again, the key may be what was in the way
            return self._carry_out(Desk(transaction, memory), command, now, look_first=looking)

        return self.retried(carry_out, type(command).__name__, _cases_of([command]), connection)

    def handle_many(
        self, commands: Sequence[c.Command], now: datetime, connection: Connection | None, *, each: bool
    ) -> list[CaseView | YishiError]:
        """Carry out commands in one transaction; see ``Engine.handle_many``."""
        cases = _cases_of(commands)
        keys = {command.key for command in commands if isinstance(command.key, str)}

        def carry_out_all(transaction: Transaction) -> list[CaseView | YishiError]:
            desk = Desk(transaction, None)
            desk.prepare(cases, keys)
            answers: list[CaseView | YishiError] = []
            for command in commands:
                try:
                    answers.append(self._carry_out(desk, command, now, look_first=True))
                except (CommandRejected, NotFound, KeyReused, RowUnreadable) as error:
                    if not each:
                        raise
                    answers.append(error.with_traceback(None))  # or all that was at hand would live as long as it
            return answers

        names = ", ".join(sorted({type(command).__name__ for command in commands}))
        return self.retried(carry_out_all, names, cases, connection, lock=True)

    def retried(
        self,
        work: Callable[[Transaction], T],
        what: str,
        cases: Collection[str] = (),
        connection: Connection | None = None,
        *,
        lock: bool = False,
    ) -> T:
        """Do some work in one transaction, anew if another command changed what it had read.

        Args:
            work: What to do.
            what: What it is called in an error.
            cases: The cases that it changes. They are locked once a conflict repeats.
            connection: The host's own.
            lock: Whether they are locked from the start, since two batches could each wait for what the other has.

        Raises:
            ConcurrentUpdate: Others kept changing it.
        """
        conflict: Exception | None = None
        for attempt in range(ATTEMPTS):
            if attempt > LOCK_AFTER:
                self._pause(random.uniform(0, min(LONGEST_PAUSE, 0.001 * 2**attempt)))  # noqa: S311  (no secret)
            try:
                with self._store.write(connection) as transaction:
                    if cases and (lock or attempt >= LOCK_AFTER):
                        transaction.lock(cases)
                    return work(transaction)
            except (Stale, KeyTaken) as error:
                conflict = error.with_traceback(None)  # what the other command left decides anew
                self._memory.forget(cases)
                looks_next = isinstance(error, KeyTaken) and attempt == 0  # and may find the key: it was in sight
                if error.lasting and not looks_next:
                    raise ConcurrentUpdate(
                        f"{what}: another transaction came first, and the host's does not see what it did",
                        advice="roll the host's transaction back, and do the whole of it again",
                    ) from conflict
            except StorageError:
                self._memory.forget(cases)  # they may have been written or not
                raise
        raise ConcurrentUpdate(
            f"{what}: others kept changing the case ({ATTEMPTS} attempts)", advice="try again; a command with its key"
        ) from conflict

    def loaded(self, desk: Desk, case_id: object, now: datetime) -> Standing[StoredCase]:
        """Return how a case stands.

        If its dates are not what was told last, another process may have loaded a notice: look, once a transaction.
        """
        known = desk.case(case_id) if isinstance(case_id, str) else None
        if known is None:
            raise no_case(case_id)
        before = known.stored
        context = self._context(self._definitions.of(before.case, desk.transaction), now)
        if known.calendar is context.calendar:
            return Standing(before, context, (), certain=known.certain)
        moved = moved_events(before, context, Actor.system())
        if moved and not desk.looked:
            desk.looked = True
            self._workdays.refresh(desk.transaction)
            context = replace(context, calendar=self._workdays.calendar)
            moved = moved_events(before, context, Actor.system())
        return Standing(before, context, moved, certain=known.certain)

    def _carry_out(self, desk: Desk, command: c.Command, now: datetime, *, look_first: bool) -> CaseView:
        key = None if command.key is None else check_key(command.key)
        # A single command finds out by its own write that the key is taken; most keys are not, so that saves a read.
        if key and look_first and (used := desk.key_use(key)):
            return self._first_answer(desk, command, used)
        certain = True
        try:
            before, context, moved, certain = self._situate(desk, command, now)
            events = (*moved, *self._decide(before.case if before else None, command, context))
        except (CommandRejected, NotFound):
            if not certain:  # as it was remembered; it may be allowed as the case stands now
                desk.reread(_case_of(command))
                return self._carry_out(desk, command, now, look_first=look_first)
            if key and (used := desk.key_use(key)):
                return self._first_answer(desk, command, used)
            raise
        after = self.write(desk, before, events, context, command)
        viewpoint = Viewpoint(
            bundle=context.target or context.bundle, calendar=context.calendar, now=now, viewer=command.by
        )
        return view_case(after.case, viewpoint)

    def _decide(self, case: Case | None, command: c.Command, context: Context) -> tuple[Event, ...]:
        """Decide, after what time has brought about meanwhile if the engine catches up."""
        if case is None or not self._catch_up:
            return decide(case, command, context)
        due = settle(case, context)
        for event in due:
            case = evolve(case, event)
        return (*due, *decide(case, command, context))

    def write(
        self,
        desk: Desk,
        before: StoredCase | None,
        events: tuple[Event, ...],
        context: Context,
        command: c.Command | None = None,
    ) -> StoredCase:
        """Save what follows from events, of which there is at least one; return the case after them."""
        now = context.now
        case_id = before.case.id if before else new_case_id(now, os.urandom(10))
        after, records = record_events(before, events, case_id=case_id, algo=self._store.algo, now=now)
        bundle = context.target or context.bundle
        # A change of version or of the working days moves the dates of tasks that did not change themselves.
        all_move = context.target or any(isinstance(event, ClockRecomputed) for event in events)
        known = before.case.tasks if before and not all_move else {}
        due = due_index(after.case, bundle, context.calendar, known=known)
        definition = self._definitions.to_keep(bundle)
        told = {**(before.due.tasks if before and before.due else {}), **due.tasks}
        after = replace(after, due=DueIndex(case=due.case, tasks={item: told.get(item) for item in after.case.tasks}))
        key = _key_use(command, after, context) if command else None
        change = Change(
            before=before,
            after=after,
            records=records,
            due_at=due.case,
            task_due=due.tasks,
            attention_at=next_attention(after.case, bundle, context.calendar),
            personal=personal_content(events),
            key=key,
            definition=definition,
        )
        desk.transaction.save(change)
        desk.keep(after, context.calendar, key)

        def committed() -> None:
            self._memory.put(after, context.calendar, anew=command is not None)
            if definition:
                self._definitions.kept(bundle)
            log.mirror(records)

        desk.transaction.on_commit(committed)
        return after

    def _situate(self, desk: Desk, command: c.Command, now: datetime) -> Standing[StoredCase | None]:
        """Return how the case stands that a command is about."""
        if isinstance(command, c.SubmitCase):
            definition = self._applied_for(desk.transaction, command, now)
            number = new_number(command.region or definition.bundle.region, now, os.urandom(5))
            context = replace(self._context(definition, now), number=number, salt=os.urandom(16))
            return Standing(None, context, (), certain=True)
        if not isinstance(command, c.CaseCommand | c.TaskCommand):
            raise ArgumentInvalid(f"{type(command).__name__} is no command", field="command", notice="未知操作")
        before, context, moved, certain = self.loaded(desk, command.case_id, now)
        if isinstance(command, c.SubmitCorrection | c.MigrateCase):
            desk.transaction.lock((command.case_id,))  # what is erased meanwhile must not be written again
            personal = personal_values(desk.transaction, command.case_id)
            context = replace(context, salt=os.urandom(16), personal=personal)
        if isinstance(command, c.MigrateCase):
            target = self._definitions.version(context.bundle.id, command.version, desk.transaction)
            context = replace(context, target=target.bundle, target_digest=target.digest)
        return Standing(before, context, moved, certain)

    def _applied_for(self, transaction: Transaction, command: c.SubmitCase, now: datetime) -> Definition:
        if command.version is None:
            return self._definitions.newest(command.bundle, local_date(command.occurred_at or now))
        return self._definitions.version(command.bundle, command.version, transaction)

    def _first_answer(self, desk: Desk, command: c.Command, used: KeyUse) -> CaseView:
        """Show the case as it stood after the first command with the key, by its records and the calendar of then."""
        if used.fingerprint is not None and fingerprint(command, used.salt) != used.fingerprint:
            raise KeyReused(
                f'the key "{used.key}" was used for another command',
                notice="该幂等键已用于另一操作",
                advice="give each command a key of its own",
            )
        transaction = desk.transaction
        self._workdays.refresh(transaction)
        records = tuple(transaction.records(used.case_id, until=used.seq))
        case = case_of_records(used.case_id, records)
        viewpoint = Viewpoint(
            bundle=self._definitions.of(case, transaction).bundle,
            calendar=self._workdays.of(used.calendar),
            now=records[-1].recorded_at,
            viewer=command.by,
        )
        return view_case(case, viewpoint)

    def _context(self, definition: Definition, now: datetime) -> Context:
        return Context(
            bundle=definition.bundle,
            departments=definition.departments,
            digest=definition.digest,
            calendar=self._workdays.calendar,
            now=now,
        )


def load(transaction: Transaction, case_id: object) -> StoredCase:
    """Return a case.

    Raises:
        NotFound: There is none of this id.
    """
    stored = transaction.load(case_id) if isinstance(case_id, str) else None
    if stored is None:
        raise no_case(case_id)
    return stored


def no_case(case_id: object) -> NotFound:
    """Return the error that there is no case of an id."""
    return NotFound(f'no case "{shown(case_id)}"', notice=f'没有办件"{shown(case_id)}"')


def personal_values(transaction: Transaction, case_id: str) -> dict[str, object]:
    """Return the personal values of a case; none once they were erased."""
    return disclosed(transaction.personal(case_id))


def disclosed(personal: Mapping[str, object] | None) -> dict[str, object]:
    """Return the values out of what a store keeps of personal values."""
    values = personal.get("values") if personal else None
    return values if isinstance(values, dict) else {}


def _key_use(command: c.Command, after: StoredCase, context: Context) -> KeyUse | None:
    if command.key is None:
        return None
    salt = os.urandom(16).hex()
    return KeyUse(
        key=command.key,
        case_id=after.case.id,
        seq=after.seq,
        calendar=context.calendar.digest,
        fingerprint=fingerprint(command, salt),
        salt=salt,
    )


def _case_of(command: c.Command) -> str:
    """Return the id of the case that a command names; empty if there is none, or it cannot be read."""
    if isinstance(command, c.CaseCommand) and isinstance(command.case_id, str):
        return command.case_id
    if isinstance(command, c.TaskCommand) and isinstance(command.task_id, str):
        return command.task_id.partition(c.TASK_SEPARATOR)[0]
    return ""


def _cases_of(commands: Iterable[c.Command]) -> frozenset[str]:
    return frozenset(map(_case_of, commands)) - {""}
