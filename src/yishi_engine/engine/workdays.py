"""The working days that an engine decides by: a base calendar, and the notices that were loaded into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.errors import RowUnreadable
from yishi_engine.worktime.notices import apply_notices, notice_from_content

if TYPE_CHECKING:
    from yishi_engine.store.port import Transaction
    from yishi_engine.worktime.calendar import Calendar
    from yishi_engine.worktime.notices import Notice


class Workdays:
    """Knows the calendar of now; shared by everything in an engine that counts days."""

    def __init__(self, base: Calendar) -> None:
        """Start from a calendar without notices."""
        self._base = base
        self._contents: tuple[str, ...] = ()
        self._calendar = base
        self._digests: dict[str, Calendar] = {base.digest: base}

    @property
    def calendar(self) -> Calendar:
        """The calendar with all notices that were known at the last refresh."""
        return self._calendar

    def of(self, digest: str) -> Calendar:
        """Return the calendar of a digest: as it stood after one of the notices; the present one if none is it."""
        return self._digests.get(digest, self._calendar)

    def refresh(self, transaction: Transaction) -> None:
        """Take in the notices that the store keeps, those that another process loaded among them.

        They are applied nation first, then province, then city; within a layer in the order in which they were loaded.

        Raises:
            RowUnreadable: The store holds something else than a notice.
        """
        contents = tuple(transaction.notices())
        if contents == self._contents:
            return
        notices = [_read(content) for content in contents]
        stages = [apply_notices(self._base, notices[: count + 1]) for count in range(len(notices))]
        self._digests = {each.digest: each for each in (self._base, *stages)}
        self._contents, self._calendar = contents, stages[-1]

    def check(self, notice: Notice) -> None:
        """Prove that the calendar can be made with one more notice, at the place of its layer.

        Raises:
            OutsideCalendar: It cannot.
        """
        apply_notices(self._base, [*map(_read, self._contents), notice])


def _read(content: str) -> Notice:
    try:
        return notice_from_content(content)
    except ValueError:
        raise RowUnreadable("a notice on days off") from None
