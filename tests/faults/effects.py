"""What commands left in a store, counted: everything that must be there once, and nothing that chance makes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import func, select

from tests.stateful.definitions import LEAD
from yishi_engine import MemoryStore, SqlStore
from yishi_engine.store.tables import key_table, personal_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.life import Life
    from yishi_engine import AuditRecord
    from yishi_engine.case.model import Case
    from yishi_engine.store.port import Store

_BY_CHANCE: Final = ("case.submitted", "case.corrected")
"""Records with a number and with commitments to personal values."""


class Effects(NamedTuple):
    """What stands of one case.

    Attributes:
        records: Its records, without what chance makes.
        case: Its state, without ids.
        keys: How many keys were used on it.
        personal: Its personal values.
        personal_rows: How many rows of them there are.
        waits: The records that wait to be delivered, first and last; None if there are none.
    """

    records: list[object]
    case: Case
    keys: int
    personal: object
    personal_rows: int
    waits: tuple[int, int] | None


def effects(life: Life) -> list[Effects]:
    """Return what stands of the cases of a life, in the order in which they were submitted."""
    return [_of_case(life.store, case_id) for case_id in case_ids(life)]


def case_ids(life: Life) -> list[str]:
    """Return the ids of all cases of a life's applicant, whether or not it was told of them."""
    with life.store.read() as transaction:
        found = transaction.cases(
            states=(), lead_department=LEAD, applicant=life.applicant.id, bundle=None, after=None, limit=100
        )
    return [each.case.id for each in sorted(found, key=lambda each: each.case.submitted_at)]


def _of_case(store: Store, case_id: str) -> Effects:
    with store.read() as transaction:
        stored, records = transaction.load(case_id), list(transaction.records(case_id))
        content, waiting = transaction.personal(case_id), transaction.delivery(case_id, "")
    assert stored is not None
    assert [record.seq for record in records] == list(range(1, stored.seq + 1))
    keys, personal_rows = _counts(store, case_id)
    return Effects(
        records=[_told(record) for record in records],
        case=replace(stored.case, id="", number="", applicant="", personal=dict.fromkeys(stored.case.personal, "")),
        keys=keys,
        personal=(content or {}).get("values"),
        personal_rows=personal_rows,
        waits=(waiting.next_seq, waiting.last_seq) if waiting else None,
    )


def _told(record: AuditRecord) -> object:
    data = {} if record.type in _BY_CHANCE else dict(record.data)
    actor = {"role": "applicant"} if record.actor["role"] == "applicant" else dict(record.actor)
    return record.seq, record.type, actor, record.occurred_at, data


def _counts(store: Store, case_id: str) -> tuple[int, int]:
    """Return how many keys and how many rows of personal values a case has."""
    if isinstance(store, SqlStore):
        with store.engine.connect() as connection:
            keys, rows = (
                connection.scalar(select(func.count()).select_from(table).where(table.c.case_id == case_id)) or 0
                for table in (key_table, personal_table)
            )
        return keys, rows
    assert isinstance(store, MemoryStore)
    tables = store._tables
    return sum(use.case_id == case_id for use in tables.keys.values()), int(case_id in tables.personal)


def clean(found: list[Effects]) -> Iterator[Effects]:
    """Yield effects without what a sweep adds, whenever it came."""
    for each in found:
        records = [told[1:] for told in each.records if not told[1].startswith("clock.")]  # type: ignore[index]
        tasks = {item: replace(task, alerted=()) for item, task in each.case.tasks.items()}
        yield each._replace(records=records, case=replace(each.case, alerted=(), tasks=tasks), waits=None)
