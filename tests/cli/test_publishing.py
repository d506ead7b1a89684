"""Answers from the command line, and files by their ending."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from yishi_engine.bundle import Bundle
from yishi_engine.cli.publishing import read_answers, write

BUNDLE = Bundle.model_validate(
    {
        "id": "asks",
        "version": 1,
        "name": "问",
        "audience": "person",
        "lead_department": "a",
        "limits": {"total": "1 工作日"},
        "questions": [
            {"id": "area", "ask": "面积？", "type": "integer", "min": 1},
            {"id": "share", "ask": "比例？", "type": "decimal"},
            {"id": "day", "ask": "日期？", "type": "date"},
            {"id": "kind", "ask": "类型？", "type": "choice", "options": ["甲=乙", "丙"]},
            {"id": "sign", "ask": "是否设招牌？", "type": "yes_no"},
        ],
        "items": [{"id": "only", "name": "事项", "department": "a", "committed_limit": "即办"}],
    }
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], {}),
        (["area=45"], {"area": 45}),
        ([" area = 45 "], {"area": 45}),
        (["share=12.50"], {"share": "12.5"}),
        (["day=2026-03-01"], {"day": "2026-03-01"}),
        (["kind=甲=乙"], {"kind": "甲=乙"}),
        (["sign=是", "area=1"], {"sign": True, "area": 1}),
        (["sign=false"], {"sign": False}),
    ],
)
def test_answers_are_stored_as_the_engine_stores_them(given: list[str], found: dict[str, object]) -> None:
    """Each type is read as in a form; only the first equals sign parts question and answer."""
    assert read_answers(BUNDLE, given) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["area"], "QUESTION=ANSWER"),
        (["=5"], 'no question ""'),
        (["area=many"], "须为整数"),
        (["area=-1"], "不能小于 1"),
        (["day=1.3.2026"], "须为日期"),
        (["kind=丁"], "须为以下选项之一：甲=乙、丙"),
        (["sgin=是"], 'did you mean "sign"?'),
        (["sign=是", "sign=否"], "answered twice"),
    ],
)
def test_wrong_answers_are_refused(given: list[str], said: str) -> None:
    """What is wrong with an answer is said."""
    with pytest.raises(click.BadParameter) as caught:
        read_answers(BUNDLE, given)
    assert said in caught.value.message


def test_bundle_without_questions_says_so() -> None:
    """A bundle that asks nothing can be given no answer."""
    with pytest.raises(click.BadParameter, match="it asks none"):
        read_answers(BUNDLE.model_copy(update={"questions": ()}), ["area=1"])


def test_only_what_is_asked_for_is_made(tmp_path: Path) -> None:
    """The other formats are not even tried, so that they may need what is not there."""

    def never() -> str:
        raise AssertionError

    write({"a": never, "b": lambda: b"\x00\xff", "c": never}, None, str(tmp_path / "x.b"))
    assert (tmp_path / "x.b").read_bytes() == b"\x00\xff"


def test_file_stays_as_it_was_when_making_fails(tmp_path: Path) -> None:
    """A file is replaced only once the new content is there."""
    (tmp_path / "x.a").write_text("before", encoding="utf-8")

    def fails() -> str:
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"):
        write({"a": fails}, None, str(tmp_path / "x.a"))
    assert Path(tmp_path / "x.a").read_text(encoding="utf-8") == "before"
