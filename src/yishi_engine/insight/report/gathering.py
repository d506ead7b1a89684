"""Gathering a report from a store: every case that ended in a period is looked at once, a page at a time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from yishi_engine.bundle.catalog import Catalog
from yishi_engine.case.clocks import case_clock, is_running, task_clock
from yishi_engine.case.evolution import replay
from yishi_engine.engine.definitions import Definitions
from yishi_engine.insight.histories import ended_histories, unfinished_histories
from yishi_engine.insight.report.facts import CaseFact, case_fact, overdue
from yishi_engine.insight.report.tally import CaseTally, TaskTally
from yishi_engine.worktime.calendar import SHANGHAI, Calendar, local_date, national_calendar
from yishi_engine.worktime.notices import apply_notices, notice_from_content

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from yishi_engine.bundle.catalog import Definition
    from yishi_engine.case.model import Case
    from yishi_engine.store.port import Store

Grouping: TypeAlias = Literal["bundle", "item", "department", "month"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("bundle", "item", "department", "month")

K = TypeVar("K")

ItemKey: TypeAlias = tuple[str, str]
"""Bundle and item."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What bundles did in a period.

    Attributes:
        since: First day of the period, Asia/Shanghai; None for the beginning.
        until: Last day of it; None for today.
        made_at: When the report was made: what is running, and late, is so at this instant.
        bundle: Only this bundle; None for all.
        total: All cases.
        tasks: All tasks.
        bundles: Bundle → its cases.
        months: Month, such as ``2026-03`` → the cases that ended in it.
        items: Bundle and item → its tasks.
        departments: Department → its tasks.
        month_tasks: Month → the tasks of the cases that ended in it.
        names: Names of bundles, items (by bundle and item) and departments, as the newest definition has them.
    """

    since: date | None
    until: date | None
    made_at: datetime
    bundle: str | None = None
    total: CaseTally = field(default_factory=CaseTally)
    tasks: TaskTally = field(default_factory=TaskTally)
    bundles: dict[str, CaseTally] = field(default_factory=dict)
    months: dict[str, CaseTally] = field(default_factory=dict)
    items: dict[ItemKey, TaskTally] = field(default_factory=dict)
    departments: dict[str, TaskTally] = field(default_factory=dict)
    month_tasks: dict[str, TaskTally] = field(default_factory=dict)
    names: dict[str | ItemKey, str] = field(default_factory=dict)


def report(
    store: Store,
    *,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
    bundle: str | None = None,
    calendar: Calendar | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Report:
    """Count what bundles did.

    A case belongs to the period in which it ended, and its tasks with it. Due dates are those of the working days as
    they were known when the case, or its task, ended. What is running is counted as it stands now, whatever the period.

    Args:
        store: Where the cases are kept.
        now: The instant of the report; aware.
        since: First day of the period, an Asia/Shanghai day.
        until: Last day of it, included.
        bundle: Only this bundle.
        calendar: The working days that the notices in the store are applied to; the national ones unless given.
        advance: Called with 1 for each case looked at.
    """
    counted = Report(since=since, until=until, made_at=now, bundle=bundle)
    gathering = _Gathering(store, counted, calendar or national_calendar())
    begin = _midnight(since) if since else None
    end = _midnight(until + timedelta(days=1)) if until else None
    for case_id, events in ended_histories(store, since=begin, until=end, bundle=bundle):
        case = replay(case_id, events)
        definition = gathering.definition(case)
        gathering.take_ended(case_fact(case, events, definition.bundle, gathering.calendar), definition)
        advance(1)
    for case_id, events in unfinished_histories(store):
        case = replay(case_id, events)
        if is_running(case) and bundle in (None, case.bundle):
            gathering.take_running(case, gathering.definition(case))
        advance(1)
    return counted


class _Gathering:
    """Adds up cases, each under every grouping at once."""

    def __init__(self, store: Store, report: Report, base: Calendar) -> None:
        self._store = store
        self._report = report
        self._definitions = Definitions(Catalog(), store)
        self._known: dict[tuple[str, int], Definition] = {}
        self._versions: dict[str, int] = {}
        with store.read() as transaction:
            loaded = transaction.loaded_notices()
        notices = [notice_from_content(content) for content, _ in loaded]
        self._loaded_at = [at for _, at in loaded]
        self._calendars = [base, *(apply_notices(base, notices[: count + 1]) for count in range(len(notices)))]

    def definition(self, case: Case) -> Definition:
        """Return the definition of a case, and remember the names in it."""
        key = case.bundle, case.bundle_version
        if key in self._known:
            return self._known[key]
        with self._store.read() as transaction:
            definition = self._known[key] = self._definitions.of(case, transaction)
        bundle, names = definition.bundle, self._report.names
        if self._versions.get(bundle.id, 0) < bundle.version:
            self._versions[bundle.id] = bundle.version
            names[bundle.id] = bundle.name
            names.update({(bundle.id, item.id): item.name for item in bundle.items})
            names.update({key: department.name for key, department in definition.departments.items()})
        return definition

    def calendar(self, at: datetime) -> Calendar:
        """Return the working days as they were known at an instant."""
        return self._calendars[bisect_right(self._loaded_at, at)]

    def take_ended(self, fact: CaseFact, definition: Definition) -> None:
        """Count a case that has ended, and its tasks."""
        case, report = fact.case, self._report
        month = f"{local_date(case.ended_at):%Y-%m}" if case.ended_at else ""
        for cases in (report.total, _of(report.bundles, case.bundle), _of(report.months, month)):
            cases.count(fact)
        for task in fact.tasks:
            for tasks in (*self._groups(definition, task.item, task.department), _tasks_of(report.month_tasks, month)):
                tasks.count(task)

    def take_running(self, case: Case, definition: Definition) -> None:
        """Count a case that has not ended, and its tasks at work, as they stand now."""
        now, calendar, bundle = self._report.made_at, self._calendars[-1], definition.bundle
        late = overdue(case_clock(case, bundle), calendar, now)
        for cases in (self._report.total, _of(self._report.bundles, case.bundle)):
            cases.running += 1
            cases.overdue += late
        for item in bundle.items:
            task = case.tasks.get(item.id)
            if task is None or not is_running(task):
                continue
            late = overdue(task_clock(task, item, bundle), calendar, now)
            for tasks in self._groups(definition, item.id, task.department):
                tasks.running += 1
                tasks.overdue += late

    def _groups(self, definition: Definition, item: str, department: str) -> tuple[TaskTally, ...]:
        report = self._report
        return (
            report.tasks,
            _tasks_of(report.items, (definition.bundle.id, item)),
            _tasks_of(report.departments, department),
        )


def _of(tallies: dict[str, CaseTally], key: str) -> CaseTally:
    return tallies.setdefault(key, CaseTally())


def _tasks_of(tallies: dict[K, TaskTally], key: K) -> TaskTally:
    return tallies.setdefault(key, TaskTally())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
