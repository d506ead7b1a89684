"""``yishi calendar``."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter, spawn
from yishi_engine import Actor, Engine, SqlStore, commands, load_bundles
from yishi_engine.cli.demo import story
from yishi_engine.cli.months import holidays_of
from yishi_engine.cli.text import width
from yishi_engine.resources import bundles_folder
from yishi_engine.worktime.calendar import SHANGHAI, national_calendar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office, Run

UNKNOWN = national_calendar().horizon.year + 1
NATION = f"""\
name: {UNKNOWN}年部分节假日安排（样例）
layer: nation
years: [{UNKNOWN}]
off: [{UNKNOWN}-01-01..{UNKNOWN}-01-03]
"""
CITY = """\
name: 本市活动放假
layer: city
off: [2026-03-09, 2026-03-26]
"""
FAULTY = """\
name: 写错的通知
layer: town
off: [2026-02-30]
"""


def written(folder: Path, name: str, text: str) -> Path:
    """Write a notice."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def marked(shown: str, sign: str) -> int:
    """Return how many days of the twelve months carry a sign."""
    return len(re.findall(rf"\d{sign}", shown))


class TestShow:
    """A year in the terminal."""

    def test_months_stand_three_abreast(self, yishi: Run) -> None:
        """All months are there, with the days of the week from Monday on, and nothing is wider than a hundred cells."""
        result = yishi("calendar", "show", "2026")
        assert (result.code, result.err) == (0, "")
        lines = result.out.splitlines()
        assert lines[0] == "2026 年  248 个工作日  办公时间 09:00 至 17:00"
        assert [line for line in lines if width(line) > 100] == []
        titles = re.findall(r"(\d+) 月  (\d+) 个工作日", result.out)
        assert [int(month) for month, _ in titles] == list(range(1, 13))
        assert sum(int(number) for _, number in titles) == 248
        assert result.out.count("一  二  三  四  五  六  日") == 12

    def test_days_off_and_make_up_workdays_are_marked(self, yishi: Run) -> None:
        """February 2026 has its Spring Festival and both make-up Saturdays; ordinary weekends carry no mark."""
        lines = yishi("calendar", "show", "2026").out.splitlines()
        february = [_cells(line)[32:60].replace("\0", "").strip() for line in lines[2:9]]
        assert february[0] == "2 月  16 个工作日"
        assert february[2:] == [
            "1",
            "2   3   4   5   6   7   8",
            "9  10  11  12  13  14班15休",
            "16休17休18休19休20休21休22休",
            "23休24  25  26  27  28班",
        ]

    @pytest.mark.parametrize(("year", "off", "work"), [(2025, 28, 5), (2026, 33, 6)])
    def test_marks_are_those_of_the_notice(self, yishi: Run, year: int, off: int, work: int) -> None:
        """As many days are marked as the State Council's notices list, and the legend counts them."""
        shown = yishi("calendar", "show", str(year)).out
        assert (marked(shown, "休"), marked(shown, "班")) == (off, work)
        assert f"休 放假 {off} 天" in shown
        assert f"班 调休补班 {work} 天" in shown
        assert "国务院办公厅节假日安排" in shown

    @pytest.mark.parametrize("year", range(2005, UNKNOWN))
    def test_every_day_of_every_known_year_stands_once(self, yishi: Run, year: int) -> None:
        """Whatever day a month begins on, all of its days are there."""
        shown = yishi("calendar", "show", str(year)).out
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        cells = [line for line in shown.splitlines() if re.match(r"^[\s\d休班]+$", line)]
        assert sum(len(re.findall(r"\d+", line)) for line in cells) == days

    def test_a_year_that_is_not_known_is_said_so(self, yishi: Run) -> None:
        """A year without a notice gives one line that says what is known and what to do; nothing is made up."""
        result = yishi("calendar", "show", str(UNKNOWN))
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert f"the working days of {UNKNOWN} are not known yet" in result.err
        assert "yishi calendar load FILE" in result.err

    def test_a_year_before_the_calendar_is_not_expected(self, yishi: Run) -> None:
        """Of a year before the first known one no notice is asked for."""
        result = yishi("calendar", "show", "2003")
        assert (result.code, result.out) == (1, "")
        assert "the working days of 2003 are not known; the calendar knows 2004-01-01" in result.err
        assert "load" not in result.err

    @pytest.mark.parametrize("year", ["1999", "3000", "26", "next", "-1"])
    def test_what_is_no_year_is_wrong_usage(self, yishi: Run, year: str) -> None:
        """A year is a number of this millennium."""
        result = yishi("calendar", "show", year)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


class TestShowNotices:
    """With notices that are stored, and with files."""

    def test_files_are_looked_at_and_loaded_nowhere(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """A notice makes its year known for this look only."""
        file = written(tmp_path, "nation.yaml", NATION)
        shown = yishi("calendar", "show", str(UNKNOWN), "--notice", file, "--db", office.url)
        assert (shown.code, shown.err) == (0, "")
        assert f"国务院办公厅节假日安排；{UNKNOWN}年部分节假日安排（样例）" in shown.out
        assert yishi("calendar", "show", str(UNKNOWN), "--db", office.url).code == 1

    def test_stored_notices_count(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """What was loaded into the database is part of the calendar."""
        before = yishi("calendar", "show", "2026", "--db", office.url).out
        yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url)
        after = yishi("calendar", "show", "2026", "--db", office.url).out
        assert (marked(before, "休"), marked(after, "休")) == (33, 37)  # with the weekend before the Monday
        assert "246 个工作日" in after
        assert "本市活动放假" in after

    def test_a_file_has_the_place_of_its_layer(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """A file of the nation's does not win over a stored notice of the city's: it would not if it were loaded."""
        yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url)
        other = written(tmp_path, "nation.yaml", "name: 调整\nlayer: nation\nwork: [2026-03-09]\n")
        shown = yishi("calendar", "show", "2026", "--notice", other, "--db", office.url).out
        assert " 9休" in shown.split("2 月")[1].split("4 月")[0]
        yishi("calendar", "load", other, "--db", office.url)
        assert yishi("calendar", "show", "2026", "--db", office.url).out == shown

    def test_files_may_be_several(self, yishi: Run, tmp_path: Path) -> None:
        """Each --notice names one file, and they build on one another."""
        first = written(tmp_path, "first.yaml", NATION)
        second = written(tmp_path, "second.yaml", f"name: 市假\nlayer: city\noff: [{UNKNOWN}-03-08..{UNKNOWN}-03-09]\n")
        shown = yishi("calendar", "show", str(UNKNOWN), "--notice", second, "--notice", first)
        assert shown.code == 0
        assert "市假" in shown.out

    def test_faults_of_files_are_shown_like_those_of_definitions(self, yishi: Run, tmp_path: Path) -> None:
        """Every fault stands with its place and the line, and the exit code is that of faults."""
        result = yishi("calendar", "show", "2026", "--notice", written(tmp_path, "faulty.yaml", FAULTY))
        assert (result.code, result.err) == (1, "")
        assert "faulty.yaml:2:8: 错误 calendar.choice" in result.out
        assert "    2 | layer: town\n" in result.out
        assert result.out.endswith("2 个错误\n")

    def test_the_default_database_need_not_be_there(self, yishi: Run, tmp_path: Path) -> None:
        """Without a database the national calendar is shown, and none is made by looking."""
        assert yishi("calendar", "show", "2026").code == 0
        assert list(tmp_path.iterdir()) == []

    def test_the_default_database_is_looked_into(self, yishi: Run, tmp_path: Path) -> None:
        """Where it is, its notices count without its being named."""
        yishi("db", "upgrade")
        yishi("calendar", "load", written(tmp_path, "city.yaml", CITY))
        assert "本市活动放假" in yishi("calendar", "show", "2026").out

    def test_a_database_that_is_named_must_be_there(self, yishi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name that was given, also by the environment, is meant."""
        assert yishi("calendar", "show", "2026", "--db", "sqlite:///none.db").code == 1
        monkeypatch.setenv("YISHI_DB", "sqlite:///none.db")
        result = yishi("calendar", "show", "2026")
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "none.db" in result.err

    def test_a_notice_that_somebody_spoilt_is_one_line(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """A stored notice that cannot be read is no reason for a traceback."""
        yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url)
        alter(office.file, "UPDATE yishi_notice SET content = 'noise'")
        result = yishi("calendar", "show", "2026", "--db", office.url)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert "notice" in result.err


class TestLoad:
    """Taking in a notice."""

    def test_open_clocks_move(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """Cases that are not finished are computed anew, on record, and counted."""
        result = yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url)
        assert (result.code, result.err) == (0, "")
        horizon = national_calendar().horizon
        assert result.out == f"本市活动放假: kept; the calendar reaches {horizon}\n1 case(s) looked at, 1 moved\n"
        shown = yishi("case", "show", office.open, "--db", office.url).out
        assert "clock.recomputed" in shown
        assert "2026-03-27 17:00" in shown
        assert yishi("audit", "verify", "--db", office.url).code == 0

    def test_provisional_dates_become_real(self, yishi: Run, tmp_path: Path) -> None:
        """A due date past what was known stands once the year is known."""
        yishi("db", "upgrade")
        number = _case_in_december()
        assert "日历未到，暂不能确定" in yishi("case", "show", number).out
        result = yishi("calendar", "load", written(tmp_path, "nation.yaml", NATION))
        assert result.out.endswith("1 case(s) looked at, 1 moved\n")
        assert f"{UNKNOWN}-01-" in yishi("case", "show", number).out

    def test_it_may_be_repeated(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """The second time nothing moves and nothing is recorded."""
        file = written(tmp_path, "city.yaml", CITY)
        yishi("calendar", "load", file, "--db", office.url)
        before = yishi("audit", "verify", "--db", office.url).out
        again = yishi("calendar", "load", file, "--db", office.url)
        assert again.code == 0
        assert again.out.endswith("1 case(s) looked at, 0 moved\n")
        assert yishi("audit", "verify", "--db", office.url).out == before

    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            (FAULTY, ["calendar.choice", "calendar.day"]),
            (f"name: 跳年\nlayer: nation\nyears: [{UNKNOWN + 1}]\n", ["calendar.gap"]),
            (f"name: 远\nlayer: city\noff: [{UNKNOWN}-05-01]\n", ["calendar.unknown_day"]),
            ("", ["calendar.type"]),
            ("a: [", ["yaml"]),
        ],
    )
    def test_faults_are_all_shown_and_nothing_is_kept(
        self, yishi: Run, office: Office, tmp_path: Path, text: str, codes: list[str]
    ) -> None:
        """A file with faults changes nothing, whether they lie in the file or in what is known before it."""
        result = yishi("calendar", "load", written(tmp_path, "faulty.yaml", text), "--db", office.url)
        assert (result.code, result.err) == (1, "")
        for code in codes:
            assert f"错误 {code}" in result.out
        assert result.out.endswith(f"{len(codes)} 个错误\n")
        with closing(SqlStore.from_url(office.url).engine.raw_connection()) as connection:
            assert connection.cursor().execute("SELECT count(*) FROM yishi_notice").fetchone() == (0,)

    def test_no_bundles_are_needed(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """Running cases carry their definitions, so the files may be gone or broken."""
        (tmp_path / "bundles").mkdir()
        written(tmp_path / "bundles", "broken.yaml", "id: [")
        assert yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url).code == 0

    def test_a_case_that_cannot_be_computed_is_named(self, yishi: Run, office: Office, tmp_path: Path) -> None:
        """One bad case keeps no other from its new date; it is named, and the exit code is not 0."""
        alter(office.file, "UPDATE yishi_case SET body = 'noise' WHERE id = ?", office.open)
        result = yishi("calendar", "load", written(tmp_path, "city.yaml", CITY), "--db", office.url)
        assert result.code == 1
        assert f"{office.open}: RowUnreadable" in result.out
        assert result.err == (
            f"yishi: error: 1 case(s) could not be computed anew, first {office.open} (load the notice again)\n"
        )

    def test_a_notice_that_no_engine_could_start_with_is_refused(
        self, yishi: Run, office: Office, tmp_path: Path
    ) -> None:
        """A year that only a city made known is no ground for the nation's next: it is applied before the city's."""
        city = written(tmp_path, "city.yaml", f"name: 市\nlayer: city\nyears: [{UNKNOWN}]\n")
        nation = written(tmp_path, "nation.yaml", f"name: 国\nlayer: nation\nyears: [{UNKNOWN + 1}]\n")
        assert yishi("calendar", "load", city, "--db", office.url).code == 0
        refused = yishi("calendar", "load", nation, "--db", office.url)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert yishi("calendar", "show", str(UNKNOWN), "--db", office.url).code == 0


def test_holidays_are_more_than_weekends() -> None:
    """A weekend beside a day off belongs to it, one by itself does not; a run over the new year keeps its days."""
    found = holidays_of(national_calendar(), 2024)
    assert {date(2024, 6, 8), date(2024, 6, 9), date(2024, 6, 10)} <= found
    assert date(2024, 6, 15) not in found
    assert {day.year for day in found} == {2024}
    new_year = holidays_of(national_calendar(), 2022)
    assert {day.day for day in new_year if day.month == 1} >= {1, 2, 3}
    assert date(2022, 12, 31) in new_year


def test_colours_stay_on_a_terminal(tmp_path: Path) -> None:
    """Written to a file or a pipe there are no escapes."""
    assert "\x1b" not in spawn("calendar", "show", "2026", folder=tmp_path).out


def _cells(line: str) -> str:
    """Return a line with a filler behind each sign that is two cells wide, so that a position is a cell."""
    return "".join(f"{sign}\0" if width(sign) > 1 else sign for sign in line)


def _case_in_december() -> str:
    """Submit and accept a case at the end of the last known year, in the default database; return its number."""
    store = SqlStore.from_url("sqlite:///yishi.db")
    now = datetime(UNKNOWN - 1, 12, 24, 9, 30, tzinfo=SHANGHAI)
    engine = Engine(store=store, catalog=load_bundles(bundles_folder()), clock=lambda: now)
    submit = commands.SubmitCase(
        bundle=story.BUNDLE,
        answers=story.ANSWERS,
        form=story.FORM,
        materials={"premises": "sample:premises", "floor_plan": "sample:plan"},
        by=Actor.applicant("p-4"),
    )
    view = engine.handle(submit)
    engine.handle(commands.AcceptCase(case_id=view.id, by=story.LEAD))
    store.dispose()
    return view.number
