"""Going through a store, a page of cases at a time, and reporting what is found as it is found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from yishi_engine.bundle.catalog import Catalog, read_content
from yishi_engine.engine.recording import event_of_record
from yishi_engine.engine.workdays import Workdays
from yishi_engine.errors import NotFound, RowUnreadable, SchemaOutOfDate
from yishi_engine.insight.doctor import surroundings
from yishi_engine.insight.doctor.consistency import contradictions
from yishi_engine.insight.doctor.explaining import Explanation, explain
from yishi_engine.insight.doctor.finding import Finding
from yishi_engine.insight.doctor.subject import Subject
from yishi_engine.insight.doctor.waiting import is_provisional, stuck
from yishi_engine.worktime.calendar import national_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from yishi_engine.bundle.model import Bundle, Department
    from yishi_engine.store.port import Store, StoredCase, Transaction
    from yishi_engine.worktime.calendar import Calendar

PATIENCE: Final = timedelta(minutes=10)
"""How long something may wait for a worker before that is a finding."""
PAGE: Final = 200
"""Cases looked at in one short transaction: a long one would keep a database from tidying up."""
_EXAMPLES: Final = 3


class Doctor:
    """Looks at a store and changes nothing.

    Attributes:
        examined: How many cases were looked at.
    """

    def __init__(
        self,
        store: Store,
        *,
        now: datetime,
        catalog: Catalog | None = None,
        calendar: Calendar | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        """Prepare to look.

        Args:
            store: What to look at.
            now: The instant that counts as the present; aware.
            catalog: The definitions that the engine is started with, to be compared with those in use.
            calendar: The working days without the notices in the store; the national ones unless given.
            patience: How long something may wait for a worker before that is a finding.
        """
        self.examined = 0
        self._store = store
        self._now = now
        self._catalog = catalog or Catalog()
        self._workdays = Workdays(calendar or national_calendar())
        self._patience = patience
        self._definitions: dict[tuple[str, int], tuple[Bundle, dict[str, Department], str] | None] = {}

    def examine(self, *, every: bool = False, records: bool = True) -> Iterator[Finding]:
        """Yield what is found, what concerns the whole store first.

        Args:
            every: Whether cases that have ended are looked at as well.
            records: Whether audit records are read: chains verified, and states compared with what they say.

        Raises:
            StorageError: The database cannot be reached.
        """
        try:
            self._store.check()
        except SchemaOutOfDate as error:
            yield Finding(
                code="schema.out_of_date",
                explanation=f"数据库结构与本版程序不符，引擎会拒绝启动（{error.message}）",
                action="备份后升级数据库结构；若结构较新，请升级程序",
                commands=("yishi db upgrade",),
            )
            return
        yield from self._surroundings()
        yield from self._cases(records=records, every=every)

    def explain(self, case_id: str) -> Explanation:
        """Tell why a case is where it is: what it waits for, why it is late, what comes next, what is wrong with it.

        Raises:
            NotFound: No such case.
            RowUnreadable: The case cannot be read.
            StorageError: The database cannot be reached.
        """
        with self._store.read() as transaction:
            self._workdays.refresh(transaction)
            stored = transaction.load(case_id)
            if stored is None:
                raise NotFound(f'no case "{case_id}"', notice=f'没有办件"{case_id}"')
            subject = self._subject(stored, transaction)
            if subject is None:
                raise RowUnreadable(f'the definition of case "{case_id}"')
            findings = list(self._of_page(transaction, [case_id], records=True))
            broken = any(finding.code == "chain.broken" for finding in findings)
            events = [] if broken else [event_of_record(record) for record in transaction.records(case_id)]
            waiting = [found for sink in ("", *transaction.sinks()) if (found := transaction.delivery(case_id, sink))]
        return explain(subject, events, waiting, findings)

    def _surroundings(self) -> Iterator[Finding]:
        with self._store.read() as transaction:
            try:
                self._workdays.refresh(transaction)
            except RowUnreadable as error:
                yield Finding(
                    code="calendar.unreadable",
                    explanation=f"库中的放假通知无法读取，期限按其余通知推算（{error.message}）",
                    action="请从备份恢复放假通知表",
                    commands=("yishi calendar show YEAR",),
                )
            yield from surroundings.definitions(transaction, self._catalog)
            yield from surroundings.horizon(self._workdays.calendar, self._now)
            yield from surroundings.sweeps(transaction, self._now, self._patience)
            yield from surroundings.deliveries(transaction, self._now, self._patience)
            yield from surroundings.exceptions(transaction)
            yield from surroundings.strays(transaction)

    def _cases(self, *, records: bool, every: bool) -> Iterator[Finding]:
        after, count, numbers = "", 0, list[str]()

        def provisional(number: str) -> None:
            nonlocal count
            count += 1
            if count <= _EXAMPLES:
                numbers.append(number)

        while True:
            with self._store.read() as transaction:
                listed = transaction.case_ids if every else transaction.unfinished
                page = listed(after=after, limit=PAGE)
                found = list(self._of_page(transaction, page, records=records, provisional=provisional))
            yield from found
            if not page:
                break
            after = page[-1]
        yield from surroundings.provisional(count, numbers)

    def _of_page(
        self,
        transaction: Transaction,
        page: Sequence[str],
        *,
        records: bool,
        provisional: Callable[[str], None] = lambda _: None,
    ) -> Iterator[Finding]:
        kept = transaction.kept_beside(page)
        rows = transaction.stored_histories(page) if records else None
        for case_id, stored in self._loaded(transaction, page):
            self.examined += 1
            if stored is None:
                yield _unreadable(case_id)
                continue
            subject = self._subject(stored, transaction)
            if subject is None:
                yield _without_definition(stored)
                continue
            of_case = None if rows is None else rows.get(case_id, ())
            try:
                found = [*contradictions(subject, stored, kept[case_id], of_case), *stuck(subject)]
                waits = is_provisional(subject)
            except Exception:  # noqa: BLE001  (whatever is wrong with one case, the others are looked at)
                yield _unreadable(case_id)
                continue
            yield from self._definition_of(subject)
            yield from found
            if waits:
                provisional(stored.case.number)

    def _loaded(self, transaction: Transaction, page: Sequence[str]) -> Iterator[tuple[str, StoredCase | None]]:
        """Yield the cases of a page; None for one that cannot be read."""
        try:
            found = transaction.load_many(page)
        except RowUnreadable:
            for case_id in page:
                try:
                    yield case_id, transaction.load(case_id)
                except RowUnreadable:
                    yield case_id, None
        else:
            yield from ((case_id, found[case_id]) for case_id in page if case_id in found)

    def _subject(self, stored: StoredCase, transaction: Transaction) -> Subject | None:
        """Return a case with its definition; None if that is not there, or cannot be read."""
        key = stored.case.bundle, stored.case.bundle_version
        if key not in self._definitions:
            self._definitions[key] = self._definition(*key, transaction)
        found = self._definitions[key]
        if found is None:
            return None
        bundle, departments, _ = found
        return Subject(
            case=stored.case,
            bundle=bundle,
            departments=departments,
            calendar=self._workdays.calendar,
            now=self._now,
        )

    def _definition(
        self, bundle: str, version: int, transaction: Transaction
    ) -> tuple[Bundle, dict[str, Department], str] | None:
        kept = transaction.definition(bundle, version)
        try:
            return (*read_content(kept.content), surroundings.kept_digest(kept)) if kept else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def _definition_of(self, subject: Subject) -> Iterator[Finding]:
        case = subject.case
        found = self._definitions[case.bundle, case.bundle_version]
        if found and found[2] != case.bundle_digest:
            yield subject.found(
                "definition.spoiled",
                f"办件受理时的套餐 {case.bundle} 第{case.bundle_version}版，内容与库中保存的不同",
                "请从备份恢复套餐表中该版本的行",
                "yishi audit verify CASE",
            )


def _unreadable(case_id: str) -> Finding:
    return Finding(
        code="case.unreadable",
        explanation="办件、其申请或任务的行不是引擎所写：数据被改动或损坏，该办件无法办理",
        action="请从备份恢复办件、申请与任务三表中该办件的行",
        commands=(f"yishi audit export {case_id} -o FILE.jsonl", f"yishi audit verify {case_id}"),
        case_id=case_id,
    )


def _without_definition(stored: StoredCase) -> Finding:
    case = stored.case
    return Finding(
        code="definition.missing",
        explanation=f"库中没有办件所用的套餐 {case.bundle} 第{case.bundle_version}版，或其内容无法读取",
        action="请从备份恢复套餐表中该版本的行",
        commands=(f"yishi audit verify {case.number}",),
        case_id=case.id,
        number=case.number,
    )
