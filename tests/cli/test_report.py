"""``yishi report``: tables, spreadsheets, data and the bulletin from a database."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.insight.office import Office as Small
from tests.insight.office import lived
from yishi_engine.store import SqlStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return a database with the cases that were worked out by hand."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    store = SqlStore.from_url(f"sqlite:///{tmp_path}/small.db")
    store.upgrade()
    lived(Small(store, folder))
    store.dispose()
    return f"sqlite:///{tmp_path}/small.db"


def test_the_report_is_told_in_chinese(yishi: Run, url: str) -> None:
    """Sentences first, then every grouping; no definitions are needed beside the database."""
    told = yishi("report", "--db", url)
    assert (told.code, told.err) == (0, "")
    for part in ("终结 5 件，其中办结 3 件", "各套餐：办结与时限", "各事项", "各部门", "2026-04", "甲局", "66.7%"):
        assert part in told.out


def test_a_month_is_the_days_from_first_to_last(yishi: Run, url: str) -> None:
    """March by its name is March by its days."""
    month = yishi("report", "--db", url, "--month", "2026-03")
    days = yishi("report", "--db", url, "--since", "2026-03-01", "--until", "2026-03-31")
    assert month.out == days.out
    assert "终结 4 件" in month.out


def test_one_grouping_can_be_asked_for(yishi: Run, url: str) -> None:
    """Only its tables are shown."""
    told = yishi("report", "--db", url, "--by", "department")
    assert "各部门" in told.out
    assert "各事项" not in told.out


def test_one_bundle_can_be_asked_for(yishi: Run, url: str) -> None:
    """A bundle that no case is of is a mistake, and the one that was probably meant is named."""
    assert "终结 5 件" in yishi("report", "--db", url, "--bundle", "small").out
    for name, said in (("smal", 'did you mean "small"?'), ("zzz", "in use: small")):
        told = yishi("report", "--db", url, "--bundle", name)
        assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
        assert f'no case in the database is of a bundle "{name}"' in told.err
        assert said in told.err


@pytest.mark.parametrize(
    ("by", "heading", "rows"),
    [("bundle", "套餐", 1), ("item", "套餐", 2), ("department", "部门", 2), ("month", "月份", 2)],
)
def test_spreadsheets_have_one_grouping(  # noqa: PLR0917
    yishi: Run, url: str, tmp_path: Path, by: str, heading: str, rows: int
) -> None:
    """CSV with a byte order mark, a row for each, and numbers that can be added up."""
    target = tmp_path / "report.csv"
    assert yishi("report", "--db", url, "--by", by, "--format", "csv", "-o", target).code == 0
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    first, *others = csv.reader(raw.decode("utf-8-sig").splitlines())
    assert first[0] == heading
    assert len(others) == rows
    assert all(len(row) == len(first) for row in others)


def test_spreadsheets_are_by_bundle_unless_said(yishi: Run, url: str) -> None:
    """Standard output gets the same bytes as a file."""
    assert yishi("report", "--db", url, "--format", "csv").out.startswith("\ufeff套餐,名称,终结")


def test_programs_get_all_groupings(yishi: Run, url: str) -> None:
    """JSON says what it counts, until when, and by what baseline."""
    plain = json.loads(yishi("report", "--db", url, "--month", "2026-03", "--format", "json").out)
    assert (plain["since"], plain["until"]) == ("2026-03-01", "2026-03-31")
    assert plain["by_bundle"][0]["completed"] == 2
    assert {"by_item", "by_department", "by_month"} <= plain.keys()


def test_the_bulletin_is_a_page(yishi: Run, url: str, tmp_path: Path) -> None:
    """One HTML file for the month."""
    target = tmp_path / "bulletin.html"
    done = yishi("report", "--db", url, "--month", "2026-03", "--format", "html", "-o", target)
    assert (done.code, done.out, done.err) == (0, "", "")
    text = target.read_text(encoding="utf-8")
    assert "“一件事”办理情况通报" in text
    assert "2026-03-01 至 2026-03-31" in text


def test_text_goes_into_a_file_without_colours(yishi: Run, url: str, tmp_path: Path) -> None:
    """What a terminal shows bold is plain in a file."""
    target = tmp_path / "report.txt"
    yishi("report", "--db", url, "-o", target)
    text = target.read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "各部门" in text


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (("--db", "sqlite:///none.db"), 1, "no such file"),
        (("--since", "March"), 2, "March"),
        (("--month", "2026-13"), 2, "2026-13"),
        (("--month", "2026-03", "--since", "2026-03-01"), 2, "--month excludes"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), 2, "before it begins"),
        (("--month", "9999-12"), 2, "2000 to 2999"),
        (("--since", "0001-01-01"), 2, "2000 to 2999"),
        (("--by", "officer"), 2, "officer"),
        (("--format", "pdf"), 2, "pdf"),
    ],
)
def test_mistakes_give_one_line(yishi: Run, arguments: tuple[str, ...], code: int, part: str) -> None:
    """Wrong usage ends with 2, anything else with 1; always one line on standard error."""
    told = yishi("report", *arguments)
    assert (told.code, told.out) == (code, "")
    assert told.err.count("\n") == 1
    assert part in told.err
