"""Notices on days off, read from files."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, get_args

import pytest

from tests.worktime.reference import CALENDAR
from yishi_engine.errors import DefinitionError, Fault
from yishi_engine.worktime import Calendar, Notice, load_calendar, load_notice
from yishi_engine.worktime.calendar import ReceiptRule
from yishi_engine.worktime.notices import LAYERS, Days, Hours, apply_notices

if TYPE_CHECKING:
    from pathlib import Path

NATION = """\
name: 国务院办公厅关于2027年部分节假日安排的通知
layer: nation
years: [2027]
off:
  - 2027-01-01..2027-01-03
  - 2027-04-05
work: [2027-01-09]
"""
CITY = """\
name: 本市作息时间
layer: city
hours: {opens: 08:30, closes: "17:30"}
receipt_on_day_off: next_working_day
work: [2027-04-05]
"""
WORD = re.compile(r"[A-Za-z_]+")


def faults_of(folder: Path, text: str, *, base: Calendar = CALENDAR) -> list[Fault]:
    """Return the faults of a notice's text, as loading a calendar reports them."""
    path = folder / "notice.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_calendar([path], base)
    return list(caught.value.faults)


def written(folder: Path, **texts: str) -> list[Path]:
    """Write notices and return their paths in the order given."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_a_notice_is_read(tmp_path: Path) -> None:
    """Days, spans, hours and rules arrive typed."""
    nation, city = (load_notice(path) for path in written(tmp_path, nation=NATION, city=CITY))
    assert nation.layer == "nation"
    assert nation.years == (2027,)
    assert nation.off == (
        Days(date(2027, 1, 1), date(2027, 1, 3)),
        Days(date(2027, 4, 5), date(2027, 4, 5)),
    )
    assert city.hours is not None
    assert (city.hours.opens, city.hours.closes) == (time(8, 30), time(17, 30))
    assert city.receipt_on_day_off == "next_working_day"


def test_layers_apply_from_the_nation_down(tmp_path: Path) -> None:
    """A city's notice wins over the nation's, in whatever order the files are named."""
    forward = written(tmp_path, nation=NATION, city=CITY)
    for paths in (forward, forward[::-1]):
        calendar = load_calendar(paths, CALENDAR)
        assert calendar.horizon == date(2027, 12, 31)
        assert calendar.is_working_day(date(2027, 4, 5))
        assert not calendar.is_working_day(date(2027, 1, 1))
        assert calendar.opens == time(8, 30)
        assert calendar.layers[-1] == "本市作息时间"


def test_notices_apply_in_the_order_of_their_layers() -> None:
    """Typed notices, too, are applied from the nation down; within a layer the order given stands."""
    city = Notice.model_validate({"name": "市假", "layer": "city", "off": ["2026-03-09"]})
    nation = Notice.model_validate({"name": "调整", "layer": "nation", "work": ["2026-03-09", "2026-03-14"]})
    again = Notice.model_validate({"name": "再调整", "layer": "nation", "off": ["2026-03-14"]})
    for notices in ([city, nation, again], [nation, city, again], [nation, again, city]):
        calendar = apply_notices(CALENDAR, notices)
        assert not calendar.is_working_day(date(2026, 3, 9))
        assert not calendar.is_working_day(date(2026, 3, 14))
        assert calendar.layers[-3:] == ("调整", "再调整", "市假")
    assert apply_notices(CALENDAR, []) is CALENDAR


def test_the_national_calendar_is_the_default_base() -> None:
    """Without notices and without a base the national calendar stands."""
    assert load_calendar([]).is_working_day(date(2026, 2, 14))


def test_the_later_notice_of_a_layer_wins(tmp_path: Path) -> None:
    """A second notice of the same layer re-arranges the days of the first."""
    second = "name: 补充通知\nlayer: nation\nwork: [2027-01-01]\n"
    paths = written(tmp_path, first=NATION, second=second)
    assert load_calendar(paths, CALENDAR).is_working_day(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("layer: city\n", "calendar.missing", 1, 1, "name"),
        ("name: 甲\nlayer: county\n", "calendar.choice", 2, 8, "county"),
        ("name: 甲\nlayer: city\nyear: [2027]\n", "calendar.unknown_key", 3, 1, "years"),
        ("name: 甲\nlayer: city\nremark: x\n", "calendar.unknown_key", 3, 1, "可用的键"),
        ("name: 甲\nlayer: city\nyears: 2027\n", "calendar.type", 3, 8, "[2027]"),
        ('name: 甲\nlayer: city\nyears: ["2027"]\n', "calendar.type", 3, 9, "[2027]"),
        ("name: 甲\nlayer: city\nyears: [27]\n", "calendar.type", 3, 9, "[2027]"),
        ("name: ''\nlayer: city\n", "calendar.type", 1, 7, "标题"),
        ("name: 甲\nlayer: city\noff: [2026-13-01]\n", "calendar.day", 3, 7, "2026-13-01"),
        ("name: 甲\nlayer: city\noff: [2026-02-30]\n", "calendar.day", 3, 7, "2026-02-30"),
        ("name: 甲\nlayer: city\noff: [元旦]\n", "calendar.day", 3, 7, "元旦"),
        ("name: 甲\nlayer: city\noff: [20260101]\n", "calendar.day", 3, 7, "20260101"),
        ("name: 甲\nlayer: city\noff: [2026-02-03..2026-02-01]\n", "calendar.day", 3, 7, "止日"),
        ("name: 甲\nlayer: city\noff: [2016-02-03..2026-02-01]\n", "calendar.day", 3, 7, "366"),
        (
            "name: 甲\nlayer: city\noff: [2026-03-09]\nwork: [2026-03-02, 2026-03-09]\n",
            "calendar.conflict",
            4,
            20,
            "03-09",
        ),
        ("name: 甲\nlayer: city\nhours: {opens: 9, closes: '17:00'}\n", "calendar.time", 3, 16, "09:00"),
        ("name: 甲\nlayer: city\nhours: {opens: '17:00', closes: '09:00'}\n", "calendar.hours", 3, 8, "早于"),
        ("name: 甲\nlayer: city\nhours: {opens: '09:00', closes: '09:00'}\n", "calendar.hours", 3, 8, "早于"),
        (
            "name: 甲\nlayer: city\nhours: {open: '08:00', opens: '09:00', closes: '17:00'}\n",
            "calendar.unknown_key",
            3,
            9,
            "opens",
        ),
        ("name: 甲\nlayer: city\nhours: {opens: '09:00'}\n", "calendar.missing", 3, 8, "closes"),
        ("name: 甲\nlayer: city\nreceipt_on_day_off: later\n", "calendar.choice", 3, 21, "next_working_day"),
        ("name: 甲\nlayer: city\noff: [2026-03-09, 2027-01-01]\n", "calendar.unknown_day", 3, 19, "2027"),
        (
            "name: 甲\nlayer: city\nyears: [2027]\nwork: [2027-12-31..2028-01-02]\n",
            "calendar.unknown_day",
            4,
            8,
            "2028-01-01",
        ),
        ("name: 甲\nlayer: city\nyears: [2027, 2029]\n", "calendar.gap", 3, 15, "2029"),
        ("- 2027-01-01\n", "calendar.type", 1, 1, "name"),
        ("", "calendar.type", 1, 1, "name"),
        ("name: 甲\nname: 乙\nlayer: city\n", "yaml.duplicate_key", 2, 1, "name"),
    ],
)
def test_a_fault_is_named_at_its_place(  # noqa: PLR0917 - one row a fault
    tmp_path: Path, text: str, code: str, line: int, column: int, words: str
) -> None:
    """Each mistake gives one fault with its own code, line and column, and Chinese words that help."""
    (fault,) = faults_of(tmp_path, text)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert words in fault.message + fault.hint
    assert fault.file.endswith("notice.yaml")


VALUES = ["~", "true", "7", "2.5", "2026-03-09", "town", "[]", "[~]", "[true]", "[town]", "[[]]", "{}", "{a: 1}"]
RIGHT = {"name: town", "years: []", "off: []", "work: []", "hours: ~", "receipt_on_day_off: ~"}
WRONG_LINES = [
    *({f"{key}: {value}" for key in Notice.model_fields for value in VALUES} - RIGHT),
    *(f"hours: {{opens: {value}, closes: '17:00'}}" for value in VALUES),
    f"off: [{'9' * 60}]",
    "x: 1",
]


@pytest.mark.parametrize("line", sorted(WRONG_LINES))
def test_a_fault_is_worded_in_chinese(tmp_path: Path, line: str) -> None:
    """Whatever is wrong, a message holds no Latin word but keys, and values that can be or were written."""
    rest = {"name": "甲", "layer": "city"}
    rest.pop(line.partition(":")[0], None)
    known = {*Notice.model_fields, *Hours.model_fields, *LAYERS, *get_args(ReceiptRule), *WORD.findall(line)}
    for fault in faults_of(tmp_path, "".join(f"{key}: {value}\n" for key, value in rest.items()) + line):
        said = fault.message + fault.hint
        assert set(WORD.findall(said)) <= known, said
        assert "'" not in said


@pytest.mark.parametrize("text", ["", "town", "[]", "[town]", "{}", "- name: town"])
def test_what_is_no_notice_is_worded_in_chinese(tmp_path: Path, text: str) -> None:
    """A file with no keys of a notice is answered with the keys that it needs."""
    for fault in faults_of(tmp_path, text):
        assert set(WORD.findall(fault.message + fault.hint)) <= {"name", "layer"}


@pytest.mark.parametrize(
    ("line", "wording"),
    [
        ("layer: town", '"layer"不能是"town"（可选：nation、province、city）'),
        ("layer: ~", '"layer"不能是空值（可选：nation、province、city）'),
        ("layer: [city]", '"layer"不能是列表（可选：nation、province、city）'),
        ("receipt_on_day_off: true", '"receipt_on_day_off"不能是"true"（可选：literal、next_working_day）'),
        ("off: [~]", "空值不是日期或日期段"),
        (f"off: [{'9' * 60}]", "9" * 40 + '…"不是日期或日期段'),
        ("off: {a: 1}", "请写日期或日期段的列表"),
        ("work: [{a: 1}]", "映射不是日期或日期段"),
        ("hours: {opens: true, closes: '17:00'}", '"true"不是时刻'),
    ],
)
def test_values_are_shown_as_they_are_written(tmp_path: Path, line: str, wording: str) -> None:
    """A message shows what the file says, or in Chinese what kind of value stands there, not how Python writes it."""
    start = "name: 甲\n" if line.startswith("layer") else "name: 甲\nlayer: city\n"
    (fault,) = faults_of(tmp_path, f"{start}{line}\n")
    assert wording in str(fault)


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    """Two wrong files give the faults of both, and no gap that is only there because one of them was not applied."""
    paths = written(
        tmp_path,
        first="name: 甲\nlayer: town\nyears: [2027]\noff: [x, y]\n",
        second="name: 乙\nlayer: city\noff: [2027-05-01]\nhuors: {}\n",
        third="name: 丙\nlayer: nation\nyears: [2028]\n",
    )
    with pytest.raises(DefinitionError) as caught:
        load_calendar(paths, CALENDAR)
    assert [(fault.file[-11:], fault.code) for fault in caught.value.faults] == [
        ("/first.yaml", "calendar.choice"),
        ("/first.yaml", "calendar.day"),
        ("/first.yaml", "calendar.day"),
        ("second.yaml", "calendar.unknown_key"),
    ]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    with pytest.raises(DefinitionError) as caught:
        load_notice(tmp_path / "none.yaml")
    assert caught.value.faults[0].code == "file.missing"


def test_a_notice_can_be_made_without_a_file() -> None:
    """Typed days and dates are taken as they are."""
    notice = Notice.model_validate(
        {"name": "甲", "layer": "city", "off": (Days(date(2026, 3, 9), date(2026, 3, 9)), date(2026, 3, 10))}
    )
    assert not CALENDAR.apply(notice).is_working_day(date(2026, 3, 10))


def test_an_entry_of_a_list_is_named_by_its_list(tmp_path: Path) -> None:
    """A wrong year is a fault of ``years``, not of its place in it."""
    path = tmp_path / "notice.yaml"
    path.write_text("name: 通知\nlayer: nation\nyears: [2027, 27]\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_notice(path)
    assert [fault.message for fault in caught.value.faults] == ['"years"的值不对']
