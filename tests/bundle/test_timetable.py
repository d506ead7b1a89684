"""The tables of due dates are what the clock says, and the search over them finds what a search by the clock finds."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from yishi_engine.bundle import Bundle
from yishi_engine.bundle.checks import durations, timetable
from yishi_engine.worktime import Limit, national_calendar
from yishi_engine.worktime.deadlines import due

if TYPE_CHECKING:
    from yishi_engine.bundle import Item

CALENDAR = national_calendar()


@pytest.mark.parametrize("text", ["1 工作日", "7 工作日", "33 自然日", "2 月", "即办"])
@pytest.mark.parametrize("after_hours", [True, False])
def test_tables_are_what_the_clock_says(text: str, after_hours: bool) -> None:  # noqa: FBT001
    """Every entry is the day that the clock gives for a start on that day, at its close or after it."""
    limit = Limit.parse(text)
    table = timetable.ends(limit, after_hours=after_hours)
    assert len(table) == timetable.known_days() + 1
    for day in range(0, timetable.known_days(), 11):
        closing = CALENDAR.closing(timetable.date_of(day))
        start = closing + timedelta(seconds=1) if after_hours else closing
        at = due(limit, start, timetable.NO_STOPS, CALENDAR).at
        assert table[day] == (timetable.known_days() if at is None else timetable.day_of(at))


def test_starts_past_the_calendar_stay_past_it() -> None:
    """The last entry leads to itself, so that a chain past the calendar never comes back."""
    table = timetable.ends(Limit.parse("3 工作日"), after_hours=False)
    assert table[-1] == timetable.known_days()
    assert table[timetable.known_days() - 1] == timetable.known_days()


def _drawn(source: random.Random) -> Bundle:
    def limit(most: int) -> str:
        return source.choice([f"{source.randint(1, most)} 工作日", f"{source.randint(1, most)} 自然日", "即办", "1 月"])

    items = []
    for number in range(source.randint(1, 5)):
        before = [each for each in range(number) if source.random() < 0.4]
        waits = [{"item": f"item-{each}", "gate": "start"} for each in before]
        item = {"id": f"item-{number}", "name": "x", "department": "d", "committed_limit": limit(12)}
        items.append({**item, "depends_on": waits})
    total = source.choice([f"{source.randint(5, 60)} 自然日", "1 月", "2 月"])
    issue = {"issue": limit(3)} if source.random() < 0.5 else {}
    whole = {"id": "b", "version": 1, "name": "n", "audience": "person", "lead_department": "d"}
    return Bundle.model_validate({**whole, "limits": {"total": total, **issue}, "items": items})


@pytest.mark.parametrize("seed", range(12))
def test_search_by_tables_is_the_search_by_the_clock(seed: int) -> None:
    """Both find the same worst day, the same end and the same excess."""
    bundle = _drawn(random.Random(seed))  # noqa: S311
    items: dict[str, Item] = {item.id: item for item in bundle.items}
    issue, total = bundle.limits.issue, bundle.limits.total
    by_tables = timetable.worst_day(items, issue, total)
    assert by_tables == durations._worst_by_the_hour(items, issue, total)
