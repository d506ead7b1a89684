"""The living documentation: one page that stands alone, says what came of each scenario, and links what proves what."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.testing import writing as w
from yishi_engine.testing.run import Output, run_features

if TYPE_CHECKING:
    from pathlib import Path

CHECK = "那么 审计链完整"
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page as a browser would take it: its elements in order, its texts, and whether its tags match.

    Attributes:
        ids: Every id.
        links: Every target of a link.
        elements: Every element as tag and class.
        text: All text outside of the style sheet.
        style: The style sheet.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = self.style = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.attributes += attrs
        self.elements.append((tag, named.get("class") or ""))
        self.ids += [named["id"] or ""] if "id" in named else []
        self.links += [named["href"] or ""] if "href" in named else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def count(self, tag: str, classes: str) -> int:
        """Return how many elements there are of a tag and class."""
        return self.elements.count((tag, classes))


def page_of(folder: Path, *extra: str) -> Page:
    """Run the features of a folder and return the page."""
    run_features([folder, *extra], output=Output(html=folder / "page.html"))
    return Page((folder / "page.html").read_text(encoding="utf-8"))


@pytest.fixture
def page(folder: Path, capsys: pytest.CaptureFixture[str]) -> Page:
    """Return the page of a feature with everything in it."""
    outline = w.scenario(w.ACCEPTED, '那么 "<事项>"状态为"<状态>"', name="大纲").replace("场景:", "场景大纲:")
    rows = w.table("事项 | 状态", "fire | 待办", "food | 准予")
    below = f'当 "fire"不予许可，理由如下:\n{w.BLOCK}'
    scenarios = (
        w.scenario(w.STARTED, below, CHECK, name="好"),
        f"  @冒烟\n{w.scenario(w.SMALL, '那么 “licence”状态为“准予”', '而且 审计链完整', name='<坏>')}",
        f"  @skip\n{w.scenario(w.SMALL, CHECK, name='跳过的')}",
        f"  规则: 分组\n    背景:\n      当 现在是“2026-03-02 09:00”\n{outline}    例子:\n{rows}",
    )
    text = w.feature(*scenarios).replace("功能: 试验", "功能: 看 & 听\n  写给处室。")
    (folder / "a.feature").write_text(text, encoding="utf-8")
    (folder / "b.feature").write_text("# language: zh-CN\n功能: 空\n", encoding="utf-8")
    found = page_of(folder)
    capsys.readouterr()
    return found


def test_page_stands_alone(page: Page) -> None:
    """Nothing is run and nothing is fetched: no script, no picture, no link but to places in the page."""
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "form"}
    assert all(link.startswith("#") for link in page.links)
    assert not any(name.startswith("on") or name == "src" for name, _ in page.attributes)
    assert not re.search(r"url\(|@import|http", page.style)


def test_every_link_leads_somewhere(page: Page) -> None:
    """Every link leads to a place in the page; no place is there twice."""
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.links) > 10


def test_page_can_be_read_by_everybody(page: Page) -> None:
    """The language is named, the width is the device's, headings come in order, and tables name their columns."""
    assert ("lang", "zh-CN") in page.attributes
    assert ("content", "width=device-width, initial-scale=1") in page.attributes
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert ("scope", "col") in page.attributes
    assert ("scope", "row") in page.attributes
    assert {"main", "nav", "header"} <= {tag for tag, _ in page.elements}
    for rule in ("@media print", "size: A4", "@media (max-width", ":focus-visible"):
        assert rule in page.style


def test_each_scenario_says_what_it_came_to(page: Page) -> None:
    """Scenarios and rows of examples are numbered, and marked by a word, not by colour alone."""
    assert "5 个场景：2 个通过，2 个失败，1 个跳过，1 个文件有错误" in page.text
    states = [name.removeprefix("scenario ") for tag, name in page.elements if tag == "article"]
    assert states == ["passed", "failed", "skipped", "failed"]
    for word in ("✓ 通过", "✗ 失败", "– 跳过", "– 未执行"):
        assert word in page.text
    assert "1 好" in re.sub(r"\s+", " ", page.text)
    assert "4–5 大纲" in re.sub(r"\s+", " ", page.text)


def test_failed_step_is_marked_and_explained(page: Page) -> None:
    """The step that failed is marked, those after it as not reached, and the message stands below."""
    assert page.count("li", "failed") == 1
    assert "预期“准予”，实际“待办”" in page.text
    assert "例子（第" in page.text


def test_feature_stands_as_it_is_written(page: Page) -> None:
    """Names, description, tags, rule, background, tables, texts and examples are there, signs of HTML escaped."""
    for text in ("看 & 听", "写给处室。", "<坏>", "@冒烟", "规则 分组", "背景", "疏散通道宽度不足。", "例子", "<状态>"):
        assert text in page.text
    assert "110101199001010015" in page.text


def test_definition_stands_beside_its_features(page: Page) -> None:
    """Flow, items with limits and conditions, and situations stand there, each with the scenarios that show it."""
    for text in ("流程", "统一出件", "经营场所面积(㎡)＞50", "承诺 5 工作日，法定 10 工作日", "营业执照核发准予后开始"):
        assert text in page.text
    assert "经营场所面积(㎡)：51；是否设置户外招牌：是" in page.text
    assert page.count("li", "missing") == 16
    assert page.count("li", "shown") == 6
    assert "缺用例" in page.text


def test_situation_that_nothing_shows_does_not_contradict_itself(page: Page) -> None:
    """A situation is marked as shown, with its scenarios, or as missing; never as both."""
    text = re.sub(r"\s+", " ", page.text)
    assert "情形 缺用例" in text
    assert "有用例 缺用例" not in text
    assert re.search(r"有用例 \d", text)


def test_file_with_faults_is_shown(page: Page) -> None:
    """A file that could not be run is not left out: its faults stand first."""
    assert "有错误的文件" in page.text
    assert "b.feature:1: feature.nothing 没有场景" in page.text


def test_feature_of_two_versions_stands_once_and_is_linked(folder: Path) -> None:
    """A feature about two versions stands in one chapter; the other one links it."""
    steps = (w.STARTED, '当 牵头部门变更套餐版本为"2"，理由"新版施行"', '而且 "fire"准予', CHECK)
    (folder / "a.feature").write_text(w.feature(w.scenario(*steps)), encoding="utf-8")
    page = page_of(folder)
    assert page.count("section", "chapter") == 2
    assert page.count("section", "feature") == 1
    assert page.count("p", "elsewhere") == 1


def test_feature_of_no_bundle_stands_last(folder: Path) -> None:
    """A feature that never came to a case stands in a chapter of its own."""
    (folder / "a.feature").write_text(
        w.feature(w.scenario(w.LOADED, CHECK.replace("审计链完整", "操作被拒绝"))), "utf-8"
    )
    page = page_of(folder)
    assert "其他用例" in page.text
    assert page.count("section", "feature") == 1


def test_page_is_the_same_every_time(folder: Path) -> None:
    """The same features give the same page, so that it can be kept and compared."""
    (folder / "a.feature").write_text(w.feature(w.scenario(w.ACCEPTED, CHECK)), encoding="utf-8")
    (folder / "b.feature").write_text(w.feature(w.scenario(w.SMALL, CHECK)), encoding="utf-8")
    page_of(folder)
    first = (folder / "page.html").read_bytes()
    run_features(["b.feature", "a.feature"], output=Output(html=folder / "page.html"))
    assert (folder / "page.html").read_bytes() == first


def test_scenarios_that_were_not_chosen_are_left_out(folder: Path) -> None:
    """With tags, only what was run stands there."""
    text = w.feature(f"  @a\n{w.scenario(w.SMALL, CHECK, name='甲')}", w.scenario(w.SMALL, CHECK, name="乙"))
    (folder / "a.feature").write_text(text, encoding="utf-8")
    run_features([folder], tags="@a", output=Output(html=folder / "page.html"))
    page = Page((folder / "page.html").read_text(encoding="utf-8"))
    assert page.count("article", "scenario passed") == 1
    assert "乙" not in page.text
