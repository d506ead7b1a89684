"""``yishi case``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from yishi_engine.cli.demo.story import FORM
from yishi_engine.cli.text import width

if TYPE_CHECKING:
    from tests.cli.conftest import Office, Run


@pytest.mark.parametrize("by", ["open", "number"])
def test_case_is_found_by_id_and_by_number(yishi: Run, office: Office, by: str) -> None:
    """A case is shown whether its id or its official number is given."""
    result = yishi("case", "show", getattr(office, by), "--db", office.url)
    assert (result.code, result.err) == (0, "")
    assert office.number in result.out.splitlines()[0]
    assert office.open in result.out.splitlines()[0]


def test_case_at_work_shows_where_it_stands(yishi: Run, office: Office) -> None:
    """State, due date, time left, tasks, exemption with its rule, what is missing and the records are all there."""
    shown = " ".join(yishi("case", "show", office.open, "--db", office.url).out.split())
    for part in (
        "办理中 accepted",
        "2026-03-25 17:00",
        "遂宁市市场监督管理局 scjg",
        "等待前置",
        "平面布置图 floor_plan",
        "area > 50",
        "建筑面积50平方米以下",
        "case.accepted",
        "p-2",
    ):
        assert part in shown, part


def test_completed_case_shows_its_end(yishi: Run, office: Office) -> None:
    """Of a completed case the outcome, the end and the rating are shown, and no due date."""
    shown = yishi("case", "show", office.done, "--db", office.url).out
    for part in ("已办结 completed", "全部准予", "2026-03-03 10:00", "5 分", "case.rated"):
        assert part in shown, part
    assert "期限 Due  " not in shown.split("事项 Item")[0]


def test_timeline_is_drawn(yishi: Run, office: Office) -> None:
    """Each holder has a row with the working days and a bar; the stop shows in the bar and in the account."""
    lines = yishi("case", "show", office.done, "--db", office.url).out.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("办理时序"))
    assert lines[begin] == "办理时序 Timeline  2026-02-11 至 2026-03-03，每格 1 个工作日"
    fire = lines.index("公众聚集场所投入使用、营业前消防安全检查  遂宁市消防救援支队")
    assert [line.split() for line in lines[fire + 1 : fire + 5]] == [
        ["待办", "—", "02-11", "→", "02-11", "0", "."],
        ["办理中", "x-1", "02-11", "→", "02-13", "2", "##"],
        ["特别程序", "x-1", "02-13", "→", "02-25", "3", "~~~"],
        ["办理中", "x-1", "02-25", "→", "02-27", "2", "##"],
    ]
    starts = [width(line.rstrip("#~")) for line in lines[fire + 2 : fire + 5]]
    assert [start - starts[0] for start in starts] == [0, 2, 5]
    (account,) = (line.split() for line in lines if line.startswith("公众聚集场所投入使用…"))
    assert account[2:5] == ["4", "3", "7"]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("case", ["open", "done"])
def test_no_value_of_the_form_is_shown(yishi: Run, office: Office, case: str, form: str) -> None:
    """Neither form ever shows what the applicant filled in, personal or not."""
    shown = yishi("case", "show", getattr(office, case), "--db", office.url, "--format", form).out
    assert [value for value in FORM.values() if value in shown] == []


def test_text_fits_a_terminal(yishi: Run, office: Office) -> None:
    """No line is wider than a hundred cells."""
    shown = yishi("case", "show", office.done, "--db", office.url).out
    assert [line for line in shown.splitlines() if width(line) > 100] == []


def test_json_is_the_view(yishi: Run, office: Office) -> None:
    """The form for programs has the view's names, instants as in records, and the records' hashes."""
    plain = json.loads(yishi("case", "show", office.open, "--db", office.url, "--format", "json").out)
    assert (plain["id"], plain["number"], plain["state"]) == (office.open, office.number, "accepted")
    assert plain["due_at"] == "2026-03-25T09:00:00.000000Z"
    assert plain["due_on"] == "2026-03-25"
    assert plain["missing_materials"] == ["floor_plan"]
    assert plain["exempt"][0]["rule"] == "area > 50"
    assert plain["answers"] == {"area": 50, "signboard": True}
    assert plain["materials"] == ["premises"]
    assert plain["notices"][0].startswith("容缺材料“平面布置图”待补交")
    assert {segment["holder"] for segment in plain["timeline"]["segments"]} == {"scjg", "cgj"}
    assert "form" not in plain
    assert [record["seq"] for record in plain["records"]] == list(range(1, len(plain["records"]) + 1))
    assert all(len(record["hash"]) == 64 for record in plain["records"])


def test_definitions_are_not_needed(yishi: Run, office: Office) -> None:
    """A case is shown by the definition it runs on, though no definition lies here any more, or a broken one does."""
    folder = office.file.parent / "bundles"
    folder.mkdir()
    (folder / "broken.yaml").write_text("id: [", encoding="utf-8")
    assert yishi("case", "show", office.open, "--db", office.url).code == 0
