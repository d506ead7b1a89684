"""``yishi simulate``: tables on the terminal, files by their endings, and mistakes in one line."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import spawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office, Run

SCENARIO = """
cases: 40
departments: {xfjy: {officers: 1}}
items: {fire-check: {handling: 6}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with a scenario."""
    written = tmp_path / "simulation.yaml"
    written.write_text(SCENARIO, encoding="utf-8")
    return written


def test_the_result_is_told_in_chinese(yishi: Run, file: Path) -> None:
    """Sentences first, with what was assumed; then items and departments, figures in columns."""
    told = yishi("simulate", "open-restaurant", "--scenario", file)
    assert (told.code, told.err) == (0, "")
    for part in (
        "收件 40 件",
        "整件按时率（总时限 15 工作日）",
        "未给出而按常例假定",
        "各事项",
        "各部门",
        "遂宁市消防救援支队",
    ):
        assert part in told.out
    assert "假如" not in told.out


def test_nothing_need_be_assumed_by_hand(yishi: Run) -> None:
    """Without a scenario everything is assumed, and said."""
    told = yishi("simulate", "open-restaurant", "--cases", "15")
    assert told.code == 0
    assert "收件 15 件" in told.out
    assert "每个工作日收件 5 件" in told.out


def test_the_same_seed_gives_the_same_bytes(yishi: Run, file: Path) -> None:
    """In every form; another seed gives other bytes."""
    for form in ("text", "json"):
        asked = ("simulate", "open-restaurant", "--scenario", file, "--format", form)
        assert yishi(*asked).out == yishi(*asked).out != yishi(*asked, "--seed", "2").out


def test_processes_do_not_matter(yishi: Run, file: Path, tmp_path: Path) -> None:
    """Another process with another seed of hashes writes the same bytes."""
    here = yishi("simulate", "open-restaurant", "--scenario", file, "--format", "json")
    for seed in ("0", "1"):
        variables = {"PYTHONHASHSEED": seed}
        asked = ("simulate", "open-restaurant", "--scenario", str(file), "--format", "json")
        assert spawn(*asked, folder=tmp_path, variables=variables).out == here.out


def test_what_ifs_are_told(yishi: Run, file: Path) -> None:
    """The table begins with what is, and has a row for each officer more and each day less."""
    told = yishi("simulate", "open-restaurant", "--scenario", file, "--cases", "10", "--what-if")
    for part in ("现状", "加 1 人（2 人）：遂宁市消防救援支队", "少 1 天（14 工作日）：总时限"):
        assert part in told.out
    plain = json.loads(
        yishi("simulate", "open-restaurant", "--scenario", file, "--cases", "10", "--what-if", "--format", "json").out
    )
    assert [row["key"] for row in plain["what_if"]][:2] == ["base", "officer:scjg"]


def test_programs_get_everything(yishi: Run, file: Path) -> None:
    """JSON has keys of items and departments, shares from 0 to 1 and times in hours and days."""
    plain = json.loads(yishi("simulate", "open-restaurant", "--scenario", file, "--format", "json").out)
    assert (plain["bundle"], plain["received"], plain["unfinished"]) == ("open-restaurant", 40, 0)
    assert [row["key"] for row in plain["items"]] == ["business-licence", "food-permit", "fire-check", "signboard"]
    assert plain["items"][2]["handling_hours"] == 6
    assert 0 < plain["on_time_tasks"] <= 1
    assert sum(plain["histogram_days"].values()) == plain["completed"]
    assert plain["decisions"] == sum(row["decided"] for row in plain["items"])
    assert "what_if" not in plain


def test_files_are_written_by_their_endings(yishi: Run, file: Path, tmp_path: Path) -> None:
    """A page, a drawing, a spreadsheet and data; standard output stays empty."""
    written = {}
    for ending in ("html", "svg", "csv", "json"):
        target = tmp_path / f"out.{ending}"
        done = yishi("simulate", "open-restaurant", "--scenario", file, "-o", target)
        assert (done.code, done.out, done.err) == (0, "", "")
        written[ending] = target.read_text(encoding="utf-8")
    assert written["html"].startswith("<!DOCTYPE html>")
    assert ET.fromstring(written["svg"]).tag.endswith("svg")  # noqa: S314  (our own)
    assert next(csv.reader(written["csv"].removeprefix("\ufeff").splitlines()))[0] == "事项"
    assert json.loads(written["json"])["received"] == 40


def test_what_is_assumed_can_be_saved_and_used(yishi: Run, file: Path, tmp_path: Path) -> None:
    """Nothing is played when a scenario is saved; what was saved gives the same result as what it was saved from."""
    saved = tmp_path / "saved.yaml"
    done = yishi("simulate", "open-restaurant", "--scenario", file, "--save-scenario", saved)
    assert (done.code, done.out) == (0, "")
    first = json.loads(yishi("simulate", "open-restaurant", "--scenario", file, "--format", "json").out)
    again = json.loads(yishi("simulate", "open-restaurant", "--scenario", saved, "--format", "json").out)
    assert again["assumed"] == []
    assert {**again, "assumed": first["assumed"]} == first


def test_a_past_is_measured(yishi: Run, office: Office, tmp_path: Path) -> None:
    """The demonstration's one completed case is enough to make a scenario of, and to play it."""
    saved = tmp_path / "measured.yaml"
    done = yishi("simulate", "open-restaurant", "--from-db", office.url, "--save-scenario", saved)
    assert done.code == 0
    assert "applications:" in saved.read_text(encoding="utf-8")
    told = yishi("simulate", "open-restaurant", "--from-db", office.url, "--cases", "5")
    assert (told.code, "收件 5 件" in told.out) == (0, True)


def test_a_notice_makes_the_next_year_known(yishi: Run, file: Path, tmp_path: Path) -> None:
    """With the days off of a further year cases can come in it; without, that is said."""
    notice = tmp_path / "next.yaml"
    notice.write_text('name: 明年\nlayer: nation\nyears: [2027]\noff: ["2027-01-01"]\n', encoding="utf-8")
    file.write_text("cases: 5\nperiod: {from: 2027-03-01}\n", encoding="utf-8")
    assert "收件 5 件" in yishi("simulate", "open-restaurant", "--scenario", file, "--notice", notice).out
    refused = yishi("simulate", "open-restaurant", "--scenario", file)
    assert (refused.code, refused.out) == (1, "")
    assert "outside the calendar" in refused.err


def test_faults_of_a_scenario_are_shown_with_their_lines(yishi: Run, tmp_path: Path) -> None:
    """Each fault with its line and a caret, all at once, and exit code 1; no traceback."""
    file = tmp_path / "wrong.yaml"
    file.write_text("sead: 3\nitems:\n  fire-chek: {handling: 1}\n", encoding="utf-8")
    told = yishi("simulate", "open-restaurant", "--scenario", file)
    assert told.code == 1
    assert "是否想写 seed？" in told.out
    assert "是否想写 fire-check？" in told.out
    assert "   1 | sead: 3" in told.out
    assert "^" in told.out
    assert "2 个错误" in told.out


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        ((), 2, "BUNDLE"),
        (("no-such-bundle",), 1, "no-such-bundle"),
        (("open-restaurant", "--scenario", "none.yaml"), 2, "none.yaml"),
        (("open-restaurant", "--cases", "0"), 2, "--cases"),
        (("open-restaurant", "--seed", "x"), 2, "--seed"),
        (("open-restaurant", "--from-db", "sqlite:///none.db"), 1, "no such file"),
        (("open-restaurant", "-o", "out.pdf"), 2, ".html, .svg, .csv, .json"),
        (("open-restaurant", "-o", "none/out.html", "--cases", "1"), 1, "none/out.html"),
        (("open-restaurant", "--scenario", "simulation.yaml", "--from-db", "sqlite:///x.db"), 2, "exclude"),
        (("open-restaurant", "--format", "xml"), 2, "xml"),
    ],
)
@pytest.mark.usefixtures("file")
def test_mistakes_give_one_line(yishi: Run, arguments: tuple[str, ...], code: int, part: str) -> None:
    """Wrong usage ends with 2, anything else with 1; always one line on standard error."""
    told = yishi("simulate", *arguments)
    assert (told.code, told.out) == (code, "")
    assert told.err.count("\n") == 1
    assert part in told.err


def test_a_bar_is_shown_on_a_terminal(
    yishi: Run, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where standard error is a terminal a bar moves there, and standard output is the same as without."""
    plain = yishi("simulate", "open-restaurant", "--scenario", file, "--format", "json")
    capsys.readouterr()
    monkeypatch.setattr("yishi_engine.cli.figures._is_watched", lambda: True)
    watched = yishi("simulate", "open-restaurant", "--scenario", file, "--format", "json")
    assert watched.out == plain.out
    assert plain.err == ""
    assert "开办餐馆" in watched.err
