"""How the life of a case is drawn."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest

from yishi_engine.case.lifecycle import CaseState, TaskState
from yishi_engine.case.timeline import APPLICANT, Account, Segment, Timeline
from yishi_engine.cli.chart import Chart
from yishi_engine.cli.text import width
from yishi_engine.worktime.calendar import SHANGHAI, local_date, national_calendar

CALENDAR = national_calendar()
ITEMS = {"fire-check": "公众聚集场所投入使用、营业前消防安全检查", "long": "事项" * 60}
DEPARTMENTS = {"scjg": "市场监督管理局", "xfjy": "消防救援支队", "wide": "部门" * 40}


def at(text: str) -> datetime:
    """Return an instant, written as ``2026-02-11 09:30``; Asia/Shanghai time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def segment(state: CaseState | TaskState, since: str, until: str | None, **changes: object) -> Segment:
    """Return a segment of the case as a whole, or of what the changes say; days are not counted here."""
    fields: dict[str, object] = {"item": None, "holder": "scjg", "officer": "c-1", "working_days": 0, **changes}
    ended = at(until) if until else None
    return Segment(state=state, since=at(since), until=ended, **fields)  # type: ignore[arg-type]


def chart(*segments: Segment, now: str = "2026-03-02 10:00", **parts: object) -> Chart:
    """Return a chart of segments."""
    life = Timeline(
        case_id="case-1",
        first_officer=None,
        segments=segments,
        accounts=parts.get("accounts", ()),  # type: ignore[arg-type]
        reasons=parts.get("reasons", ()),  # type: ignore[arg-type]
    )
    return Chart(timeline=life, calendar=CALENDAR, now=at(now), items=ITEMS, departments=DEPARTMENTS)


def bars(drawn: Chart) -> list[str]:
    """Return the bars of the rows, with what stands before them as wide as it is."""
    lines = list(drawn.segments())
    start = width(lines[2].partition("工作日")[0]) + len("工作日") * 2 + 2
    rows = [line for line in lines[3:] if line.startswith("  ")]
    return [_cut(row, start) for row in rows]


def _cut(text: str, cells: int) -> str:
    """Return what stands behind a number of cells."""
    kept = 0
    while width(text[:kept]) < cells and kept < len(text):
        kept += 1
    return text[kept:]


class TestBars:
    """A cell a working day."""

    def test_days_off_take_no_room(self) -> None:
        """Over the Spring Festival a bar grows by the working days only, make-up workdays among them."""
        drawn = chart(
            segment(CaseState.SUBMITTED, "2026-02-13 09:00", "2026-02-14 09:00"),
            segment(CaseState.ACCEPTED, "2026-02-14 09:00", "2026-02-25 09:00"),
        )
        assert bars(drawn) == ["#", " ##"]

    def test_a_bar_begins_where_the_one_before_it_ends(self) -> None:
        """Bars of one holder after the other meet, whatever is between them."""
        drawn = chart(
            segment(CaseState.SUBMITTED, "2026-03-02 09:00", "2026-03-04 09:00"),
            segment(CaseState.CORRECTING, "2026-03-04 09:00", "2026-03-09 09:00", holder=APPLICANT, officer=None),
            segment(CaseState.SUBMITTED, "2026-03-09 09:00", "2026-03-10 09:00"),
            now="2026-03-10 09:00",
        )
        drawn_bars = bars(drawn)
        assert drawn_bars == ["##", "  ooo", "     #"]
        for before, after in pairwise(drawn_bars):
            assert len(after) - len(after.lstrip()) == len(before)

    def test_what_took_no_day_is_seen_all_the_same(self) -> None:
        """A segment that began and ended on one day has a cell."""
        drawn = chart(segment(CaseState.SUBMITTED, "2026-03-02 09:00", "2026-03-02 10:00"))
        assert bars(drawn) == ["#"]

    def test_what_lasts_reaches_to_now(self) -> None:
        """A segment without an end is drawn up to the present and says so."""
        drawn = chart(segment(CaseState.ACCEPTED, "2026-03-02 09:00", None), now="2026-03-06 09:00")
        assert bars(drawn) == ["####"]
        assert "03-02 → 至今" in "\n".join(drawn.segments())

    @pytest.mark.parametrize(
        ("state", "sign"),
        [
            (TaskState.WAITING, "."),
            (TaskState.OPEN, "."),
            (TaskState.IN_PROGRESS, "#"),
            (TaskState.SUSPENDED, "~"),
        ],
    )
    def test_signs(self, state: TaskState, sign: str) -> None:
        """Waiting, working and stopped look different without any colour, and the legend says how."""
        drawn = chart(
            segment(CaseState.ACCEPTED, "2026-03-02 09:00", None),
            segment(state, "2026-03-02 09:00", "2026-03-04 09:00", item="fire-check", holder="xfjy"),
        )
        assert bars(drawn)[1] == sign * 2
        assert sign in list(drawn.segments())[1]

    def test_a_long_life_is_drawn_to_scale(self) -> None:
        """More days than there is room for are drawn in fewer cells, in proportion, and the heading says so."""
        drawn = chart(
            segment(CaseState.SUBMITTED, "2025-01-02 09:00", "2025-07-01 09:00"),
            segment(CaseState.ACCEPTED, "2025-07-01 09:00", "2025-12-31 09:00"),
        )
        first, second = bars(drawn)
        assert 19 <= len(first) <= 20
        assert 39 <= len(second) <= 40
        assert second.startswith(" " * len(first) + "#")
        assert next(drawn.segments()) == "办理时序 Timeline  2025-01-02 至 2025-12-31，每格约 6.2 个工作日"

    def test_beyond_the_calendar_no_day_is_counted(self) -> None:
        """Where the working days are not known the bar ends with what is known."""
        horizon = CALENDAR.horizon
        drawn = chart(
            segment(CaseState.ACCEPTED, f"{horizon.year}-12-28 09:00", None), now=f"{horizon.year + 1}-02-01 09:00"
        )
        known = CALENDAR.working_days(date(horizon.year, 12, 28), horizon)
        assert bars(drawn) == ["#" * known]

    def test_a_life_that_began_beyond_the_calendar(self) -> None:
        """Even then there is a row, a cell wide."""
        year = CALENDAR.horizon.year + 1
        drawn = chart(segment(CaseState.ACCEPTED, f"{year}-02-01 09:00", None), now=f"{year}-03-01 09:00")
        assert bars(drawn) == ["#"]


class TestRows:
    """What stands beside the bars."""

    def test_groups(self) -> None:
        """The case comes first, then each task under its name and department, in the order in which they began."""
        drawn = chart(
            segment(CaseState.SUBMITTED, "2026-03-02 09:00", "2026-03-03 09:00"),
            segment(TaskState.OPEN, "2026-03-03 09:00", "2026-03-04 09:00", item="fire-check", holder="xfjy"),
            segment(CaseState.ACCEPTED, "2026-03-03 09:00", None),
            segment(TaskState.IN_PROGRESS, "2026-03-04 09:00", None, item="fire-check", holder="xfjy"),
        )
        groups = [line for line in list(drawn.segments())[3:] if not line.startswith(" ")]
        assert groups == ["整件  市场监督管理局", "公众聚集场所投入使用、营业前消防安全检查  消防救援支队"]

    def test_years_stand_where_there_are_two(self) -> None:
        """A life over the end of a year names the years."""
        drawn = chart(segment(CaseState.ACCEPTED, "2025-12-30 09:00", None), now="2026-01-05 09:00")
        assert "25-12-30 → 至今" in "\n".join(drawn.segments())
        ended = chart(segment(CaseState.ACCEPTED, "2025-12-30 09:00", "2026-01-05 09:00"))
        assert "25-12-30 → 26-01-05" in "\n".join(ended.segments())

    def test_an_item_that_is_gone_keeps_its_id(self) -> None:
        """A task and a department that the definition does not have any more are named by what is known."""
        drawn = chart(
            segment(CaseState.ACCEPTED, "2026-03-02 09:00", None),
            segment(TaskState.OPEN, "2026-03-02 09:00", None, item="gone", holder="closed"),
        )
        assert "gone  closed" in list(drawn.segments())

    @pytest.mark.parametrize("officer", ["c-1", "x" * 60, "工号" * 30, None])
    @pytest.mark.parametrize("last", ["2025-03-05 09:00", "2026-03-05 09:00"])
    def test_no_line_is_too_wide(self, officer: str | None, last: str) -> None:
        """However long names and lives are, everything fits a hundred cells."""
        account = Account(
            item="long",
            department="wide",
            gross_days=250,
            stopped_days=120,
            net_days=130,
            due_on=date(2025, 6, 3),
            late_days=120,
        )
        drawn = chart(
            segment(CaseState.ACCEPTED, "2025-02-05 09:00", last, officer=officer),
            segment(TaskState.SUSPENDED, "2025-02-06 09:00", last, item="long", holder="wide", officer=officer),
            accounts=(account,),
        )
        lines = [*drawn.segments(), *drawn.accounts()]
        assert [line for line in lines if width(line) > 100] == []


class TestAccounts:
    """What each clock took."""

    def test_in_time(self) -> None:
        """A clock in time has its days and no lateness."""
        account = Account(
            item=None,
            department="scjg",
            gross_days=9,
            stopped_days=2,
            net_days=7,
            due_on=date(2026, 3, 9),
            late_days=0,
        )
        drawn = chart(segment(CaseState.ACCEPTED, "2026-03-02 09:00", None), accounts=(account,))
        heading, row = drawn.accounts()
        assert " ".join(heading.split()) == "计时 Clock 部门 净 Net 停 Stop 毛 Gross 期限 Due 逾期 Late"
        assert row.split() == ["整件", "市场监督管理局", "7", "2", "9", "03-09", "周一", "—"]

    def test_none(self) -> None:
        """A case whose clocks have not started has no table."""
        drawn = chart(segment(CaseState.SUBMITTED, "2026-03-02 09:00", None))
        assert list(drawn.accounts()) == []

    def test_reasons(self) -> None:
        """The id of an item becomes its name; a reason about the case as a whole stays as it is."""
        drawn = chart(
            segment(CaseState.ACCEPTED, "2026-03-02 09:00", None),
            reasons=("fire-check：延期2 工作日，复核：二次", "延期5 工作日，会商", "一次告知补正：补图"),
        )
        assert list(drawn.reasons()) == [
            "公众聚集场所投入使用、营业前消防安全检查：延期2 工作日，复核：二次",
            "延期5 工作日，会商",
            "一次告知补正：补图",
        ]


def test_days_are_those_of_shanghai() -> None:
    """An instant late in the evening of UTC lies on the next day here."""
    late = datetime.fromisoformat("2026-03-02T20:00:00+00:00")
    assert local_date(late) == date(2026, 3, 3)
    drawn = chart(
        Segment(
            item=None,
            state=CaseState.ACCEPTED,
            holder="scjg",
            officer=None,
            since=late,
            until=None,
            working_days=0,
        ),
        now="2026-03-04 09:00",
    )
    assert "03-03 → 至今" in "\n".join(drawn.segments())
