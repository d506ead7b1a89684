"""``yishi demo``."""

from __future__ import annotations

import re
import shlex
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import alter, spawn
from yishi_engine.cli.demo.reasons import stopped_days, unusual_days
from yishi_engine.cli.demo.story import FORM, FrozenClock
from yishi_engine.cli.text import width
from yishi_engine.worktime.calendar import national_calendar
from yishi_engine.worktime.clock import Stop

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Result, Run


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Play the demonstration once, as a newcomer does."""
    return spawn("demo", folder=tmp_path_factory.mktemp("newcomer"))


class TestStory:
    """What a newcomer sees."""

    def test_it_succeeds_in_silence_on_standard_error(self, played: Result) -> None:
        """The demonstration succeeds and complains about nothing."""
        assert (played.code, played.err) == (0, "")

    def test_it_fits_a_terminal(self, played: Result) -> None:
        """No line is wider than a hundred cells, and none is coloured where there is no terminal."""
        assert [line for line in played.out.splitlines() if width(line) > 100] == []
        assert "\x1b" not in played.out

    @pytest.mark.parametrize(
        "told",
        [
            "提交申请",
            "期限 02-25 周三，剩余 5 工作日：02-15 至 02-23 放假；",
            "统一受理，同时分送各部门",
            "食品经营许可                              遂宁市市场监督管理局      等待前置",
            "食品经营许可：期限 03-04 周三，剩余 10 工作日",
            "户外招牌设置：正常 → 预警，期限 02-14 周六",
            "停止计时，保留 4 工作日",
            "期限 02-25 → 02-28 周六，剩余 4 工作日：特别程序不计 3 个工作日",
            "（02-13、02-14、02-24）",
            "办件：期限 03-10 → 03-13 周五",
            "营业执照、食品经营许可证、消防安全检查意见书",
            "已办结  全部准予",
        ],
    )
    def test_it_tells_of(self, played: Result, told: str) -> None:
        """Every turn of a case is told, with the clocks as the law moves them."""
        assert told in played.out

    def test_no_value_of_the_form_is_shown(self, played: Result) -> None:
        """What the applicant filled in is not printed, although it is made up."""
        assert [value for value in FORM.values() if value in played.out] == []

    def test_the_audit_chain_is_proved_at_the_end(self, played: Result) -> None:
        """The head's hash and the number of verified records stand before the last lines."""
        assert re.search(r"^链头 Head {3}sha256 [0-9a-f]{64}$", played.out, re.MULTILINE)
        assert re.search(r"^审计链完整  \d+ 条记录", played.out, re.MULTILINE)

    def test_nothing_is_left_behind(self, tmp_path: Path) -> None:
        """The embedded database is gone, and the folder of the user is as it was."""
        place, temporary = tmp_path / "here", tmp_path / "temporary"
        place.mkdir()
        temporary.mkdir()
        assert spawn("demo", folder=place, variables={"TMPDIR": str(temporary)}).code == 0
        assert [*place.iterdir(), *temporary.iterdir()] == []

    def test_it_is_the_same_every_time(self, played: Result, yishi: Run) -> None:
        """Whatever day it is, the story is the same; only the case's number and the chain differ."""
        assert yishi("demo").out.splitlines()[:-9] == played.out.splitlines()[:-9]

    def test_it_is_quick(self, yishi: Run) -> None:
        """A newcomer waits less than five seconds."""
        began = time.monotonic()
        yishi("demo")
        assert time.monotonic() - began < 5


class TestDatabase:
    """On a database that stays."""

    def test_advice_works_as_it_stands(self, yishi: Run) -> None:
        """The three commands at the end work, one after the other, and so do those that they lead to."""
        for _ in range(2):
            advice = [line.strip() for line in yishi("demo", "--db", "sqlite:///kept.db").out.splitlines()[-3:]]
            for command in advice:
                assert command.startswith("yishi ")
                assert yishi(*shlex.split(command)[1:]).code == 0, command

    def test_embedded_advice_works(self, played: Result, yishi: Run) -> None:
        """The three commands after the first demonstration work in an empty folder."""
        for command in played.out.splitlines()[-3:]:
            assert yishi(*shlex.split(command)[1:]).code == 0, command

    def test_environment_is_not_looked_at(self, yishi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """A database in YISHI_DB is somebody's real one: the demonstration does not touch it."""
        monkeypatch.setenv("YISHI_DB", "sqlite:///real.db")
        assert yishi("demo").code == 0
        assert not Path("real.db").exists()

    def test_cases_of_others_are_not_disturbed(self, yishi: Run, office: Office) -> None:
        """Where the clock of the demonstration would let time take effect on others' cases, it refuses."""
        proved = yishi("audit", "verify", "--db", office.url).out
        early = "2026-01-01T00:00:00.000000Z"
        alter(office.file, "UPDATE yishi_case SET attention_at = ? WHERE id = ?", early, office.open)
        result = yishi("demo", "--db", office.url)
        assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
        assert office.open in result.err
        assert yishi("audit", "verify", "--db", office.url).out == proved


class TestColour:
    """Colours."""

    @pytest.mark.parametrize(
        ("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
    )
    def test_only_where_wanted(
        self, yishi: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, coloured: bool
    ) -> None:
        """A terminal gets colours unless the environment says that it should not."""
        for name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("click.utils.should_strip_ansi", lambda _stream, color: color is False)
        assert ("\x1b[" in yishi("demo").out) is coloured


class TestReasons:
    """Why a due date lies where it lies."""

    @pytest.mark.parametrize(
        ("after", "until", "notes"),
        [
            (date(2026, 3, 2), date(2026, 3, 6), []),
            (date(2026, 3, 5), date(2026, 3, 9), []),
            (date(2026, 2, 11), date(2026, 2, 25), ["02-15 至 02-23 放假", "02-14 周六补班"]),
            (date(2026, 2, 14), date(2026, 2, 28), ["02-15 至 02-23 放假", "02-28 周六补班"]),
            (date(2026, 2, 11), date(2026, 2, 11), []),
        ],
    )
    def test_unusual_days_are_named(self, after: date, until: date, notes: list[str]) -> None:
        """Holidays longer than a weekend and weekends that are worked are named, an ordinary weekend is not."""
        assert unusual_days(national_calendar(), after, until) == notes

    def test_stopped_days_are_counted_and_named(self) -> None:
        """Of a stop the working days are named, the day on which it ended is not among them."""
        clock = FrozenClock()
        since = clock()
        clock.set("02-14 12:00")
        assert (
            stopped_days(national_calendar(), Stop(since, clock())) == "特别程序不计 3 个工作日（02-11、02-12、02-13）"
        )
