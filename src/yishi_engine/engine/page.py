"""Pages of a list, by position and not by number: a list that changes meanwhile loses and repeats nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from yishi_engine.store.port import Position

T = TypeVar("T")


class Page(Sequence[T]):
    """Some entries of a list, and where the next page begins.

    Attributes:
        next: Give it as ``after`` to get the next page; None on the last.
    """

    def __init__(self, entries: Sequence[T], *, next: Position | None = None) -> None:  # noqa: A002
        """Create a page."""
        self._entries = tuple(entries)
        self.next = next

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """Return an entry, or a tuple of some."""
        return self._entries[index]

    def __len__(self) -> int:
        """Return how many entries are on this page."""
        return len(self._entries)

    def __repr__(self) -> str:
        """Show the entries."""
        return f"Page({list(self._entries)!r}, next={self.next!r})"
