"""Lists in order of urgency, page by page."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from yishi_engine.case.commands import task_id
from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.model import CaseOutline
from yishi_engine.store.port import DueIndex, Position, Store
from yishi_engine.testing import builders as b
from yishi_engine.testing.builders import Dates, case_id, later, new_case, next_change
from yishi_engine.testing.conformance.base import Suite, listed, save

if TYPE_CHECKING:
    from datetime import datetime

    from yishi_engine.store.port import Transaction

DESK: Final = (TaskState.OPEN, TaskState.IN_PROGRESS)


def kept_due(transaction: Transaction) -> DueIndex | None:
    """Return the due dates that are kept with the first case."""
    stored = transaction.load(case_id(1))
    return stored.due if stored else None


class PageConformance(Suite):
    """Lists in order of urgency, page by page."""

    def test_cases_come_in_order_of_urgency(self, store: Store) -> None:
        """The earliest due date comes first; cases without one come last, by id."""
        for number, due in ((1, None), (2, later(days=9)), (3, later(days=2)), (4, None), (5, later(days=2))):
            save(store, new_case(number, dates=Dates(case=due)))
        with store.read() as transaction:
            assert [stored.case.id for stored in listed(transaction)] == [case_id(n) for n in (3, 5, 2, 1, 4)]

    def test_pages_of_cases_join(self, store: Store) -> None:
        """Page after page, every case comes once, in the same order, whatever the size of a page."""
        dues: dict[int, datetime | None] = {n: later(days=n % 3) if n % 4 else None for n in range(1, 12)}
        for number, due in dues.items():
            save(store, new_case(number, dates=Dates(case=due)))
        with store.read() as transaction:
            whole = [stored.case.id for stored in listed(transaction)]
            for size in (1, 2, 5, 11, 12):
                found: list[str] = []
                after = None
                while page := listed(transaction, after=after, limit=size):
                    found += [stored.case.id for stored in page]
                    after = Position.of(dues[int(found[-1][-12:])], found[-1])
                assert found == whole

    def test_cases_are_chosen(self, store: Store) -> None:
        """Lists can be limited to states, a lead department, an applicant and a bundle, and to all of them at once."""
        save(store, new_case(1, b.submitted(1, applicant="p-1", lead="scjg"), dates=Dates(case=later(days=2))))
        save(store, new_case(2, b.submitted(2, applicant="p-2", lead="scjg", bundle="newborn")))
        accepted = (b.submitted(3, applicant="p-1", lead="wjw", bundle="newborn"), *b.accepted())
        save(store, new_case(3, *accepted, dates=Dates(case=later(days=1))))

        def chosen(**filters: object) -> list[int]:
            with store.read() as transaction:
                return [int(each.case.id[-12:]) for each in listed(transaction, **filters)]  # type: ignore[arg-type]

        assert chosen(states=(CaseState.ACCEPTED,)) == [3]
        assert chosen(states=(CaseState.SUBMITTED, CaseState.ACCEPTED)) == [3, 1, 2]
        assert chosen(lead_department="scjg") == [1, 2]
        assert chosen(applicant="p-1") == [3, 1]
        assert chosen(bundle="newborn") == [3, 2]
        assert chosen(bundle="newborn", lead_department="scjg") == [2]
        assert chosen(applicant="p-1", states=(CaseState.SUBMITTED,)) == [1]
        assert chosen(applicant="p-1", after=Position.of(later(days=1), case_id(3))) == [1]
        assert chosen(
            applicant="p-1", lead_department="scjg", bundle="open-restaurant", states=(CaseState.SUBMITTED,)
        ) == [1]
        assert chosen(applicant="p-3") == []
        assert chosen(applicant="a\x00b") == []

    def test_an_inbox_holds_a_departments_tasks(self, store: Store) -> None:
        """Each task comes with its case; other departments' and decided tasks stay out; the most urgent come first."""
        dues = {1: later(days=5), 2: None, 3: later(days=1)}
        for number, due in dues.items():
            events = (b.submitted(number), *b.accepted("b-item", "a-item"))
            save(store, new_case(number, *events, dates=Dates(tasks={"b-item": due, "a-item": due})))
        save(
            store,
            new_case(4, b.submitted(4), *b.accepted("c-item", department="cgj"), dates=Dates(tasks={"c-item": None})),
        )
        with store.read() as transaction:
            found = transaction.inbox(department="xfjy", states=DESK, after=None, limit=99)
            assert [(int(row.case.id[-12:]), row.task.item) for row in found] == [
                (number, item) for number in (3, 1, 2) for item in ("a-item", "b-item")
            ]
            for row in found:
                stored = transaction.load(row.case.id)
                assert stored is not None
                assert row.task == stored.case.tasks[row.task.item]
                assert row.case == CaseOutline(
                    **{each.name: getattr(stored.case, each.name) for each in fields(CaseOutline)}
                )
            assert transaction.inbox(department="xfjy", states=(TaskState.GRANTED,), after=None, limit=99) == []
            assert transaction.inbox(department="xfjy", states=(), after=None, limit=99) == []
            assert transaction.inbox(department="nobody", states=tuple(TaskState), after=None, limit=99) == []

    def test_pages_of_an_inbox_join(self, store: Store) -> None:
        """Page after page, every task comes once, also where many are due at one instant or have no date."""
        items = ("a", "b", "c")
        dues: dict[str, datetime | None] = {}
        for number in range(1, 5):
            due = {item: later(days=number % 2) if item != "b" else None for item in items}
            save(store, new_case(number, b.submitted(number), *b.accepted(*items), dates=Dates(tasks=due)))
            dues |= {task_id(case_id(number), item): at for item, at in due.items()}
        with store.read() as transaction:
            for size in (1, 2, 5, 12):
                found: list[str] = []
                after = None
                while page := transaction.inbox(department="xfjy", states=tuple(TaskState), after=after, limit=size):
                    found += [task_id(row.case.id, row.task.item) for row in page]
                    after = Position.of(dues[found[-1]], found[-1])
                assert found == sorted(dues, key=lambda each: Position.of(dues[each], each))

    def test_a_task_moves_in_the_inbox(self, store: Store) -> None:
        """When a task changes, its state and due date change in the lists as well; the other tasks keep theirs."""
        both = Dates(tasks={"a": later(days=1), "b": later(days=2)})
        before = save(store, new_case(1, b.submitted(), *b.accepted("a", "b"), dates=both))
        before = save(store, next_change(before, b.started("a"), dates=Dates(tasks={"a": later(days=3)})))

        def desk(*states: TaskState) -> list[str]:
            with store.read() as transaction:
                return [
                    row.task.item for row in transaction.inbox(department="xfjy", states=states, after=None, limit=9)
                ]

        assert desk(*DESK) == ["b", "a"]
        assert desk(TaskState.OPEN) == ["b"]
        save(store, next_change(before, b.granted("a"), dates=Dates(tasks={"a": None})))
        assert desk(*DESK) == ["b"]
        assert desk(TaskState.GRANTED, TaskState.OPEN) == ["b", "a"]

    def test_copies_can_be_read(self, store: Store) -> None:
        """The due dates that were written last come back, for the case and each of its tasks."""
        tasks = {"b": later(days=1), "a": None}
        saved = save(
            store, new_case(1, b.submitted(), *b.accepted(*tasks), dates=Dates(case=later(days=3), tasks=tasks))
        )
        with store.read() as transaction:
            assert kept_due(transaction) == DueIndex(case=later(days=3), tasks=tasks)
        due = later(days=2)
        save(store, next_change(saved, b.started("a"), dates=Dates(tasks={"a": due})))
        with store.read() as transaction:
            assert kept_due(transaction) == DueIndex(case=None, tasks={**tasks, "a": due})
