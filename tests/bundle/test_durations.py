"""A bundle that passes the checks keeps its promise: tasks in time and results in time mean the case in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yishi_engine.bundle import Bundle
from yishi_engine.bundle.checks.durations import most_calendar_days, most_working_days, shortfall
from yishi_engine.worktime import SHANGHAI, Clock, Limit, Stop, Unit, national_calendar

if TYPE_CHECKING:
    from tests.bundle.conftest import Checker

CALENDAR = national_calendar()


def limits(most: int) -> st.SearchStrategy[str]:
    """Return a strategy of limits in every unit."""
    amount = st.integers(1, most)
    return st.one_of(
        st.just("即办"),
        amount.map("{} 工作日".format),
        amount.map("{} 自然日".format),
        amount.map("{} 工作时".format),
        st.integers(1, 2).map("{} 月".format),
    )


@st.composite
def bundles(draw: st.DrawFn, total: st.SearchStrategy[str], stoppable: st.SearchStrategy[bool]) -> Bundle:
    """Draw a bundle of up to five items that wait for each other."""
    items = []
    for index in range(draw(st.integers(1, 5))):
        before = draw(st.sets(st.integers(0, index - 1), max_size=2)) if index else set()
        item: dict[str, object] = {
            "id": f"item-{index}",
            "name": f"事项{index}",
            "department": "scjg",
            "committed_limit": draw(limits(20)),
            "depends_on": [{"item": f"item-{each}", "gate": "start"} for each in sorted(before)],
        }
        if draw(stoppable):
            item["special_procedures"] = ["检测"]
        items.append(item)
    return Bundle.model_validate(
        {
            "id": "drawn",
            "version": 1,
            "name": "一件事",
            "audience": "person",
            "lead_department": "scjg",
            "limits": {"total": draw(total), "issue": draw(st.none() | limits(3))},
            "items": items,
        }
    )


@dataclass
class Played:
    """A case played on the real clocks: every task decided at the last instant or before, some stopped."""

    bundle: Bundle
    data: st.DataObject
    accepted: datetime
    stops: list[Stop] = field(default_factory=list)
    decided: dict[str, datetime | None] = field(default_factory=dict)

    def play(self) -> tuple[datetime | None, datetime | None]:
        """Return when the results are issued at the latest, and when the case is due; None past the calendar."""
        for item in self.bundle.items:
            before = [self.decided[each.item] for each in item.depends_on]
            known = [each for each in before if each is not None]
            start = max(known, default=self.accepted)
            stoppable = bool(item.special_procedures)
            self.decided[item.id] = self.decide(item.limit, start, stoppable) if len(known) == len(before) else None
        ends = [end for end in self.decided.values() if end is not None]
        if len(ends) < len(self.decided):
            return None, None
        issued: datetime | None = max(ends)
        if self.bundle.limits.issue is not None:
            issued = self.due(max(ends), self.bundle.limits.issue, [])
        return issued, self.due(self.accepted, self.bundle.limits.total, self.stops)

    def decide(self, limit: Limit, start: datetime, stoppable: bool) -> datetime | None:  # noqa: FBT001
        """Decide one task, perhaps after stops."""
        stops: list[Stop] = []
        moment = start
        for _ in range(self.data.draw(st.integers(0, 3)) if stoppable else 0):
            since = moment + timedelta(hours=self.data.draw(st.integers(0, 200)))
            stop = Stop(since, since + timedelta(hours=self.data.draw(st.integers(0, 300))))
            before, after = self.due(start, limit, stops), self.due(start, limit, [*stops, stop])
            # What is stopped cannot be decided, so a stop must leave time: it begins, and ends, before the task is due.
            if before is None or after is None or since > before or stop.until is None or stop.until > after:
                break
            moment = stop.until
            stops.append(stop)
        self.stops += stops
        due = self.due(start, limit, stops)
        if due is None or self.data.draw(st.booleans()):
            return due
        return max(moment, due - timedelta(hours=self.data.draw(st.integers(0, 30))))

    def due(self, start: datetime, limit: Limit, stops: list[Stop]) -> datetime | None:
        """Return when a limit runs out."""
        return Clock(started_at=start, committed=limit, stops=tuple(stops)).due(CALENDAR).at


ACCEPTED = st.datetimes(datetime(2020, 1, 1), datetime(2026, 3, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001


def all_items(bundle: Bundle) -> frozenset[str]:
    """Return the ids of all items."""
    return frozenset(item.id for item in bundle.items)


def tight(bundle: Bundle) -> Bundle:
    """Return the bundle with the shortest total in working days that passes, which is where a gap would show."""
    for amount in range(1, 500):
        total = bundle.limits.model_copy(update={"total": Limit(amount, Unit.WORKING_DAYS)})
        candidate = bundle.model_copy(update={"limits": total})
        if shortfall(candidate, all_items(candidate)) is None:
            return candidate
    raise AssertionError(bundle)


@settings(max_examples=300)
@given(bundles(st.just("1 工作日"), st.booleans()), ACCEPTED, st.data())
def test_shortest_total_that_passes_is_kept(bundle: Bundle, accepted: datetime, data: st.DataObject) -> None:
    """Whatever the units, the stops and the instant of acceptance, the shortest total that passes is long enough."""
    issued, due = Played(tight(bundle), data, accepted).play()
    assert issued is None or due is None or issued <= due


@settings(max_examples=200)
@given(bundles(st.integers(8, 400).map("{} 工作时".format), st.booleans()), ACCEPTED, st.data())
def test_total_in_business_hours_that_passes_is_kept(bundle: Bundle, accepted: datetime, data: st.DataObject) -> None:
    """A total in business hours that passes is long enough as well."""
    if shortfall(bundle, all_items(bundle)) is None:
        issued, due = Played(bundle, data, accepted).play()
        assert issued is None or due is None or issued <= due


@settings(max_examples=30)
@given(
    bundles(st.integers(20, 150).map("{} 自然日".format) | st.integers(1, 4).map("{} 月".format), st.just(value=False)),
    ACCEPTED,
    st.data(),
)
def test_total_in_calendar_days_that_passes_is_kept(bundle: Bundle, accepted: datetime, data: st.DataObject) -> None:
    """A total in calendar days that passes is long enough where nothing can be stopped."""
    if shortfall(bundle, all_items(bundle)) is None:
        issued, due = Played(bundle, data, accepted).play()
        assert issued is None or due is None or issued <= due


def test_bound_of_calendar_days_holds_for_every_day_that_is_known() -> None:
    """No span of calendar days, moved to a working day, has ever held more working days than the bound says."""
    for amount in (1, 2, 3, 5, 7, 8, 10, 13, 15, 20, 30, 45, 60, 90, 180):
        bound = most_working_days(Limit(amount, Unit.CALENDAR_DAYS), stoppable=False)
        day = CALENDAR.first
        while (last := CALENDAR.on_or_after(day + timedelta(days=amount))) is not None:
            assert CALENDAR.working_days(day, last) <= bound, (day, amount)
            day += timedelta(days=1)
            if last > date(CALENDAR.horizon.year, 12, 20):
                break


def test_bound_of_working_days_holds_for_every_day_that_is_known() -> None:
    """No working days in a row have ever taken more calendar days than the bound says."""
    for number in (1, 2, 3, 5, 7, 10, 20, 40, 90, 200):
        day = CALENDAR.first
        while (last := CALENDAR.working_day_after(day, number)) is not None:
            assert (last - day).days <= most_calendar_days(number), (day, number)
            day += timedelta(days=1)


@pytest.mark.parametrize(
    ("limit", "stoppable", "days"),
    [
        ("3 工作日", True, 3),
        ("8 工作时", True, 1),
        ("9 工作时", True, 2),
        ("即办", False, 0),
        ("10 自然日", True, 10),
        ("30 自然日", False, 24),
        ("1 月", True, 31),
        ("1 月", False, 25),
    ],
)
def test_limits_as_working_days(limit: str, stoppable: bool, days: int) -> None:  # noqa: FBT001
    """Limits of every unit have a bound in working days."""
    assert most_working_days(Limit.parse(limit), stoppable=stoppable) == days


def test_message_names_situation_path_and_excess(text: str, check: Checker) -> None:
    """The message says with which answers, over which items and by how much the total is too short."""
    changed = text.replace("total: 15 工作日", "total: 6 工作日").replace(
        "committed_limit: 10 工作日", "committed_limit: 2 工作日"
    )
    changed = changed.replace("committed_limit: 5 工作日", "committed_limit: 8 工作日")
    (fault,) = check(changed)
    assert fault.code == "limits.total_too_short"
    assert "经营场所面积(㎡)＝51" in fault.message
    assert "公众聚集场所投入使用、营业前消防安全检查(8 工作日) → 统一出件(1 工作日)" in fault.message
    assert "共需 9 个工作日，超出 3 个工作日" in fault.message


def test_items_that_are_never_required_together_do_not_add_up(text: str, check: Checker) -> None:
    """A chain counts only as far as some situation requires it."""
    chained = text.replace(
        "    committed_limit: 3 工作日",
        "    committed_limit: 10 工作日\n    depends_on: [{item: fire-check, gate: start}]",
    ).replace("when: signboard                 #", "when: area < 40 and signboard  #")
    assert not [fault for fault in check(chained) if fault.code == "limits.total_too_short"]


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        ("12 工作日", []),
        ("1 月", ["limits.total_in_calendar_days"]),
        ("13 自然日", ["limits.total_in_calendar_days"]),
        ("104 工作时", []),
        ("103 工作时", ["limits.total_too_short"]),
        ("即办", ["limits.total_too_short"]),
    ],
)
def test_totals_of_every_unit(total: str, codes: list[str], text: str, check: Checker) -> None:
    """Totals of every unit are compared with the longest chain; where days off count, stops are warned of."""
    changed = text.replace("total: 15 工作日", f"total: {total}").replace("  extension: 5 工作日", "  #")
    found = [fault.code for fault in check(changed) if not fault.code.startswith("defer")]
    assert sorted(found) == codes


def test_everything_at_once_may_be_promised_for_the_same_day() -> None:
    """Where every limit is 即办, so may be the total."""
    item = {"id": "a", "name": "甲", "department": "d", "committed_limit": "即办"}
    after = {**item, "id": "b", "depends_on": [{"item": "a", "gate": "decide"}]}
    plain = {"id": "x", "version": 1, "name": "x", "audience": "person", "lead_department": "d", "items": [item, after]}
    bundle = Bundle.model_validate({**plain, "limits": {"total": "即办", "issue": "即办"}})
    assert shortfall(bundle, all_items(bundle)) is None


def test_items_at_once_after_hours_need_the_next_day() -> None:
    """即办 at the beginning takes a working day, for a case may be accepted in the evening."""
    first = {"id": "a", "name": "甲", "department": "d", "committed_limit": "即办"}
    after = {**first, "id": "b", "committed_limit": "3 工作日", "depends_on": [{"item": "a", "gate": "start"}]}
    plain = {
        "id": "x",
        "version": 1,
        "name": "x",
        "audience": "person",
        "lead_department": "d",
        "items": [first, after],
    }
    bundle = Bundle.model_validate({**plain, "limits": {"total": "3 工作日"}})
    found = shortfall(bundle, all_items(bundle))
    assert found is not None
    assert found.over == 1
    assert [item.id for item in found.path] == ["a", "b"]


def test_calendar_days_that_stop_on_days_off_are_all_working_days() -> None:
    """An item in 自然日 that is stopped over each weekend uses up a working day for each of its days."""
    limit = Limit(10, Unit.CALENDAR_DAYS)
    start = datetime(2026, 3, 1, 10, tzinfo=SHANGHAI)
    weekends = [datetime(2026, 3, day, 12, tzinfo=SHANGHAI) for day in (7, 14)]
    stops = tuple(Stop(since, since + timedelta(days=2)) for since in weekends)
    due = Clock(started_at=start, committed=limit, stops=stops).due(CALENDAR).on
    assert due is not None
    assert CALENDAR.working_days(start.date(), due) == most_working_days(limit, stoppable=True)
    assert CALENDAR.working_days(start.date(), due) > most_working_days(limit, stoppable=False) - 1
