"""Faults of a feature file are found before it runs, all at once, each with its line and in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.testing import writing as w
from yishi_engine.testing import vocabulary
from yishi_engine.testing.features import check_feature, faults_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testing.conftest import Run

CHECK = '那么 办件状态为"已接件"'
GOOD = w.feature(w.scenario(w.SUBMITTED, CHECK, name="好"))

# A feature, and what is found in it: code, the line's text, a part of the message or hint.
FAULTY = {
    "misspelt keyword under a scenario": (
        w.feature(w.scenario('假若 已载入套餐"open-shop"', w.SUBMITTED, CHECK)),
        ("feature.keyword", "假若", "是否想写 假如？"),
    ),
    "misspelt keyword before an unknown step": (
        w.feature(w.scenario("那末 万事大吉", w.SUBMITTED, CHECK)),
        ("feature.keyword", "那末", "是否想写 那么？"),
    ),
    "forgotten keyword": (
        w.feature(w.scenario("牵头部门受理", w.SUBMITTED, CHECK)),
        ("feature.keyword", "    牵头部门受理", "步骤须以"),
    ),
    "keyword of one sign, misspelt": (
        w.feature(w.scenario("挡 牵头部门受理", w.SUBMITTED, CHECK)),
        ("feature.keyword", "挡 牵头", "步骤须以"),
    ),
    "keyword with punctuation": (
        w.feature(w.scenario("假如, 今天", w.SUBMITTED, CHECK)),
        ("feature.step", "假如, 今天", "没有这样的步骤"),
    ),
    "keyword in traditional Chinese": (
        w.feature(w.scenario("那麼 一切都好", w.SUBMITTED, CHECK)),
        ("feature.keyword", "那麼", "是否想写 那么？"),
    ),
    "keyword in English": (
        w.feature(w.scenario("Given 今天", w.SUBMITTED, CHECK)),
        ("feature.keyword", "Given", "步骤须以"),
    ),
    "misspelt keyword between steps": (
        w.feature(w.scenario(w.SUBMITTED, '那末 办件状态为"已接件"', CHECK)),
        ("feature.syntax", "那末", "是否想写 那么？"),
    ),
    "full-width colon after 场景": (
        w.feature("  场景：全角\n    假如 今天\n", w.scenario(w.SUBMITTED, CHECK)),
        ("feature.keyword", "场景：全角", "冒号须用半角：场景:"),
    ),
    "misspelt 场景": (
        w.feature("  场影: 错字\n    假如 今天\n", w.scenario(w.SUBMITTED, CHECK)),
        ("feature.keyword", "场影: 错字", "是否想写 场景:？"),
    ),
    "misspelt 例子": (
        w.feature(w.scenario(w.SUBMITTED, CHECK) + "    例字:\n      | a |\n      | 1 |\n"),
        ("feature.syntax", "例字:", "是否想写 例子:？"),
    ),
    "full-width bars": (
        w.feature(w.scenario(w.SUBMITTED, CHECK, "｜ 字段 ｜ 值 ｜")),
        ("feature.syntax", "｜ 字段", "半角竖线"),
    ),
    "uneven table": (
        w.feature(w.scenario(w.SUBMITTED, f"那么 分发的事项为:\n{w.table('事项 | 状态', 'fire')}")),
        ("feature.table", "| fire |", "列数不一致"),
    ),
    "unknown step": (
        w.feature(w.scenario(w.SUBMITTED, '那么 办件的状态是"已接件"')),
        ("feature.step", "办件的状态是", '最接近的：那么 办件状态为"办理中"'),
    ),
    "unknown step like no other": (
        w.feature(w.scenario(w.SUBMITTED, CHECK, "而且 天气晴朗")),
        ("feature.step", "天气晴朗", '没有这样的步骤："天气晴朗"'),
    ),
    "values without quotes": (
        w.feature(w.scenario("假如 已载入套餐open-shop", CHECK)),
        ("feature.step", "已载入套餐open-shop", '参数写在双引号里：已载入套餐"open-shop"'),
    ),
    "values in single quotes": (
        w.feature(w.scenario(w.SUBMITTED, "当 'fire'以告知承诺准予", CHECK)),
        ("feature.step", "以告知承诺准予", '参数写在双引号里："fire"以告知承诺准予'),
    ),
    "values in curved and in angular quotes": (
        w.feature(w.scenario(w.SUBMITTED, "当 ‘fire’不予许可，理由「图纸不符」", CHECK)),
        ("feature.step", "不予许可", '参数写在双引号里："fire"不予许可，理由"图纸不符"'),
    ),
    "values in quotes of two kinds": (
        w.feature(w.scenario(w.SUBMITTED, "那么 '消防安全检查'状态为\"准予\"")),
        ("feature.step", "消防", '参数写在双引号里："消防安全检查"状态为"准予"'),
    ),
    "values in English without quotes": (
        "Feature: f\n  Scenario: s\n    Given the bundle open-shop is loaded\n    Then the audit chains are intact\n",
        ("feature.step", "open-shop", 'the bundle "open-shop" is loaded'),
    ),
    "a department by its name in the place of the lead department": (
        w.feature(w.scenario(w.SUBMITTED, "当 市场监管局受理", CHECK)),
        ("feature.step", "市场监管局受理", "最接近的：当 牵头部门受理"),
    ),
    "a step without its subject": (
        w.feature(w.scenario(w.SUBMITTED, "当 受理", CHECK)),
        ("feature.step", "    当 受理", "最接近的：当 牵头部门受理"),
    ),
    "full-width tag under the feature": (
        w.feature(f"  ＠冒烟\n{w.scenario(w.SUBMITTED, CHECK)}"),
        ("feature.keyword", "＠冒烟", '这一行像标签，却会被当作说明而不执行："＠冒烟"标签须用半角 @：@冒烟'),
    ),
    "full-width tag between scenarios": (
        w.feature(w.scenario(w.SUBMITTED, CHECK, name="一"), f"  ＠慢\n{w.scenario(w.SUBMITTED, CHECK, name='二')}"),
        ("feature.syntax", "＠慢", "标签须用半角 @：@慢"),
    ),
    "full-width tag before the feature": (
        GOOD.replace("功能:", "＠慢\n功能:"),
        ("feature.syntax", "＠慢", "标签须用半角 @：@慢"),
    ),
    "step without its table": (
        w.feature(w.scenario(w.SUBMITTED, "那么 分发的事项为:")),
        ("feature.table", "分发的事项为", "后面须有表格"),
    ),
    "step with a table that it does not take": (
        w.feature(w.scenario(w.SUBMITTED, f"{CHECK}\n{w.table('a', 'b')}")),
        ("feature.table", CHECK, "后面不带表格"),
    ),
    "step with a text block": (
        w.feature(w.scenario(w.SUBMITTED, f'{CHECK}\n  """\n  说明\n  """\n')),
        ("feature.text", CHECK, "后面不带文本块"),
    ),
    "text below a step that does not say so": (
        w.feature(w.scenario(w.STARTED, f'当 "fire"不予许可，理由"窄"\n{w.BLOCK}', "那么 审计链完整")),
        ("feature.text", "理由", "把引号和其中的内容换成如下"),
    ),
    "text that should stand below a step": (
        w.feature(w.scenario(w.STARTED, '当 "fire"不予许可，理由如下:', "那么 审计链完整")),
        ("feature.text", "理由如下", "后面须有文本块"),
    ),
    "placeholder of a table without a column": (
        w.feature(
            w.scenario(w.LOADED, '当 申请人"p-1"提交申请:\n', w.FORM.replace("51", "<面>"), CHECK)
            .replace("场景:", "场景大纲:")
            .replace("提交申请:\n\n", "提交申请:\n")
            + "    例子:\n      | 面积 |\n      | 51 |\n"
        ),
        ("feature.placeholder", "提交申请", "例子里没有这些列：<面>"),
    ),
    "placeholder of a text without a column": (
        w.feature(
            w.scenario(
                w.STARTED, f'当 "fire"不予许可，理由如下:\n{w.BLOCK.replace("附件", "<附件>")}', "那么 审计链完整"
            ).replace("场景:", "场景大纲:")
            + "    例子:\n      | 面积 |\n      | 51 |\n"
        ),
        ("feature.placeholder", "理由如下", "例子里没有这些列：<附件>"),
    ),
    "scenario without steps": (
        w.feature("  场景: 空\n", w.scenario(w.SUBMITTED, CHECK)),
        ("feature.empty", "场景: 空", "没有步骤"),
    ),
    "scenario that expects nothing": (
        w.feature(w.scenario(w.SUBMITTED, name="只做不验")),
        ("feature.no_expectation", "只做不验", "没有 那么"),
    ),
    "two scenarios of one name": (
        w.feature(w.scenario(w.SUBMITTED, CHECK, name="同名"), w.scenario(w.ACCEPTED, "那么 审计链完整", name="同名")),
        ("feature.duplicate", "场景: 同名", "第 3 行已有"),
    ),
    "scenario without a name": (
        w.feature(w.scenario(w.SUBMITTED, CHECK, name="")),
        ("feature.name", "场景:", "没有名称"),
    ),
    "first step with 而且": (
        w.feature(w.scenario('而且 已载入套餐"open-shop"', w.SUBMITTED, CHECK)),
        ("feature.first_step", "    而且", "第一步须以"),
    ),
    "outline without examples": (
        w.feature(w.scenario(w.SUBMITTED, CHECK).replace("场景:", "场景大纲:")),
        ("feature.examples", "场景大纲", "没有例子"),
    ),
    "placeholder without a column": (
        w.feature(
            w.scenario(w.SUBMITTED, '那么 办件状态为"<状态>"').replace("场景:", "场景大纲:")
            + "    例子:\n      | 态 |\n      | 已接件 |\n"
        ),
        ("feature.placeholder", "<状态>", "例子里没有这些列：<状态>"),
    ),
    "no language": (GOOD.partition("\n")[2], ("feature.language", "功能", "# language: zh-CN")),
    "language with a full-width colon": (
        GOOD.replace("language:", "language："),
        ("feature.language", "language", "# language: zh-CN"),
    ),
    "unknown language": (GOOD.replace("zh-CN", "zh-XX"), ("feature.language", "zh-XX", "zh-CN")),
    "full-width colon after 功能": (GOOD.replace("功能:", "功能："), ("feature.syntax", "功能：", "功能:")),
    "nothing but prose": ("开办餐馆\n", ("feature.syntax", "开办餐馆", "# language: zh-CN")),
    "no scenario": ("# language: zh-CN\n功能: 试验\n", ("feature.nothing", "# language", "没有场景")),
    "nothing at all": ("", ("feature.nothing", "", "没有场景")),
}


def check(folder: Path, text: str) -> list[tuple[str, int, str]]:
    """Return the faults of a text as code, line, and message with hint."""
    path = folder / "a.feature"
    path.write_text(text, encoding="utf-8")
    return [(each.code, each.line, f"{each.message}{each.hint}") for each in check_feature(path, file="a.feature")]


@pytest.mark.parametrize("name", FAULTY)
def test_fault_is_found_once_at_its_line(tmp_path: Path, name: str) -> None:
    """Each fault gives one finding, with its stable code, at the line that holds it, saying what to write."""
    text, (code, place, says) = FAULTY[name]
    ((found, line, message),) = check(tmp_path, text)
    assert (found, line) == (code, w.line_of(text, place) if place else 1)
    assert says in message


def test_good_feature_has_no_faults(tmp_path: Path) -> None:
    """A feature that is right gives no finding."""
    assert check(tmp_path, GOOD) == []


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    """Several faults of one file are all named, by line."""
    text = w.feature(
        "  场景: 空\n", w.scenario(w.SUBMITTED, "并且 天气晴朗", name="一"), w.scenario(w.SUBMITTED, CHECK, name="空")
    )
    found = check(tmp_path, text)
    assert [code for code, _, _ in found] == [
        "feature.empty",
        "feature.no_expectation",
        "feature.step",
        "feature.duplicate",
    ]
    assert [line for _, line, _ in found] == sorted(line for _, line, _ in found)


@pytest.mark.parametrize(
    "prose",
    [
        "作为一名申请人，我想一次办好开办餐馆",
        "当然，也可以分开办。",
        "例如：51平方米的餐馆。",
        "规定: 五日内一次告知。",
        "说明 2026 年春节放假九天",
        "1. 受理\n    2. 分发",
        "假如说明写在这里，就是说明。",
    ],
)
def test_prose_under_the_feature_is_allowed(tmp_path: Path, prose: str) -> None:
    """A description that does not look like a step or a header is left alone."""
    text = GOOD.replace("功能: 试验\n", f"功能: 试验\n    {prose}\n\n  # 注释\n")
    assert check(tmp_path, text) == []


def test_background_needs_no_expectation(tmp_path: Path) -> None:
    """Steps of a background are checked like others, but it need not expect anything."""
    text = w.feature(f"  背景:\n    {w.LOADED}    并且 天气晴朗\n", w.scenario(w.SUBMITTED.partition("\n")[2], CHECK))
    assert [code for code, _, _ in check(tmp_path, text)] == ["feature.step"]


def test_scenarios_under_a_rule_are_checked(tmp_path: Path) -> None:
    """Scenarios under 规则 count like others, also for names that are there twice."""
    one = w.scenario(w.SUBMITTED, CHECK, name="一")
    assert [code for code, _, _ in check(tmp_path, w.feature(one, "  规则: 甲\n", one))] == ["feature.duplicate"]


def test_asterisk_with_an_expectation_expects(tmp_path: Path) -> None:
    """A scenario that expects something under an asterisk needs no 那么."""
    assert check(tmp_path, w.feature(w.scenario(w.SUBMITTED, '* 办件状态为"已接件"'))) == []


def test_text_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """A file in another encoding is a finding, not a crash."""
    path = tmp_path / "a.feature"
    path.write_bytes(GOOD.encode("gb18030"))
    (fault,) = check_feature(path, file="a.feature")
    assert fault.code == "feature.encoding"


def test_byte_order_mark_is_no_fault(run: Run) -> None:
    """A file that an editor on Windows saved is read like any other."""
    assert run(f"\ufeff{GOOD}").code == 0


def test_faults_are_shown_with_file_and_line(run: Run) -> None:
    """A run shows every fault as file:line and runs nothing of that file."""
    text = w.feature(w.scenario(w.SUBMITTED, CHECK, "而且 天气晴朗"), w.scenario(w.SUBMITTED, CHECK, name="二"))
    ran = run(text)
    assert ran.code == 1
    assert f'a.feature:{w.line_of(text, "天气晴朗")}: feature.step 没有这样的步骤："天气晴朗"' in ran.out
    assert "0 个场景：0 个通过，1 个文件有错误" in ran.out
    assert "Traceback" not in ran.out


LINES = st.sampled_from(
    [
        *GOOD.splitlines(),
        "  场景: 甲",
        "  场景大纲: <a>",
        "  例子:",
        "| a |",
        "| 1 | 2 |",
        '"""',
        "@标签",
        "规则: 乙",
        "",
        "假若",
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=25).map("\n".join))
@settings(max_examples=200)
def test_no_text_breaks_the_check(text: str) -> None:
    """Whatever stands in a file, the check answers with faults, and each lies within the file."""
    found = tuple(faults_of(text, lambda step: vocabulary.find(step) is not None, "a.feature"))
    assert all(1 <= fault.line <= max(1, len(text.split("\n"))) for fault in found)
