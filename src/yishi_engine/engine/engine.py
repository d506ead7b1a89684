"""``Engine``: the interface that a host embeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, overload

from yishi_engine import log
from yishi_engine.case.access import may_see
from yishi_engine.case.actor import Actor, Role
from yishi_engine.case.argument_types import check_types
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.migration import MigrationPlan, plan_migration
from yishi_engine.case.timeline import Timeline, timeline
from yishi_engine.case.viewing import view_case, view_task
from yishi_engine.case.views import CaseView, TaskView, Viewpoint
from yishi_engine.engine.asking import (
    check_connection,
    check_place,
    needed_text,
    optional_text,
    page_limit,
    wanted_states,
    whole_limit,
)
from yishi_engine.engine.clock import wall_clock
from yishi_engine.engine.definitions import Definitions
from yishi_engine.engine.handling import Handler, disclosed, load, no_case, personal_values
from yishi_engine.engine.page import Page
from yishi_engine.engine.recomputing import RecomputeReport, recompute
from yishi_engine.engine.recording import event_of_record
from yishi_engine.engine.settling import Settler
from yishi_engine.engine.sweep import Sweeper, SweepReport
from yishi_engine.engine.verification import Verification
from yishi_engine.engine.workdays import Workdays
from yishi_engine.errors import ArgumentInvalid, NotFound, NotPermitted, shown
from yishi_engine.store.port import Dossier, Position, Store, Transaction, Unreadable
from yishi_engine.worktime.calendar import Calendar, national_calendar
from yishi_engine.worktime.notices import notice_content

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sqlalchemy import Connection

    from yishi_engine.audit import AuditRecord
    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case import commands as c
    from yishi_engine.errors import YishiError
    from yishi_engine.worktime.notices import Notice

DESK: Final = (TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.SUSPENDED)
"""States of the tasks that lie on a department's desk."""


class Engine:
    """Handles commands, answers questions, and lets time take effect. Safe to share between threads."""

    def __init__(
        self,
        *,
        store: Store,
        catalog: Catalog,
        calendar: Calendar | None = None,
        clock: Callable[[], datetime] | None = None,
        catch_up: bool = False,
    ) -> None:
        """Create an engine.

        Time takes effect (levels, acceptance on silence, corrections that lapse) when somebody sweeps; between the
        instant and the next sweep a case is as the last command left it. A host that sweeps rarely or never lets the
        engine catch up: then time takes effect on a case before each command on it as well, on record.

        Args:
            store: Where cases are kept; its schema must be up to date.
            catalog: The bundles that can be applied for.
            calendar: The working days; the national ones unless given.
            clock: A callable that returns the present as an aware datetime; the wall clock unless given.
            catch_up: Whether time takes effect on a case before each command on it. A rejected command leaves that to
                the next sweep.

        Raises:
            SchemaOutOfDate: The store needs ``upgrade()``.
            VersionChanged: A version in use has another content in the catalogue.
        """
        store.check()
        self._store = store
        self._clock = clock or wall_clock
        self._definitions = Definitions(catalog, store)
        self._workdays = Workdays(calendar or national_calendar())
        self._handler = Handler(store, self._definitions, self._workdays, catch_up=catch_up)
        self._settler = Settler(self._handler)
        self._sweeper = Sweeper(store, self._settler, self._workdays)
        with store.read() as transaction:
            self._workdays.refresh(transaction)

    @property
    def store(self) -> Store:
        """Where the cases are kept; for what works beside the engine on the same cases."""
        return self._store

    @property
    def calendar(self) -> Calendar:
        """The working days as the engine knows them, with the notices that were loaded."""
        return self._workdays.calendar

    def now(self) -> datetime:
        """Return the present instant by the engine's clock; aware, UTC.

        Raises:
            ValueError: The clock returned a datetime without a time zone.
        """
        now = self._clock()
        if now.tzinfo is None:
            raise ValueError("the engine's clock must return an aware datetime")
        return now.astimezone(UTC)

    def handle(self, command: c.Command, *, connection: Connection | None = None) -> CaseView:
        """Carry out one command, in one transaction.

        Args:
            command: What is asked.
            connection: The host's own SQLAlchemy connection, in whose transaction everything is then written; the host
                commits. Without one the command is committed when this returns.

        Returns:
            The case afterwards, as the command's actor may see it, without values of personal fields. For a ``key``
            that was used before, the first answer again.

        Raises:
            CommandRejected: Not allowed; nothing was changed.
            NotFound: No such case, task, bundle or version.
            KeyReused: The key was used for another command.
            ConcurrentUpdate: Others kept changing the case for too long; or another changed it, and the host's
                transaction goes on seeing what was before. Nothing was changed.
            StorageError: The database failed. Nothing was changed, unless the connection was lost while it committed:
                then nobody knows, and a ``key`` makes it safe to send the command again.
        """
        check_types(command)
        check_connection(connection, self._store)
        return self._handler.handle(command, self.now(), connection)

    @overload
    def handle_many(
        self, commands: Iterable[c.Command], *, connection: Connection | None = None, each: Literal[False] = False
    ) -> list[CaseView]: ...

    @overload
    def handle_many(
        self, commands: Iterable[c.Command], *, connection: Connection | None = None, each: Literal[True]
    ) -> list[CaseView | YishiError]: ...

    def handle_many(
        self, commands: Iterable[c.Command], *, connection: Connection | None = None, each: bool = False
    ) -> list[CaseView] | list[CaseView | YishiError]:
        """Carry out many commands, on one case or many, in one transaction.

        What they need is read at once and what they write is written at once, so that a batch costs little more than
        a few statements; the cases are locked while it lasts.

        Args:
            commands: What is asked, in order; each is decided on what those before it left.
            connection: As for ``handle``.
            each: Whether each command stands for itself: one that is not allowed is answered by its error, and changes
                nothing, while the others are carried out. Otherwise it is all of them or none.

        Returns:
            The answers, in the order of the commands; with ``each``, errors among them.

        Raises:
            CommandRejected: Unless ``each``: the first command that is not allowed; then none was carried out.
            NotFound: The same, for a case, task, bundle or version that does not exist.
            KeyReused: The same, for a key that was used for another command.
            ConcurrentUpdate: Others kept changing the cases for too long; nothing was changed.
            StorageError: The database failed; see ``handle``.
        """
        check_connection(connection, self._store)
        listed = list(commands)
        wrong = [_wrong_types(command) for command in listed]
        for error in wrong:
            if error and not each:
                raise error
        sound = [command for command, error in zip(listed, wrong, strict=True) if error is None]
        answers = iter(self._handler.handle_many(sound, self.now(), connection, each=each))
        return [error or next(answers) for error in wrong]

    def case(self, case_id: str, *, viewer: Actor | None = None, connection: Connection | None = None) -> CaseView:
        """Show a case, with the values of personal fields.

        Args:
            case_id: Id of the case.
            viewer: Who looks; a cooperating department gets only its items' fields and materials. None for the host
                itself, which sees all.
            connection: Read within the host's transaction.

        Raises:
            NotFound: No such case.
            NotPermitted: The viewer has nothing to do with the case.
        """
        check_connection(connection, self._store)
        with self._store.read(connection) as transaction:
            dossier = transaction.dossier(case_id) if isinstance(case_id, str) else None
            if dossier is None:
                raise no_case(case_id)
            return self._shown(dossier, transaction, viewer)

    def find(self, number: str, *, viewer: Actor | None = None) -> CaseView:
        """Show the case with an official number; otherwise as ``case``."""
        with self._store.read() as transaction:
            dossier = transaction.dossier_of_number(number)
            if dossier is None:
                raise NotFound(f'no case with number "{shown(number)}"', notice=f'没有编号为"{shown(number)}"的办件')
            return self._shown(dossier, transaction, viewer)

    def cases(
        self,
        *,
        states: Collection[CaseState] = (),
        lead_department: str | None = None,
        applicant: str | None = None,
        bundle: str | None = None,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[CaseView]:
        """List cases, the most urgent first (those without a due date last), without values of personal fields.

        Args:
            states: Only cases in these states; all unless given.
            lead_department: Only those that this department leads.
            applicant: Only those of this applicant.
            bundle: Only those of this bundle.
            limit: Entries a page, 1 to 500.
            after: ``next`` of the page before.
        """
        now, limit = self.now(), page_limit(limit)
        check_place(after, of_task=False)
        optional_text(lead_department, "lead_department", "牵头部门")
        optional_text(applicant, "applicant", "申请人")
        optional_text(bundle, "bundle", "套餐")
        unreadable: list[Unreadable] = []
        with self._store.read() as transaction:
            found = transaction.cases(
                states=wanted_states(states, CaseState),
                lead_department=lead_department,
                applicant=applicant,
                bundle=bundle,
                after=after,
                limit=limit + 1,
                unreadable=unreadable,
            )
            views = [
                view_case(each.case, self._viewpoint(self._definitions.of(each.case, transaction).bundle, now))
                for each in found[: limit - _left_out(unreadable, limit)]
            ]
        at = [Position.of(view.due_at if view.ended_at is None else None, view.id) for view in views[-1:]]
        return Page(views, next=_next(at, len(found), unreadable, limit))

    def inbox(
        self,
        *,
        department: str,
        states: Collection[TaskState] = DESK,
        limit: int = 50,
        after: Position | None = None,
    ) -> Page[TaskView]:
        """List the tasks on a department's desk, the most urgent first (those without a due date last).

        Args:
            department: Key of the department.
            states: Only tasks in these states; open, in progress and suspended unless given.
            limit: Entries a page, 1 to 500.
            after: ``next`` of the page before.
        """
        now, limit = self.now(), page_limit(limit)
        check_place(after, of_task=True)
        needed_text(department, "department", "部门")
        unreadable: list[Unreadable] = []
        with self._store.read() as transaction:
            found = transaction.inbox(
                department=department,
                states=wanted_states(states, TaskState),
                after=after,
                limit=limit + 1,
                unreadable=unreadable,
            )
            views = []
            for row in found[: limit - _left_out(unreadable, limit)]:
                bundle = self._definitions.of(row.case, transaction).bundle
                views.append(view_task(row.case, row.task, bundle.item(row.task.item), self._viewpoint(bundle, now)))
        at = [Position.of(None if view.state.is_final else view.due_at, view.id) for view in views[-1:]]
        return Page(views, next=_next(at, len(found), unreadable, limit))

    def events(self, case_id: str, *, connection: Connection | None = None) -> tuple[AuditRecord, ...]:
        """Return the audit records of a case, in order.

        Raises:
            NotFound: No such case.
        """
        check_connection(connection, self._store)
        with self._store.read(connection) as transaction:
            load(transaction, case_id)
            return tuple(transaction.records(case_id))

    def timeline(self, case_id: str, *, viewer: Actor | None = None) -> Timeline:
        """Tell who held a case when, and what that took.

        Args:
            case_id: Id of the case.
            viewer: Who looks; staff of a department of the bundle. None for the host itself.

        Raises:
            NotFound: No such case.
            NotPermitted: The viewer is no staff of a department of the bundle.
        """
        with self._store.read() as transaction:
            stored = load(transaction, case_id)
            bundle = self._definitions.of(stored.case, transaction).bundle
            if viewer and (viewer.role is Role.APPLICANT or not may_see(viewer, bundle, stored.case)):
                raise NotPermitted(
                    "the viewer is no staff of a department of the bundle",
                    allowed="staff of the departments of the bundle",
                    notice="只有套餐所涉部门工作人员可以查看办理时序",
                )
            events = [event_of_record(record) for record in transaction.records(case_id)]
        return timeline(case_id, events, bundle, self._workdays.calendar, self.now())

    def plan_migration(self, case_id: str, version: int) -> MigrationPlan:
        """Tell what ``MigrateCase`` would change, and what forbids it; nothing is done.

        Args:
            case_id: Id of the case.
            version: The version that it would be moved to.

        Raises:
            NotFound: No such case or version.
        """
        with self._store.read() as transaction:
            stored = load(transaction, case_id)
            old = self._definitions.of(stored.case, transaction).bundle
            new = self._definitions.version(stored.case.bundle, version, transaction).bundle
            personal = personal_values(transaction, case_id)
        return plan_migration(stored.case, old, new, personal)

    def verify(self, case_id: str | None = None) -> int:
        """Prove the audit chains: nothing changed, missing or slipped in; state and definitions are what they say.

        All is read once and on one state of the store, whoever writes meanwhile, in memory that does not grow with it.

        Args:
            case_id: Only the chain of this case.

        Returns:
            The number of records proved.

        Raises:
            AuditChainBroken: Names the first bad record; of several bad cases that of the first by id.
            NotFound: No such case.
            StorageError: The database failed, or does not order ids by code points.
        """
        with self._store.read() as transaction:
            verification = Verification(transaction)
            return verification.all().records if case_id is None else verification.case(case_id)

    def erase(self, case_id: str) -> bool:
        """Erase the personal values of a case; its audit chain stays whole. Basis: 个人信息保护法 art. 47.

        Returns:
            Whether there was anything to erase.

        Raises:
            NotFound: No such case.
        """
        now = self.now()

        def erase(transaction: Transaction) -> bool:
            load(transaction, case_id)
            transaction.lock((case_id,))  # a correction that has read them would write them again
            return transaction.erase(case_id, now)

        return self._handler.retried(erase, "the erasure")

    def sweep(self, *, limit: int | None = None) -> SweepReport:
        """Let time take effect: levels of clocks, acceptance on silence, corrections that lapse.

        Cases are brought up to date in bounded batches, the longest overdue first. A batch that fails is done again,
        each case in a transaction of its own; one that fails then is reported and left for the next sweep. What a sweep
        records says when it was due, so that sweeping late, twice or in two processes at once records the same. Sweeps
        side by side share the work: none waits for what another sweep or a command holds, but passes it by; what is
        held to the end is left for the next sweep, and is in no report.

        Args:
            limit: At most this many cases; all that are due unless given. Those that failed the last time come last, so
                that they do not use up the limit.
        """
        return self._sweeper.sweep(self.now(), None if limit is None else whole_limit(limit))

    def settle(self, case_id: str) -> int:
        """Let time take effect on one case, whether or not the store says that its time has come.

        What the store keeps of its due dates for queries is written anew; a date that moved thereby is on record.

        Args:
            case_id: Id of the case.

        Returns:
            The number of records that were written.

        Raises:
            NotFound: No such case.
            ConcurrentUpdate: Others kept changing it.
            StorageError: The database failed.
        """
        return self._settler.settle(case_id, self.now())

    def load_notice(self, notice: Notice, *, by: Actor | None = None) -> RecomputeReport:
        """Take in a notice on days off, and compute every open clock anew.

        Each case whose due dates move gets a record that says from what to what; provisional dates become real. The
        notice is kept in the store: other engines on it know it from their next sweep on. May be repeated: a notice is
        kept once, a date that stands is not recorded again, and what a crash left undone is done. Cases are computed
        anew in bounded batches, each in one transaction; one that a command holds is waited for by itself.

        Args:
            notice: The notice; see ``worktime.notices.load_notice`` for reading one from a file.
            by: Who loaded it, for the record; the system unless given.

        Raises:
            OutsideCalendar: The notice lists a day of a year that is not known, or leaves a gap before its years.
        """
        now = self.now()

        def keep(transaction: Transaction) -> None:
            self._workdays.refresh(transaction)
            self._workdays.check(notice)  # one that cannot be applied, once kept, would let no engine start
            transaction.keep_notice(notice_content(notice), now)

        self._handler.retried(keep, "the notice")
        with self._store.read() as transaction:
            self._workdays.refresh(transaction)
        return recompute(self._store, self._settler, now, by or Actor.system())

    def _shown(self, dossier: Dossier, transaction: Transaction, viewer: Actor | None) -> CaseView:
        case = dossier.stored.case
        bundle = self._definitions.of(case, transaction).bundle
        if viewer and not may_see(viewer, bundle, case):
            raise NotPermitted(
                "the viewer is neither the applicant nor of a department of the bundle",
                allowed="the applicant and the departments of the bundle",
                notice="无权查看该办件",
            )
        return view_case(case, self._viewpoint(bundle, self.now(), viewer), personal=disclosed(dossier.personal))

    def _viewpoint(self, bundle: Bundle, now: datetime, viewer: Actor | None = None) -> Viewpoint:
        return Viewpoint(bundle=bundle, calendar=self._workdays.calendar, now=now, viewer=viewer)


def _wrong_types(command: c.Command) -> ArgumentInvalid | None:
    """Return what is wrong with the types of a command's fields, if anything is."""
    try:
        check_types(command)
    except ArgumentInvalid as error:
        return error.with_traceback(None)
    return None


def _left_out(unreadable: list[Unreadable], limit: int) -> int:
    """Tell the operator which entries of a page cannot be read; return how many those are."""
    left = [each for each in unreadable if each.index < limit]
    for each in left:
        log.noted("list.row_unreadable", case=each.case_id, row=each.error.row)
    return len(left)


def _next(last: list[Position], found: int, unreadable: list[Unreadable], limit: int) -> Position | None:
    """Return where a page ended, if it is not the last: with what was shown last, or behind it with what was not."""
    if found + len(unreadable) <= limit:
        return None
    return next((each.position for each in unreadable if each.index == limit - 1), None) or last[0]
