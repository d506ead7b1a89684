"""The port: what the engine asks of a store, in the order in which a command asks it.

A store keeps, in one transaction each: the case and its tasks, the audit records, the idempotency key, the personal
values, and the definition in use. Everything begins with the case's id, so that one case is one unit of distribution.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, runtime_checkable

from yishi_engine.store.delivery_port import DeliveryTransaction
from yishi_engine.store.diagnosis_port import DiagnosisTransaction
from yishi_engine.store.exception_port import ExceptionTransaction
from yishi_engine.store.history_port import HistoryTransaction
from yishi_engine.store.proof_port import ProofTransaction
from yishi_engine.worktime.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection

    from yishi_engine.audit import AuditRecord, Head
    from yishi_engine.case.lifecycle import CaseState, TaskState
    from yishi_engine.case.model import Case, CaseOutline, Task
    from yishi_engine.errors import RowUnreadable

NO_DUE: Final = "~"
"""Sorts after every instant: what has no due date comes last."""


class Overtaken(Exception):
    """Another transaction came first. Nothing was written.

    Attributes:
        lasting: Whether the caller's own transaction goes on seeing what it saw first, so that trying again in it
            comes to the same.
    """

    lasting: bool = False


class Stale(Overtaken):
    """The case was changed by another command since it was loaded."""


class KeyTaken(Overtaken):
    """The idempotency key is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueIndex:
    """The copies of due dates that a store keeps for its queries.

    Attributes:
        case: When the case is due; None once it has ended, and while no date stands.
        tasks: Item → the same for its task.
    """

    case: datetime | None
    tasks: Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case as a store keeps it.

    Attributes:
        case: Its state.
        seq: Number of its newest audit record; it counts the changes and is the version that writers compare.
        head: Hash of that record, kept on the case so that a cut tail is noticed.
        due: The due dates that were written with it: the last that anybody was told. None where they were not loaded.
    """

    case: Case
    seq: int
    head: str
    due: DueIndex | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """What an idempotency key was used for.

    Attributes:
        calendar: Digest of the working days that the first answer was given by.
        fingerprint: Salted digest of the command; None once the personal values were erased.
        seq: The case's newest record after the command.
    """

    key: str
    case_id: str
    seq: int
    calendar: str
    fingerprint: str | None
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A version of a bundle in use, as published.

    Attributes:
        content: Its canonical JSON text, from which it can be read again without the file.
        digest: ``sha256:`` and the digest of that text.
    """

    bundle: str
    version: int
    digest: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one command writes. Either all of it is kept or none.

    Attributes:
        before: What was loaded; None for a new case.
        after: What stands afterwards.
        records: The new audit records.
        due_at: When the case is due; a copy for queries.
        task_due: Item → when the task is due, for the tasks that changed; a copy for queries.
        attention_at: When a sweep should look at the case again; a copy for queries.
        personal: Personal values to keep, if they changed (field → value).
        key: The idempotency key to keep.
        definition: The definition to keep, if the store may not have it yet.
    """

    before: StoredCase | None
    after: StoredCase
    records: Sequence[AuditRecord]
    due_at: datetime | None
    task_due: Mapping[str, datetime | None]
    attention_at: datetime | None
    personal: Mapping[str, object] | None = field(default=None, repr=False)
    key: KeyUse | None = None
    definition: Definition | None = None


class Position(NamedTuple):
    """Where a page ended, in the order of urgency.

    Attributes:
        due: Due instant as text; ``LAST`` where there is none.
        id: Id of the case or task.
    """

    due: str
    id: str

    @classmethod
    def of(cls, due_at: datetime | None, id: str) -> Position:  # noqa: A002
        """Return the position of a case or task."""
        return cls(instant_text(due_at) if due_at else NO_DUE, id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A case together with what lies apart from it.

    Attributes:
        stored: The case.
        personal: Its personal values; None if there are none or they were erased.
    """

    stored: StoredCase
    personal: Mapping[str, object] | None = field(repr=False)


BEGINNING: Final = Position("", "")
"""Before every instant and every id."""


class Attention(NamedTuple):
    """When a sweep should look at a case again.

    Attributes:
        case_id: The case.
        seq: Number of the record up to which it was derived from.
        at: The instant; None while nothing is to come.
    """

    case_id: str
    seq: int
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An entry of a page that cannot be read.

    Attributes:
        index: Its place on the page, from 0.
        position: Where the page would go on behind it.
        case_id: The case.
        error: What is said of it.
    """

    index: int
    position: Position
    case_id: str
    error: RowUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task found by a query, with the outline of its case."""

    case: CaseOutline
    task: Task


@runtime_checkable
class Transaction(
    DeliveryTransaction, DiagnosisTransaction, ExceptionTransaction, HistoryTransaction, ProofTransaction, Protocol
):
    """One transaction on a store. Reads see one state; writes are kept together when it ends without an error."""

    def load(self, case_id: str) -> StoredCase | None:
        """Return a case with its due dates, or None."""

    def load_many(self, case_ids: Collection[str], *, unreadable: set[str] | None = None) -> Mapping[str, StoredCase]:
        """Return cases with their due dates by their ids; those that do not exist are left out.

        Args:
            case_ids: Which.
            unreadable: Takes the ids of those that cannot be read; without it the first of them is an error.
        """

    def dossier(self, case_id: str) -> Dossier | None:
        """Return a case with its personal values, or None."""

    def dossier_of_number(self, number: str) -> Dossier | None:
        """Return the case with an official number with its personal values, or None."""

    def save(self, change: Change) -> None:
        """Write a change, at once or together with others when the transaction ends; who reads in it sees it written.

        Raises (here, at the next call, or when the transaction ends):
            Stale: The case is not the one that was loaded.
            KeyTaken: The key is in use.
            VersionChanged: The store keeps another content for this version of the bundle.
        """

    def reindex(self, attention: Sequence[Attention]) -> None:
        """Write anew when cases need attention, those that are still at their ``seq``; what is so already stays."""

    def lock(self, case_ids: Collection[str], *, wait: bool = True) -> list[str]:
        """Let no other transaction change these cases from now on; nothing to do where there is one writer only.

        Args:
            case_ids: Which.
            wait: Whether to wait for those that another transaction holds; otherwise they are passed by.

        Returns:
            Those that no other transaction can change now, in order of their ids.
        """

    def claim_due(self, now: datetime, *, after: Position = BEGINNING, limit: int) -> list[Position]:
        """Lock cases whose ``attention_at`` has come, the longest waiting first.

        Those that another transaction holds are passed by, so that transactions that claim side by side claim
        different cases. What is claimed is as it was committed last, to everything that is read from now on.

        Args:
            now: What has come.
            after: Where the batch before ended.
            limit: How many at most.

        Returns:
            Since when each of them waits, and its id.
        """

    def unfinished(self, *, after: str, limit: int) -> list[str]:
        """Return ids of cases that have not ended or still need attention, in order, those after an id."""

    def notices(self) -> list[str]:
        """Return the contents of the calendar notices, in the order in which they were loaded."""

    def keep_notice(self, content: str, at: datetime) -> bool:
        """Keep a calendar notice; tell whether it was new."""

    def key_use(self, key: str) -> KeyUse | None:
        """Return what a key was used for, or None."""

    def key_uses(self, keys: Collection[str]) -> Mapping[str, KeyUse]:
        """Return what keys were used for; those that are not in use are left out."""

    def find_case(self, number: str) -> str | None:
        """Return the id of the case with an official number, or None."""

    def cases(
        self,
        *,
        states: Collection[CaseState],
        lead_department: str | None,
        applicant: str | None,
        bundle: str | None,
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,
    ) -> list[StoredCase]:
        """Return cases, the most urgent first (due date, cases without one last, then id).

        Args:
            states: Those wanted; empty for all.
            lead_department: Only those that this department leads.
            applicant: Only those of this applicant.
            bundle: Only those of this bundle.
            after: Where the page before ended.
            limit: How many at most.
            unreadable: Takes the entries that cannot be read, in order; without it the first of them is an error.
        """

    def inbox(
        self,
        *,
        department: str,
        states: Collection[TaskState],
        after: Position | None,
        limit: int,
        unreadable: list[Unreadable] | None = None,
    ) -> list[TaskRow]:
        """Return tasks of a department, the most urgent first; arguments as of ``cases``, ids are the tasks'."""

    def needing_attention(self, now: datetime, *, limit: int) -> list[str]:
        """Return ids of cases whose ``attention_at`` has come, the longest waiting first."""

    def records(self, case_id: str, *, after: int = 0, until: int | None = None) -> Iterator[AuditRecord]:
        """Yield audit records of a case in order, those with ``after < seq <= until``."""

    def heads(self) -> Iterator[Head]:
        """Yield the head of every chain as kept on its case, sorted by case."""

    def stored_rows(self, case_id: str) -> Iterator[tuple[int, str, str]]:
        """Yield ``(seq, body text, hash)`` of a case's records as stored, in order."""

    def personal(self, case_id: str) -> Mapping[str, object] | None:
        """Return the personal values of a case; None if there are none or they were erased."""

    def erase(self, case_id: str, at: datetime) -> bool:
        """Erase the personal values of a case, the fingerprints of its keys and the messages about it that were listed.

        Returns:
            Whether there were personal values or messages.
        """

    def definitions(self) -> list[Definition]:
        """Return all definitions in use, without regard to size: their number is that of bundles, not of cases."""

    def definition(self, bundle: str, version: int) -> Definition | None:
        """Return one definition in use, or None."""

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call back once the transaction has been committed, and never if it is rolled back."""


@runtime_checkable
class Store(Protocol):
    """A store."""

    algo: str
    """Hash algorithm of its audit chains: ``sha256`` or ``sm3``."""

    def check(self) -> None:
        """Check that the store can be used.

        Raises:
            SchemaOutOfDate: Its schema is not the one that this version of the package needs.
            StorageError: It cannot be reached.
        """

    def write(self, connection: Connection | None = None) -> AbstractContextManager[Transaction]:
        """Begin a transaction that may write; inside the caller's own where a connection is given.

        There it is a savepoint: an error takes back what this transaction wrote and leaves the caller's open.
        """

    def read(self, connection: Connection | None = None) -> AbstractContextManager[Transaction]:
        """Begin a transaction that reads one state."""
