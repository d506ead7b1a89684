"""What the chart for people says, and that its words stand in their boxes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.publish.flowchart.charts import NAMES, bundles, large, renamed, shipped
from yishi_engine.bundle.model import Dependency
from yishi_engine.publish.flowchart import Chart, picture, poster
from yishi_engine.publish.flowchart.setting import DETAIL, TITLE, boxes
from yishi_engine.publish.flowchart.strokes import branches, strokes
from yishi_engine.publish.flowchart.text import width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yishi_engine.bundle import Bundle, Department

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script>&"\'`|]]>'


def restaurant(answers: Mapping[str, object] | None = None) -> Chart:
    """Return the chart of the shipped restaurant."""
    return poster(shipped().get("open-restaurant"), shipped().departments, answers)


def hotel() -> Chart:
    """Return the chart of the shipped hotel."""
    return poster(shipped().get("open-hotel"), shipped().departments)


def flows(chart: Chart) -> set[tuple[str, str]]:
    """Return the flows by the titles of their steps."""
    return {(chart.step(flow.source).title, chart.step(flow.target).title) for flow in chart.flows}


def of_item(chart: Chart, item: str) -> list[str]:
    """Return the titles of an item's steps."""
    return [step.title for step in chart.steps if step.item == item]


def texts(svg: str) -> list[str]:
    """Return the lines of text of a drawing."""
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  (our own)


class TestContent:
    """Lanes, steps and flows."""

    def test_applicant_and_lead_come_first(self) -> None:
        """A lane a department: the applicant, the lead department, then the others as their items come."""
        chart = hotel()
        assert [lane.id for lane in chart.lanes] == ["applicant", "gaj", "scjg", "xfjy", "wjw", "cgj"]
        assert [lane.role for lane in chart.lanes] == ["企业", "牵头部门", *["配合部门"] * 4]

    def test_way_in_and_out(self) -> None:
        """Submission, examination with its loop of correction, acceptance; at the end issue and rating."""
        assert {
            ("提交申请", "收件审查"),
            ("收件审查", "材料齐全、符合形式？"),
            ("材料齐全、符合形式？", "补正"),
            ("补正", "收件审查"),
            ("材料齐全、符合形式？", "受理，分送各部门"),
            ("统一出件", "领取结果，评价"),
        } <= flows(restaurant())

    def test_start_gate_puts_an_item_behind(self) -> None:
        """An item behind a start gate follows its prerequisite, the others follow acceptance."""
        found = flows(restaurant())
        assert ("营业执照核发", "食品经营许可") in found
        assert ("受理，分送各部门", "食品经营许可") not in found
        assert ("受理，分送各部门", "户外招牌设置") in found

    def test_decide_gate_parts_an_item(self) -> None:
        """An item behind a decide gate is examined at once and decided behind its prerequisite."""
        chart = hotel()
        assert of_item(chart, "hygiene-permit") == ["公共场所卫生许可：先行审查", "公共场所卫生许可：决定"]
        assert {
            ("受理，分送各部门", "公共场所卫生许可：先行审查"),
            ("营业执照核发", "公共场所卫生许可：决定"),
            ("公共场所卫生许可：先行审查", "公共场所卫生许可：决定"),
        } <= flows(chart)

    def test_only_what_nothing_follows_leads_to_the_issue(self) -> None:
        """The issue waits for the last items of each chain."""
        before = {source for source, target in flows(hotel()) if target == "统一出件"}
        assert before == {"旅馆业特种行业许可：决定", "公共场所卫生许可：决定", "食品经营许可", "户外招牌设置"}

    def test_box_says_limits_stops_and_result(self) -> None:
        """A box names both limits, what stops the clock, what is issued and when it falls away."""
        (step,) = [each for each in restaurant().steps if each.item == "fire-check"]
        assert step.details == (
            "承诺5个工作日",
            "法定10个工作日",
            "不计时：专家评审、检测",
            "发：消防安全检查意见书",
            "免办：建筑面积50平方米以下免于检查",
        )
        assert step.flag == "经营场所面积超过50㎡"

    def test_situation_leaves_out_what_it_exempts(self) -> None:
        """With answers, exempt items and their lanes are gone, conditions that hold too, and a note names them."""
        chart = restaurant({"area": 51, "signboard": False})
        assert {step.item for step in chart.steps} == {"", "business-licence", "food-permit", "fire-check"}
        assert [lane.id for lane in chart.lanes] == ["applicant", "scjg", "xfjy"]
        assert not any(step.flag for step in chart.steps)
        assert "此情形免办：户外招牌设置。" in chart.notes
        assert "本图适用的情形：经营场所面积为51㎡，不设置户外招牌。" in chart.notes

    def test_one_answer_leaves_the_rest_open(self) -> None:
        """What some answers leave open keeps its condition."""
        chart = restaurant({"signboard": True})
        assert {step.item: step.flag for step in chart.steps if step.flag} == {"fire-check": "经营场所面积超过50㎡"}
        assert "户外招牌设置" in {step.title for step in chart.steps}

    def test_lone_lead_sends_nothing_around(self) -> None:
        """Where only the lead department is left, it does not distribute."""
        chart = restaurant({"area": 20, "signboard": False})
        assert "受理" in {step.title for step in chart.steps}

    def test_notes_fit_the_occasion(self) -> None:
        """A note on gates, conditions or stops stands only where the chart has them."""
        assert not any("先行审查" in note for note in restaurant().notes)
        assert any("先行审查" in note for note in hotel().notes)
        assert not any("黄色标签" in note for note in restaurant({"area": 1, "signboard": False}).notes)

    def test_the_way_past_what_is_exempt_is_told(self) -> None:
        """Where everything that follows an item may be exempt, a note says that the results come next; else none."""
        told = "后面的事项都免办的，办好后直接统一出件。"
        bundle = shipped().get("open-restaurant")
        chained = [
            item.model_copy(update={"depends_on": (Dependency(item="food-permit", gate="start"),)})
            if item.id == "fire-check"
            else item.model_copy(update={"depends_on": ()})
            for item in bundle.items
        ]
        conditional = bundle.model_copy(update={"items": tuple(chained)})
        assert next(item.when for item in chained if item.id == "fire-check") is not None
        assert told in poster(conditional, {}).notes
        assert told not in poster(conditional, {}, {"area": 500}).notes
        assert told not in poster(conditional, {}, {"area": 1}).notes
        always = [item.model_copy(update={"when": None}) for item in chained]
        assert told not in poster(bundle.model_copy(update={"items": tuple(always)}), {}).notes


class TestDrawing:
    """The SVG."""

    @pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
    def test_words_stand_in_their_boxes(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """Every line is narrower than its box, and all lines together are lower."""
        for box in boxes(poster(bundle, departments)):
            assert all(width(line, TITLE) < box.width for line in box.title)
            assert all(width(line, DETAIL) < box.width for line in box.details)
            assert box.flag_size[0] <= box.width
            assert box.words < box.height
            if box.step.shape == "choice":  # a line must fit where the lozenge is that narrow
                assert max(width(line, TITLE) for line in box.title) / box.width + box.words / box.height < 1.05

    @pytest.mark.parametrize(("bundle", "departments"), bundles(), ids=NAMES)
    def test_everything_is_drawn_within_the_sheet(self, bundle: Bundle, departments: Mapping[str, Department]) -> None:
        """No rectangle and no line of text begins or ends outside of the drawing, and all words are there."""
        chart = poster(bundle, departments)
        drawn = picture(chart)
        root = ET.fromstring(drawn.svg)  # noqa: S314  (our own)
        for each in root.iter(f"{SVG}rect"):
            x, y, across, high = (float(each.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + across <= drawn.width
            assert 0 <= y <= y + high <= drawn.height
        for each in root.iter(f"{SVG}text"):
            size = width(each.text or "", float(each.get("font-size", "0")))
            x = float(each.get("x", "0")) - {"middle": size / 2, "start": 0}[each.get("text-anchor", "start")]
            assert 0 <= x <= x + size <= drawn.width, each.text
            assert 0 < float(each.get("y", "0")) < drawn.height
        joined = "".join(texts(drawn.svg))
        for step in chart.steps:
            assert step.title.replace(" ", "") in joined
            assert all(detail in joined for detail in step.details)

    def test_hostile_names_are_text(self) -> None:
        """Names that look like markup are shown as they are written, less what XML cannot hold."""
        bundle, departments = large()
        svg = picture(poster(renamed(bundle, f"{HOSTILE}\x01\uffff"), departments)).svg
        assert "<script" not in svg
        assert HOSTILE in "".join(texts(svg))
        assert HOSTILE in unescape(re.findall(r"<title>(.*)</title>", svg)[0])

    def test_branch_is_told_from_crossing(self) -> None:
        """A dot stands where lines of one box part or meet, and none where others cross."""
        flows_of = hotel().flows[:2]
        parting = (((0, 0), (0, 10), (0, 20)), ((0, 0), (0, 10), (9, 10), (9, 20)))
        shared = [type(flows_of[0])(source="a", target=name) for name in "bc"]
        apart = [type(flows_of[0])(source=name, target=f"{name}!") for name in "bc"]
        assert branches(shared, [((0, 0), (0, 20)), parting[1]]) == [(0, 10)]
        assert branches(apart, [((0, 0), (0, 20)), ((-5, 10), (5, 10), (5, 20))]) == []

    def test_line_is_drawn_once(self) -> None:
        """What lies upon each other becomes one stroke, so that no line is darker than another."""
        assert strokes([((0, 0), (0, 10), (5, 10)), ((0, 0), (0, 20))]) == [(0, 0, 0, 20), (0, 10, 5, 10)]
