"""The tables of a store in memory, and what a transaction remembers so that it can take back what it wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping
    from datetime import datetime

    from yishi_engine.audit import AuditRecord
    from yishi_engine.store.delivery_port import Delivery
    from yishi_engine.store.exception_port import ExceptionEntry
    from yishi_engine.store.port import Definition, KeyUse, StoredCase

K = TypeVar("K")
V = TypeVar("V")

Place: TypeAlias = tuple[str, str]
"""Case and sink."""


@dataclass(slots=True)
class Tables:
    """What a store in memory holds."""

    cases: dict[str, StoredCase] = field(default_factory=dict)
    records: dict[str, tuple[AuditRecord, ...]] = field(default_factory=dict)
    keys: dict[str, KeyUse] = field(default_factory=dict)
    personal: dict[str, Mapping[str, object]] = field(default_factory=dict)
    definitions: dict[tuple[str, int], Definition] = field(default_factory=dict)
    due: dict[str, datetime | None] = field(default_factory=dict)
    attention: dict[str, datetime | None] = field(default_factory=dict)
    notices: dict[str, datetime] = field(default_factory=dict)
    deliveries: dict[Place, Delivery] = field(default_factory=dict)
    claims: dict[Place, str] = field(default_factory=dict)
    sinks: dict[str, datetime] = field(default_factory=dict)
    exceptions: dict[str, ExceptionEntry] = field(default_factory=dict)


class Undoing:
    """Writes into tables, and remembers how they were."""

    def __init__(self, tables: Tables) -> None:
        """Begin on a store's tables."""
        self._tables = tables
        self._undo: list[Callable[[], None]] = []

    def undo(self) -> None:
        """Take back everything that was written, newest first."""
        while self._undo:
            self._undo.pop()()

    def _put(self, table: MutableMapping[K, V], key: K, value: V) -> None:
        if key in table:
            self._undo.append(lambda old=table[key]: table.__setitem__(key, old))  # type: ignore[misc]
        else:
            self._undo.append(lambda: table.__delitem__(key))
        table[key] = value

    def _drop(self, table: MutableMapping[K, V], key: K) -> None:
        self._undo.append(lambda old=table[key]: table.__setitem__(key, old))  # type: ignore[misc]
        del table[key]
