"""The working days that an engine decides by: a base calendar, and the notices that were loaded into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yishi_engine.worktime.notices import LAYERS, notice_from_content

if TYPE_CHECKING:
    from yishi_engine.store.port import Transaction
    from yishi_engine.worktime.calendar import Calendar


class Workdays:
    """Knows the calendar of now; shared by everything in an engine that counts days."""

    def __init__(self, base: Calendar) -> None:
        """Start from a calendar without notices."""
        self._base = base
        self._contents: tuple[str, ...] = ()
        self._calendar = base

    @property
    def calendar(self) -> Calendar:
        """The calendar with all notices that were known at the last refresh."""
        return self._calendar

    def refresh(self, transaction: Transaction) -> None:
        """Take in the notices that the store keeps, those that another process loaded among them.

        They are applied nation first, then province, then city; within a layer in the order in which they were loaded.
        """
        contents = tuple(transaction.notices())
        if contents == self._contents:
            return
        notices = sorted(map(notice_from_content, contents), key=lambda notice: LAYERS.index(notice.layer))
        calendar = self._base
        for notice in notices:
            calendar = calendar.apply(notice)
        self._contents, self._calendar = contents, calendar
