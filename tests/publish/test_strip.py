"""Strips of days, in text and as drawings: they say what clock and calendar say."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worktime.reference import CALENDAR, counted_working_days, instant, stopped_days
from yishi_engine.errors import OutsideCalendar
from yishi_engine.publish.strip import strip, strip_text
from yishi_engine.publish.strip_svg import draw, example
from yishi_engine.worktime import Clock, Limit, Stop

DRAWING = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "clock.svg"
SVG = "{http://www.w3.org/2000/svg}"


def clock(start: str, limit: str, *stops: tuple[str, str | None], statutory: str = "") -> Clock:
    """Return a clock from Chinese wall-clock texts."""
    made = tuple(Stop(instant(since), instant(until) if until else None) for since, until in stops)
    law = Limit.parse(statutory) if statutory else None
    return Clock(started_at=instant(start), committed=Limit.parse(limit), statutory=law, stops=made)


def signs(text: str) -> list[str]:
    """Return the cells of the line that counts."""
    return text.splitlines()[2].split()[1:]


def words(svg: str) -> list[str]:
    """Return the texts of a drawing."""
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  (made by ourselves)


class TestText:
    """A strip as four lines of text."""

    def test_working_days_jump_over_a_festival(self) -> None:
        """The start and days off have signs, a make-up workday a plus and a number."""
        assert strip_text(clock("2026-02-13", "5 工作日"), CALENDAR) == (
            "2026-02  13    14    15    16    17    18    19    20    21    22    23    24    25    26    27\n"
            "         Fr    Sa+   Su    Mo    Tu    We    Th    Fr    Sa    Su    Mo    Tu    We    Th    Fr\n"
            "counted  S     1     .     .     .     .     .     .     .     .     .     2     3     4     5\n"
            "                                                                                       warn  due"
        )

    def test_stopped_days_are_crossed_out(self) -> None:
        """A stop takes the days from its first up to, not including, the day that runs again."""
        text = strip_text(clock("2026-03-02", "3 工作日", ("2026-03-04", "2026-03-06")), CALENDAR)
        assert signs(text) == ["S", "1", "x", "x", "2", ".", ".", "3"]

    def test_an_open_stop_has_no_end(self) -> None:
        """Everything from its first day on is stopped, and nothing is due."""
        text = strip_text(clock("2026-03-02", "3 工作日", ("2026-03-04", None)), CALENDAR, until=date(2026, 3, 6))
        assert signs(text) == ["S", "1", "x", "x", "x"]
        assert "due" not in text

    def test_a_last_day_that_is_a_day_off_moves(self) -> None:
        """Calendar days count on days off as well; the days to which the last one moves have a sign of their own."""
        text = strip_text(clock("2026-03-02", "5 自然日"), CALENDAR)
        assert signs(text) == ["S", "1", "2", "3", "4", "5", ">", ">"]

    def test_a_month_has_its_first_day_written_out(self) -> None:
        """Where the month changes the month is said."""
        assert "03-01" in strip_text(clock("2026-02-27", "3 工作日"), CALENDAR).splitlines()[0]

    def test_marks_of_both_limits(self) -> None:
        """The committed limit's last day is due, the statutory one's is the law's; past both days only pass."""
        shown = clock("2026-03-02", "1 工作日", statutory="3 工作日")
        text = strip_text(shown, CALENDAR, until=date(2026, 3, 6))
        assert signs(text) == ["S", "1", "2", "3", "-"]
        assert text.splitlines()[3].split() == ["warn", "due", "law"]

    @pytest.mark.parametrize("limit", ["4 工作时", "即办"])
    def test_limits_that_count_no_days(self, limit: str) -> None:
        """Business hours and on the spot have no strip."""
        with pytest.raises(ValueError, match="counts no days"):
            strip(clock("2026-03-02", limit), CALENDAR)

    def test_a_strip_without_an_end(self) -> None:
        """While no date stands, the caller says how far the strip goes; it never goes past the calendar."""
        late = clock("2026-12-24", "6 工作日")
        with pytest.raises(ValueError, match="no date stands"):
            strip(late, CALENDAR)
        assert len(strip(late, CALENDAR, until=date(2026, 12, 31))) == 8
        with pytest.raises(OutsideCalendar):
            strip(late, CALENDAR, until=date(2027, 1, 1))


class TestCount:
    """The numbers, held against a count day by day."""

    @given(
        start=st.dates(date(2025, 1, 1), date(2026, 6, 1)),
        amount=st.integers(1, 25),
        stop=st.tuples(st.integers(1, 20), st.integers(0, 20)),
    )
    def test_numbers_are_those_of_a_walk_through_the_days(
        self, start: date, amount: int, stop: tuple[int, int]
    ) -> None:
        """Counted days are the working days that are not stopped, numbered from 1, and the due day is the last."""
        since = start + timedelta(days=stop[0])
        until = since + timedelta(days=stop[1])
        walked = clock(start.isoformat(), f"{amount} 工作日", (since.isoformat(), until.isoformat()))
        days = strip(walked, CALENDAR)
        counted = [each.day for each in days if each.number]
        expected = counted_working_days(walked, CALENDAR, start)
        assert counted == [next(expected) for _ in range(amount)]
        assert [each.number for each in days if each.number] == list(range(1, amount + 1))
        assert "due" in days[-1].marks
        assert {each.day for each in days if each.kind == "stopped"} == stopped_days(walked) & {
            each.day for each in days[1:]
        }


class TestDrawing:
    """A strip as SVG."""

    def test_drawing_of_the_page_is_up_to_date(self) -> None:
        """The committed drawing is made by the module, which prints it."""
        assert DRAWING.read_text(encoding="utf-8") == example()
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "yishi_engine.publish.strip_svg"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout == example()

    def test_drawing_says_what_the_clock_says(self) -> None:
        """Start, stop, resume, levels and both ends stand in it, and each counted day with its number."""
        shown = words(example())
        for expected in ("start", "stop", "resume", "due, 02-28 17:00", "statutory limit, 03-06 17:00"):
            assert expected in shown
        assert [each for each in shown if each in {"normal", "warning", "yellow", "red", "stopped: no level"}] == [
            "normal",
            "stopped: no level",
            "normal",
            "warning",
            "yellow",
            "red",
        ]
        assert shown.count("Sa+") == 2

    def test_everything_lies_within_the_drawing(self) -> None:
        """No shape is wider than the drawing, and none has a negative width."""
        root = ET.fromstring(example())  # noqa: S314  (made by ourselves)
        width = float(root.attrib["width"])
        for each in root.iter(f"{SVG}rect"):
            assert 0 <= float(each.attrib.get("x", 0)) <= width
            assert 0 < float(each.attrib["width"]) <= width

    def test_a_clock_without_stops_and_statutory_limit(self) -> None:
        """A plain clock is drawn up to yellow, and never turns red."""
        shown = words(draw(clock("2026-03-02", "3 工作日"), CALENDAR, until=date(2026, 3, 6)))
        assert [each for each in shown if each in {"normal", "warning", "yellow", "red"}] == [
            "normal",
            "warning",
            "yellow",
        ]
        assert "stop" not in shown

    def test_a_warning_at_once(self) -> None:
        """A clock of one day warns from its start on, and no empty band is drawn."""
        drawn = draw(clock("2026-03-02", "1 工作日"), CALENDAR, until=date(2026, 3, 4))
        assert "normal" not in words(drawn)
        assert 'width="0' not in drawn

    def test_levels_are_those_that_were_shown_at_the_time(self) -> None:
        """A warning before a stop stays in the drawing, though the stop moved the due date away."""
        shown = words(
            draw(clock("2026-03-02", "3 工作日", ("2026-03-05", "2026-03-10")), CALENDAR, until=date(2026, 3, 12))
        )
        assert [each for each in shown if each in {"normal", "warning", "yellow", "stopped: no level"}] == [
            "normal",
            "warning",
            "stopped: no level",
            "warning",
            "yellow",
        ]
