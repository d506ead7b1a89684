"""What a command says is checked before anything happens."""

from __future__ import annotations

import pytest

from tests.case.conftest import APPLICANT, FIRE, FORM, LEAD, Life
from yishi_engine.case import commands as c
from yishi_engine.case.deciding.arguments import MAX_RESULT, MAX_TEXT, json_like, limit, text
from yishi_engine.errors import ArgumentInvalid, FormInvalid, NotFound


@pytest.mark.parametrize("value", [None, 7, b"x", ["x"]])
def test_a_text_is_a_text(value: object) -> None:
    """Anything else is refused, and names the field."""
    with pytest.raises(ArgumentInvalid) as caught:
        text(value, "reason", "理由")
    assert caught.value.field == "reason"
    assert "理由" in caught.value.notice


def test_a_text_loses_its_margins_only() -> None:
    """Blanks around it go, lines within it stay."""
    assert text("  第一行\n第二行\t。 \n", "reason", "理由") == "第一行\n第二行\t。"


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "a\x1bb",
        "\ud800",
        "a\x0cb",
        "a\u202eb",
        "a\u202ab",
        "a\u2066b",
        "a\u2069b",
        "a\u2028b",
        "a\u2029b",
        "a\ufeffb",
    ],
)
def test_what_no_database_takes_is_refused(value: str) -> None:
    """Control characters and halves of characters cannot be kept or hashed."""
    with pytest.raises(ArgumentInvalid, match="control"):
        text(value, "reason", "理由")


def test_a_text_has_an_end() -> None:
    """The longest is taken, one more is not."""
    assert len(text("理" * MAX_TEXT, "reason", "理由")) == MAX_TEXT
    with pytest.raises(ArgumentInvalid, match=str(MAX_TEXT)):
        text("理" * (MAX_TEXT + 1), "reason", "理由")


def test_an_optional_text_may_be_empty() -> None:
    """Only a required one must say something."""
    assert text(" ", "note", "说明", required=False) == ""
    with pytest.raises(ArgumentInvalid, match="empty"):
        text(" ", "note", "说明")


@pytest.mark.parametrize("value", ["5", "五 工作日", 5, None, "-1 工作日", "0 工作日", "5 工作日 "[:2]])
def test_a_limit_is_written_as_in_a_definition(value: object) -> None:
    """A number needs its unit; the answer says how to write it."""
    with pytest.raises(ArgumentInvalid) as caught:
        limit(value, "expected", "预计时间")
    assert "5 工作日" in caught.value.notice
    assert "工作日" in caught.value.advice


def test_plain_values_are_copied() -> None:
    """What is kept is a copy of its own: texts stripped, tuples as lists, mappings as dicts."""
    given = {"number": " 川1 ", "pages": (1, 2), "nested": {"yes": True, "none": None}}
    assert json_like(given, "result", "结果") == {
        "number": "川1",
        "pages": [1, 2],
        "nested": {"yes": True, "none": None},
    }


@pytest.mark.parametrize(
    "value", [7, "x", {"a": {1, 2}}, {"a": 1.0}, {"": "x"}, {"a": 2**53}, {"a": "x" * (MAX_RESULT + 1)}]
)
def test_what_a_record_cannot_hold_is_refused(value: object) -> None:
    """No sets, no fractions, no empty names, no numbers beyond exactness, nothing huge."""
    with pytest.raises(ArgumentInvalid):
        json_like(value, "result", "结果")


def test_nesting_has_an_end() -> None:
    """Depth is bounded, so that nothing can be built that no reader takes."""
    value: dict[str, object] = {}
    for _ in range(12):
        value = {"a": value}
    with pytest.raises(ArgumentInvalid, match="deep"):
        json_like(value, "result", "结果")


@pytest.mark.parametrize("reference", ["", " ", "a\nb", "x" * 2001])
def test_a_reference_is_one_line(life: Life, reference: str) -> None:
    """A material's reference is one printable line."""
    life.submit(materials={"premises": "p"}).accept()
    with pytest.raises(ArgumentInvalid):
        life.give(c.SupplyMaterial(case_id="case-1", by=APPLICANT, material="floor_plan", reference=reference))


def test_a_deficiency_says_what_is_missing(life: Life) -> None:
    """A report without text, or of an item that is not there, is refused."""
    life.submit()
    with pytest.raises(ArgumentInvalid):
        life.give(c.ReportDeficiency(case_id="case-1", by=FIRE, item="fire-check", text=" "))
    with pytest.raises(NotFound):
        life.give(c.ReportDeficiency(case_id="case-1", by=FIRE, item="fire", text="缺图"))


def test_an_applicant_named_by_staff_is_printable(life: Life) -> None:
    """Whom staff submit for stands on the record and must be readable there."""
    with pytest.raises(ArgumentInvalid):
        life.submit(by=LEAD, applicant="p\n1")


@pytest.mark.parametrize("task_id", ["", "case-1", ":", "case-1:", ":fire-check", None])
def test_a_task_id_names_case_and_item(task_id: str) -> None:
    """Anything else is no task."""
    with pytest.raises(NotFound):
        c.split_task_id(task_id)


def test_a_command_without_a_case_is_a_programming_error(life: Life) -> None:
    """Only ``SubmitCase`` needs no case."""
    with pytest.raises(ValueError, match="needs a case"):
        life.give(c.AcceptCase(case_id="case-1", by=LEAD))


@pytest.mark.parametrize("value", ["\u200b\u200b", "\u200d", "\u00ad", "\u3000\u2060", "\U000e0041"])
def test_what_nobody_sees_is_no_text(life: Life, value: str) -> None:
    """A text of which nothing can be seen is as empty as blanks are, in a command and in the form."""
    with pytest.raises(ArgumentInvalid, match="empty"):
        text(value, "reason", "理由")
    assert text(value, "note", "说明", required=False) == ""
    with pytest.raises(FormInvalid) as caught:
        life.submit(form={**FORM, "shop_name": value})
    assert [(fault.field, fault.code) for fault in caught.value.faults] == [("shop_name", "form.missing")]


@pytest.mark.parametrize("value", ["蜀\u202e香", "蜀香\u2067", "蜀\u2028香", "蜀\ufeff香"])
def test_what_misleads_is_refused_in_the_form(life: Life, value: str) -> None:
    """A field that would read otherwise than it is stored is refused as control characters are."""
    with pytest.raises(FormInvalid) as caught:
        life.submit(form={**FORM, "shop_name": value})
    assert [(fault.field, fault.code) for fault in caught.value.faults] == [("shop_name", "form.characters")]


@pytest.mark.parametrize("value", ["👩\u200d🍳小馆", "می\u200cخواهم"])
def test_joiners_within_a_text_stay(value: str) -> None:
    """What joins or parts the signs of a script or an emoji belongs to the text."""
    assert text(value, "reason", "理由") == value
