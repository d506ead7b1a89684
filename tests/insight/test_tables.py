"""Tables of figures, charts and pages: what they show, and what they let through."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.insight.charts import WIDTH, Bar, bars, columns, crop, sheet
from yishi_engine.insight.page import Figure, Section, page
from yishi_engine.insight.tables import Cell, Column, Table, percent

NAME = Column(heading="名称", key="name")
RATE = Column(heading="按时", key="rate", kind="share")
DAYS = Column(heading="工作日", key="days", kind="figure")
COUNT = Column(heading="件数", key="count", kind="count")
CHANGE = Column(heading="±百分点", key="change", kind="change")
TABLE = Table(
    key="t",
    title="各事",
    columns=(NAME, RATE, DAYS, COUNT),
    rows=(("甲", 0.9512345678, 2.25, 3), ("乙", None, None, 0)),
)


class TestTables:
    """Cells for people, programs and spreadsheets."""

    @pytest.mark.parametrize(
        ("column", "cell", "shown"),
        [
            (NAME, "甲", "甲"),
            (NAME, "", "—"),
            (RATE, None, "—"),
            (RATE, 0.5, "50.0%"),
            (RATE, 0.9999, "99.9%"),
            (RATE, 0.0001, "0.1%"),
            (RATE, 1.0, "100.0%"),
            (RATE, 0.0, "0.0%"),
            (RATE, -0.2, "-20.0%"),
            (DAYS, 2.25, "2.2"),
            (COUNT, 12, "12"),
            (COUNT, "不限", "不限"),
            (CHANGE, 0.013, "+1.3"),
            (CHANGE, -0.2, "-20.0"),
            (CHANGE, 0.0001, "0"),
        ],
    )
    def test_cells_are_shown_by_their_kind(self, column: Column, cell: Cell, shown: str) -> None:
        """Shares are per cent, and only all of them is 100 %; missing figures are a dash."""
        assert column.shown(cell) == shown

    @given(st.integers(1, 10**6), st.integers(1, 10**6))
    def test_only_all_is_a_hundred_per_cent(self, hits: int, rest: int) -> None:
        """However few are late, the rate never reads as 100 %, nor as 0 % when any was in time."""
        assert percent(hits / (hits + rest)) not in {"100.0%", "0.0%"}

    def test_programs_get_keys_and_numbers(self) -> None:
        """Rows are keyed, numbers have six digits at most, and what is missing is nothing."""
        assert TABLE.plain() == [
            {"name": "甲", "rate": 0.951235, "days": 2.25, "count": 3},
            {"name": "乙", "rate": None, "days": None, "count": 0},
        ]

    def test_spreadsheets_get_a_byte_order_mark_and_numbers(self) -> None:
        """Excel reads the file as UTF-8, and cells as numbers; a missing one is empty."""
        text = TABLE.csv()
        assert text.startswith("\ufeff名称,按时,")
        assert list(csv.reader(io.StringIO(text[1:]))) == [
            ["名称", "按时", "工作日", "件数"],
            ["甲", "0.951235", "2.25", "3"],
            ["乙", "", "", "0"],
        ]

    @pytest.mark.parametrize("name", ["=1+1", "+86", "-x", "@cmd", "\tx"])
    def test_no_name_is_taken_for_a_formula(self, name: str) -> None:
        """A name that begins as a formula does is quoted, so that a spreadsheet program does not run it."""
        text = Table(key="t", title="t", columns=(NAME,), rows=((name,),)).csv()
        assert list(csv.reader(io.StringIO(text[1:])))[1] == [f"'{name}"]

    def test_columns_can_be_left_out(self) -> None:
        """The others keep their order and their cells."""
        assert list(TABLE.without("rate", "count").shown()) == [["名称", "工作日"], ["甲", "2.2"], ["乙", "—"]]


def texts(svg: str) -> list[str]:
    """Return all texts of an SVG document."""
    return [each.text or "" for each in ET.fromstring(svg).iter() if each.text]  # noqa: S314  (our own)


class TestCharts:
    """Drawings."""

    def test_bars_are_as_long_as_their_values(self) -> None:
        """A half fills half of the width; parts stand one after the other."""
        chart = bars(
            "比例", [Bar(label="甲", parts=(0.5,), shown="50%"), Bar(label="乙", parts=(0.25, 0.25), shown="x")], most=1
        )
        drawn = re.findall(r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)"', chart.body)
        wide = [(float(x), float(width)) for x, width in drawn if float(width) != WIDTH]
        assert wide == [(0, WIDTH / 2), (0, WIDTH / 4), (WIDTH / 4, WIDTH / 4)]

    def test_a_chart_says_in_words_what_it_shows(self) -> None:
        """Title and description hold the figures, for who cannot see the drawing."""
        chart = bars("负荷", [Bar(label="甲局", parts=(0.9,), shown="90%", alarming=True)])
        assert "负荷" in texts(chart.svg())
        assert "甲局 90%" in texts(chart.svg())
        assert 'role="img"' in chart.svg()

    def test_the_late_part_of_a_column_looks_different(self) -> None:
        """What was late has the colour of alarm, stands on top of what was not, and is told in words."""
        points = [(str(day), float(day), str(day)) for day in range(1, 5)]
        chart = columns("天数", points, axis="工作日", late=[0, 0, 1, 4])
        drawn = re.findall(r'y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="(#\w+)"', chart.body)
        blue, red = drawn[0][2], drawn[-1][2]
        assert [fill for _, _, fill in drawn] == [blue, blue, blue, red, red]
        assert red != blue
        (below, _, _), (above, part, _) = drawn[2:4]
        assert (float(above) + float(part), float(part)) == (float(below), 35.0)
        assert chart.description == "1 1；2 2；3 3，其中超期 1；4 4，都超期"

    def test_a_limit_is_a_broken_line(self) -> None:
        """A broken line stands before what lies after the mark; position alone gives nothing the colour of alarm."""
        points = [(str(day), float(day), str(day)) for day in range(1, 5)]
        chart = columns("天数", points, axis="工作日", mark=1)
        assert len(set(re.findall(r'<rect [^>]*fill="(#\w+)"', chart.body))) == 1
        assert "stroke-dasharray" in chart.body
        assert "stroke-dasharray" not in columns("天数", points, axis="工作日", mark=3).body

    def test_many_columns_have_few_labels(self) -> None:
        """Labels do not run into each other: at most a dozen stand below, and no values above, where there are many."""
        chart = columns("天数", [(f"d{day}", 1.0, f"v{day}") for day in range(60)], axis="工作日")
        shown = [text for text in texts(chart.svg()) if re.fullmatch(r"[dv]\d+", text)]
        assert len(shown) <= 12
        assert not any(text.startswith("v") for text in shown)

    @pytest.mark.parametrize("count", [0, 1])
    def test_charts_of_nothing_are_drawn(self, count: int) -> None:
        """No rows, and rows of zeros, give a drawing and no error."""
        ET.fromstring(bars("空", [Bar(label="甲", parts=(0.0,), shown="0")] * count).svg())  # noqa: S314
        ET.fromstring(columns("空", [("1", 0.0, "0")] * count, axis="x").svg())  # noqa: S314

    def test_a_sheet_holds_all_charts(self) -> None:
        """Charts stand one below the other under their titles, in one well-formed document."""
        charts = [bars(name, [Bar(label="<甲&乙>", parts=(1.0,), shown="1")]) for name in ("一", "二")]
        found = texts(sheet("标题 <1>", charts))
        assert found.count("一") >= 2
        assert "标题 <1>" in found
        assert "<甲&乙>" in found

    @given(st.text(max_size=60), st.integers(2, 30))
    def test_cropped_texts_fit(self, text: str, most: int) -> None:
        """A text is whole or ends in an ellipsis, and is never wider than there is room."""
        cropped = crop(text, most)
        assert cropped == text or (cropped.endswith("…") and text.startswith(cropped[:-1]))
        assert len(cropped) <= max(len(text), 1)


class TestPages:
    """Pages of figures."""

    def text(self) -> str:
        """Return a page."""
        return page(
            "通报 <1>",
            "三月",
            (Figure(label="按时率", value="95%", note="承诺"),),
            (
                Section(
                    heading="部门", charts=(bars("负荷", [Bar(label="甲", parts=(1.0,), shown="1")]),), tables=(TABLE,)
                ),
            ),
            ("口径一", "口径<二>"),
        )

    def test_a_page_needs_nothing_else(self) -> None:
        """Style and drawings are in it; it loads nothing from anywhere and runs no script."""
        text = self.text()
        assert text.startswith("<!DOCTYPE html>")
        assert not re.search(r"<script|<link|src=|url\(|https?://(?!www\.w3\.org/2000/svg)", text)

    def test_a_page_can_be_read_aloud(self) -> None:
        """Its language is named, tables have captions and headings for columns and rows, drawings have words."""
        text = self.text()
        for part in ('lang="zh-CN"', "<caption>各事", 'scope="col"', 'scope="row"', 'role="img"', "<dt>按时率</dt>"):
            assert part in text

    def test_a_page_is_made_for_paper_and_phone(self) -> None:
        """There are rules for A4 and for narrow screens, where each cell brings its heading along."""
        text = self.text()
        for part in ("size:A4", "@media print", "max-width:40rem", 'data-label="按时"', 'name="viewport"'):
            assert part in text

    def test_texts_are_texts(self) -> None:
        """What looks like HTML is shown and not obeyed."""
        assert "通报 &lt;1&gt;" in self.text()
        assert "口径&lt;二&gt;" in self.text()
