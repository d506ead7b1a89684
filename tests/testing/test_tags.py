"""Selecting scenarios by expressions of tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.testing import writing as w
from yishi_engine.testing.run import run_features
from yishi_engine.testing.tags import TagsInvalid, read_tags

if TYPE_CHECKING:
    from pathlib import Path

CHECK = '那么 办件状态为"已接件"'


@pytest.mark.parametrize(
    ("text", "meant", "not_meant"),
    [
        ("@冒烟", ("冒烟",), ("", "慢")),
        ("冒烟", ("冒烟",), ("",)),
        ("not @慢", ("", "冒烟"), ("慢",)),
        ("@a and @b", ("a b",), ("a", "b")),
        ("@a or @b and @c", ("a", "b c"), ("b", "c")),
        ("(@a or @b) and @c", ("a c", "b c"), ("a", "c")),
        ("not @a and @b", ("b",), ("a b", "")),
        ("not (@a and @b)", ("a", ""), ("a b",)),
        ("not not @a", ("a",), ("",)),
        ("@and-so-on", ("and-so-on",), ("and",)),
    ],
)
def test_expression_means_what_it_says(text: str, meant: tuple[str, ...], not_meant: tuple[str, ...]) -> None:
    """``not`` binds closer than ``and``, that closer than ``or``; brackets and the sign @ are as usual."""
    test = read_tags(text)
    assert [test(tags.split()) for tags in meant] == [True] * len(meant)
    assert [test(tags.split()) for tags in not_meant] == [False] * len(not_meant)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a tag is missing at the end"),
        ("@a and", "a tag is missing at the end"),
        ("and @a", "a tag is missing before 'and'"),
        ("@a @b", '"@b" is out of place'),
        ("(@a", "a bracket is not closed"),
        ("@a)", '")" is out of place'),
        ("()", "a tag is missing before ')'"),
        ("@", "a tag is missing"),
    ],
)
def test_faulty_expression_says_why(text: str, says: str) -> None:
    """What is no expression is refused, with the place."""
    with pytest.raises(TagsInvalid) as caught:
        read_tags(text)
    assert says in str(caught.value)


@given(st.text(alphabet="@ab ()notrd", max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is either an expression or refused."""
    try:
        test = read_tags(text)
    except TagsInvalid:
        return
    assert test({"a"}) in (True, False)


@pytest.fixture
def tagged(folder: Path) -> Path:
    """Return a feature with tags on the feature, a rule, a scenario and examples."""
    outline = w.scenario(w.SUBMITTED, '那么 办件状态为"<状态>"', name="丙").replace("场景:", "场景大纲:")
    examples = f"    @好\n    例子:\n{w.table('状态', '已接件')}\n    @坏\n    例子:\n{w.table('状态', '办理中')}"
    rule = f"  @规则\n  规则: 分组\n{w.scenario(w.SUBMITTED, CHECK, name='乙')}\n  @大纲\n{outline}{examples}"
    text = w.feature(f"  @甲\n{w.scenario(w.SUBMITTED, CHECK, name='甲')}", rule)
    path = folder / "a.feature"
    path.write_text(text.replace("功能:", "@全部\n功能:"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("tags", "code", "summary"),
    [
        ("@全部", 1, "4 个场景：3 个通过，1 个失败"),
        ("@甲", 0, "1 个场景：1 个通过"),
        ("@规则", 1, "3 个场景：2 个通过，1 个失败"),
        ("@规则 and not @大纲", 0, "1 个场景：1 个通过"),
        ("@好", 0, "1 个场景：1 个通过"),
        ("not @坏", 0, "3 个场景：3 个通过"),
    ],
)
def test_tags_select_scenarios(
    tagged: Path, capsys: pytest.CaptureFixture[str], tags: str, code: int, summary: str
) -> None:
    """Tags of the feature, the rule, the scenario and the examples all count."""
    assert run_features([tagged], tags=tags) == code
    assert capsys.readouterr().out.splitlines()[-1] == summary


def test_tags_that_nobody_has_are_a_mistake(tagged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A selection that is empty names the tags there are, so that a typing error does not pass for success."""
    assert run_features([tagged], tags="@冒烟") == 2
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "yishi: error: no scenario was selected; tags in use: @全部, @坏, @大纲, @好, @甲, @规则\n",
    )


def test_faulty_tags_are_a_mistake(tagged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An expression that cannot be read is one line on standard error."""
    assert run_features([tagged], tags="@a and") == 2
    assert capsys.readouterr() == ("", 'yishi: error: --tags: a tag is missing at the end in "@a and"\n')
