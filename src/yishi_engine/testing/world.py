"""The world of one scenario: an engine on a memory store, a clock that only steps move, and the case."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yishi_engine.case.actor import Actor
from yishi_engine.case.commands import Command, SubmitCase, task_id
from yishi_engine.engine import Engine
from yishi_engine.errors import CommandRejected, Conflict, NotFound, OutsideCalendar, YishiError
from yishi_engine.store.memory import MemoryStore
from yishi_engine.testing import names
from yishi_engine.testing.failures import Said, StepFailed, listed
from yishi_engine.testing.manner import Manner
from yishi_engine.testing.reasons import reason
from yishi_engine.worktime.calendar import SHANGHAI, Calendar, local_date, national_calendar
from yishi_engine.worktime.notices import load_notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from yishi_engine.bundle.catalog import Catalog
    from yishi_engine.bundle.model import Bundle
    from yishi_engine.case.views import CaseView, TaskView

START: Final = datetime(2026, 2, 11, 9, 0, tzinfo=SHANGHAI)
"""When a scenario begins that does not say when."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    bundle: str
    version: int | None


class World:
    """What the steps of one scenario share. Steps of one's own may use all of it.

    Attributes:
        now: The present, aware; only ``begin`` and ``advance`` move it.
        store: The store, in memory.
        applicant: Id of the applicant of the case.
        rejection: The error with which the last command was rejected; None if it was not.
    """

    def __init__(
        self,
        *,
        load: Callable[[], Catalog],
        rejection_expected: Callable[[], bool] = lambda: False,
        folder: Callable[[], Path] = Path,
        origin: Said = names.NOTHING,
    ) -> None:
        """Create a world at ``START`` in which nothing has happened.

        Args:
            load: Returns the catalogue; called when it is first needed.
            rejection_expected: Tells whether the next step expects the command to be rejected.
            folder: Returns where relative paths in the feature begin.
            origin: Where the catalogue comes from, said after a bundle that is not in it.
        """
        self.now = START
        self.store = MemoryStore()
        self.applicant = "applicant"
        self.rejection: YishiError | None = None
        self._load = load
        self._rejection_expected = rejection_expected
        self._folder = folder
        self._origin = origin
        self._manner = Manner()
        self._calendar: Calendar | None = None
        self._catalog: Catalog | None = None
        self._engine: Engine | None = None
        self._chosen: _Chosen | None = None
        self._case_id: str | None = None
        self._references = 0

    # --- What there is ---

    @property
    def catalog(self) -> Catalog:
        """The bundles."""
        if self._catalog is None:
            try:
                self._catalog = self._load()
            except YishiError as error:
                raise StepFailed(
                    f"套餐无法载入：\n{error.notice or error}", f"the bundles cannot be loaded:\n{error}"
                ) from error
        return self._catalog

    @property
    def engine(self) -> Engine:
        """The engine, on this world's clock and the national calendar, as far as that is known."""
        if self._engine is None:
            self._engine = Engine(
                store=self.store, catalog=self.catalog, calendar=self._calendar, clock=lambda: self.now
            )
        return self._engine

    @property
    def offered(self) -> Bundle:
        """The bundle that an application handed in now is for.

        Raises:
            StepFailed: None was loaded, or none is in effect today.
        """
        if self._chosen is None:
            raise StepFailed(
                '还没有载入套餐：先写 假如 已载入套餐"…"',
                'no bundle is loaded yet: first write Given the bundle "…" is loaded',
            )
        try:
            return self.catalog.get(self._chosen.bundle, self._chosen.version, on=local_date(self.now))
        except NotFound as error:
            raise StepFailed(error.notice or str(error), str(error)) from error

    @property
    def bundle(self) -> Bundle:
        """The bundle of the case or, before there is one, the one that was loaded."""
        if self._case_id is None:
            return self.offered
        case = self.case
        return self.catalog.get(case.bundle, case.bundle_version)

    @property
    def has_case(self) -> bool:
        """Whether an application was received."""
        return self._case_id is not None

    @property
    def cases(self) -> tuple[str, ...]:
        """Ids of all cases, also of those that a later application took the place of."""
        with self.store.read() as transaction:
            return tuple(head.case for head in transaction.heads())

    @property
    def case(self) -> CaseView:
        """The case as the host sees it now."""
        return self.engine.case(self.case_id)

    @property
    def case_id(self) -> str:
        """Id of the case.

        Raises:
            StepFailed: There is none.
        """
        if self._case_id is None:
            raise StepFailed("还没有办件：先提交申请", "there is no case yet: first submit an application")
        return self._case_id

    def task(self, name: str) -> TaskView:
        """Return the task of an item named by id or Chinese name.

        Raises:
            StepFailed: There is no such item, or the case has no task for it.
        """
        item = names.item_of(self.bundle, name)
        found = next((task for task in self.case.tasks if task.item == item.id), None)
        if found is None:
            there = listed((task.item for task in self.case.tasks), Said("无（尚未受理）", "none (not accepted yet)"))
            raise StepFailed(
                f'办件里没有事项"{name}"，已分发的有：{there.chinese}',
                f'the case has no task for item "{name}"; its tasks are: {there.english}',
            )
        return found

    def task_id(self, name: str) -> str:
        """Return the id that the task of an item has, whether or not the situation requires the item."""
        return task_id(self.case_id, names.item_of(self.bundle, name).id)

    # --- Who acts ---

    @property
    def lead(self) -> Actor:
        """An officer of the lead department."""
        return Actor.staff("officer", self.bundle.lead_department)

    @property
    def lead_supervisor(self) -> Actor:
        """A supervisor of the lead department."""
        return Actor.supervisor("supervisor", self.bundle.lead_department)

    def officer(self, item: str) -> Actor:
        """Return an officer of an item's department."""
        return Actor.staff("officer", names.item_of(self.bundle, item).department)

    def supervisor(self, item: str) -> Actor:
        """Return a supervisor of an item's department."""
        return Actor.supervisor("supervisor", names.item_of(self.bundle, item).department)

    # --- What happens ---

    def choose(self, bundle: str, version: int | None = None) -> None:
        """Use a bundle, named by id or Chinese name, from here on."""
        self._chosen = _Chosen(names.bundle_id(self.catalog, bundle, self._origin), version)
        _ = self.offered

    @property
    def version(self) -> int | None:
        """The version that was asked for; None for the newest one in effect."""
        return self._chosen.version if self._chosen else None

    def begin(self, at: datetime) -> None:
        """Set the time at which the scenario begins.

        Raises:
            StepFailed: There is a case already.
        """
        if self.has_case:
            raise StepFailed(
                '办件已经存在，时间只能向前走：请写 当 时间来到"…"',
                'there is a case already, and time only moves on: write When the time comes to "…"',
            )
        self.now = at

    def know_until(self, day: date) -> None:
        """Forget what the national calendar says of the days after one.

        Raises:
            StepFailed: The calendar is in use already, or does not know the day.
        """
        if self._engine is not None:
            raise StepFailed(
                "工作日历已在使用，这一步须写在场景最前",
                "the working calendar is in use already: this step belongs at the beginning of the scenario",
            )
        known = national_calendar()
        if not known.knows(day):
            raise StepFailed(
                f"随附的工作日历自{known.first}至{known.horizon}，不包括{day}",
                f"the working calendar that ships reaches from {known.first} to {known.horizon}; {day} is not in it",
            )
        self._calendar = replace(known, working=known.working[: (day - known.first).days + 1])

    def publish(self, file: str) -> None:
        """Load a notice on days off; every open clock is computed anew.

        Args:
            file: A YAML file; a relative path begins at the feature's folder.

        Raises:
            DefinitionError: It is no notice.
            StepFailed: A clock could not be computed, or the notice does not fit the calendar and the next step does
                not expect that.
        """
        notice = load_notice(self._folder() / file)
        self.rejection = None
        try:
            failures = self.engine.load_notice(notice).failures
        except OutsideCalendar as error:
            self._reject(error)
            return
        if failures:
            raise StepFailed(
                f"期限重新计算失败：{failures[0].error}", f"due dates could not be computed anew: {failures[0].error}"
            )

    def erase(self) -> None:
        """Erase the personal values of the case.

        Raises:
            StepFailed: There were none.
        """
        if not self.engine.erase(self.case_id):
            raise StepFailed("办件没有个人信息可清除", "the case has no personal values to erase")

    def advance(self, to: datetime) -> None:
        """Let time pass, and take effect.

        Raises:
            StepFailed: The time lies in the past.
        """
        if to < self.now:
            raise StepFailed(
                f"时间不能倒走：现在是 {self.now:%Y-%m-%d %H:%M}",
                f"time does not go back: it is {self.now:%Y-%m-%d %H:%M}",
            )
        self.now, self.rejection = to, None
        if self.has_case:
            failures = self.engine.sweep().failures
            if failures:
                raise StepFailed(f"到期处理失败：{failures[0].error}", f"the sweep failed: {failures[0].error}")

    @contextmanager
    def giving(self, manner: Manner) -> Iterator[None]:
        """Give commands in a manner."""
        self._manner = manner
        try:
            yield
        finally:
            self._manner = Manner()

    def handle(self, command: Command) -> None:
        """Give a command in the manner that the step says, and make sure that a rejected one changed nothing.

        Raises:
            StepFailed: It was rejected and the next step does not expect that.
        """
        command = self._manner.applied(command, self.catalog, self.bundle.lead_department, self.applicant)
        before = self._heads()
        self.rejection = None
        try:
            view = self.engine.handle(command)
        except (CommandRejected, NotFound, Conflict) as error:
            if self._heads() != before:
                raise StepFailed(
                    "操作被拒绝，办件却有了改动", "the command was rejected, and yet the case changed"
                ) from error
            self._reject(error, reason(error, command, self.bundle))
            return
        if isinstance(command, SubmitCase):
            self._case_id, self.applicant = view.id, view.applicant

    def reference(self, material: str) -> str:
        """Return a reference to a material as if it had been handed in just now; the same one under the same key."""
        self._references += 1
        return f"sample:{material}:{self._manner.key or self._references}"

    def _reject(self, error: YishiError, why: Said = names.NOTHING) -> None:
        self.rejection = error
        if not self._rejection_expected():
            raise StepFailed(
                f"操作被拒绝：{error.notice or error}{why.chinese}", f"the command was rejected: {error}{why.english}"
            ) from error

    def _heads(self) -> list[object]:
        with self.store.read() as transaction:
            return list(transaction.heads())
