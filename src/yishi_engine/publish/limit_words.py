"""Limits of time as a notice writes them: ``5个工作日``, ``2个月``, ``当日办结``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.worktime.limits import Unit

if TYPE_CHECKING:
    from yishi_engine.worktime.limits import Limit

_COUNTED: Final = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "个自然日",
    Unit.BUSINESS_HOURS: "个工作小时",
    Unit.MONTHS: "个月",
}


def limit_words(limit: Limit) -> str:
    """Return a limit in the words of a notice."""
    return "即办（当日办结）" if limit.unit is Unit.SAME_DAY else f"{limit.amount}{_COUNTED[limit.unit]}"
