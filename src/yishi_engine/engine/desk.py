"""The cases that commands are decided on: those that were handled last are remembered, so that they need no reading."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from yishi_engine.store.port import KeyUse, StoredCase, Transaction
    from yishi_engine.worktime.calendar import Calendar

REMEMBERED: Final = 500
"""Cases that an engine remembers; each takes some 10 kB."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case as somebody knows it.

    Attributes:
        stored: The case.
        calendar: The working days that its dates are known to be derived from; None if that is still to be looked at.
        certain: Whether it was read in this transaction; otherwise another process may have changed it since.
    """

    stored: StoredCase
    calendar: Calendar | None
    certain: bool


class Memory:
    """The cases handled last. Safe to share between threads.

    Another process may have changed them meanwhile. So what is decided on a remembered case is written only if the
    store still has it at the same record, and what is refused is looked at again in the store.
    """

    def __init__(self, size: int = REMEMBERED) -> None:
        """Remember nothing yet.

        Args:
            size: How many cases at most.
        """
        self._size = size
        self._lock = threading.Lock()
        self._cases: OrderedDict[str, Known] = OrderedDict()

    def get(self, case_id: str) -> Known | None:
        """Return a case, if it is remembered."""
        with self._lock:
            known = self._cases.get(case_id)
            if known:
                self._cases.move_to_end(case_id)
            return known

    def put(self, stored: StoredCase, calendar: Calendar, *, anew: bool = True) -> None:
        """Remember a case as it was committed, unless a later state is remembered.

        Args:
            stored: The case.
            calendar: The working days that its dates are derived from.
            anew: Whether to remember it even if it was not; otherwise a sweep would drive out what commands are on.
        """
        if stored.due is None:
            return
        case_id = stored.case.id
        with self._lock:
            known = self._cases.get(case_id)
            if not (known or anew) or (known and known.stored.seq > stored.seq):
                return
            self._cases[case_id] = Known(stored, calendar, certain=False)
            self._cases.move_to_end(case_id)
            if len(self._cases) > self._size:
                self._cases.popitem(last=False)

    def forget(self, case_ids: Collection[str]) -> None:
        """Forget cases: they were found to be different, or it is not known what became of them."""
        with self._lock:
            for case_id in case_ids:
                self._cases.pop(case_id, None)


class Desk:
    """What one transaction has at hand.

    Attributes:
        looked: Whether it has looked for notices that other processes loaded.
    """

    def __init__(self, transaction: Transaction, memory: Memory | None) -> None:
        """Begin with nothing.

        Args:
            transaction: Where everything else is read.
            memory: The cases that may be taken from there; None if all have to be read.
        """
        self.transaction: Final = transaction
        self.looked = False
        self._memory = memory
        self._cases: dict[str, Known] = {}
        self._keys: dict[str, KeyUse | None] = {}

    def prepare(self, case_ids: Collection[str], keys: Collection[str]) -> None:
        """Read many cases and uses of keys at once; one that cannot be read is an error to whoever asks for it."""
        for case_id, stored in self.transaction.load_many(case_ids, unreadable=set()).items():
            self._cases[case_id] = Known(stored, None, certain=True)
        used: Mapping[str, KeyUse] = self.transaction.key_uses(keys)
        self._keys |= {key: used.get(key) for key in keys}

    def case(self, case_id: str) -> Known | None:
        """Return a case as it stands, or stood when it was handled last; None if there is none."""
        known = self._cases.get(case_id) or (self._memory.get(case_id) if self._memory else None)
        return known or self.reread(case_id)

    def reread(self, case_id: str) -> Known | None:
        """Return a case as it stands in the store; None if there is none."""
        stored = self.transaction.load(case_id)
        if stored is None:
            if self._memory:
                self._memory.forget((case_id,))  # or it would be found there again
            return None
        self._cases[case_id] = known = Known(stored, None, certain=True)
        return known

    def key_use(self, key: str) -> KeyUse | None:
        """Return what a key was used for, or None."""
        if key not in self._keys:
            self._keys[key] = self.transaction.key_use(key)
        return self._keys[key]

    def keep(self, stored: StoredCase, calendar: Calendar, key: KeyUse | None) -> None:
        """Go on with a case as it was just saved."""
        self._cases[stored.case.id] = Known(stored, calendar, certain=True)
        if key:
            self._keys[key.key] = key
