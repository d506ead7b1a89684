"""Every value is stored in one form, or refused with a sentence that gives nothing personal away."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_engine.bundle import FormField, Question, ValueFault, check_value, read_value
from yishi_engine.bundle.conditions import LARGEST


def field(kind: str, **more: object) -> FormField:
    """Return a form field of a type."""
    return FormField.model_validate({"id": "f", "label": "字段", "type": kind, **more})


ID = "11010519491231002X"

GOOD = [
    (field("text"), "  甲 ", "甲"),
    (field("text"), "两行\n文字", "两行\n文字"),
    (field("text", max_length=2), "甲乙", "甲乙"),
    (field("text", pattern="[A-Z]{2}"), "AB", "AB"),
    (field("integer"), 5, 5),
    (field("integer"), -LARGEST, -LARGEST),
    (field("integer", min=1, max=3), 3, 3),
    (field("decimal"), "1.50", "1.5"),
    (field("decimal"), Decimal("-0.00"), "0"),
    (field("decimal"), 7, "7"),
    (field("decimal"), 0.1, "0.1"),
    (field("decimal"), Decimal("1E+3"), "1000"),
    (field("decimal"), Decimal("0E+999999"), "0"),
    (field("decimal"), "-9007199254740990.123456789012", "-9007199254740990.123456789012"),
    (field("decimal"), 1e-7, "0.0000001"),
    (field("decimal", min=1, max=Decimal("2.5")), "+2.5", "2.5"),
    (field("date"), dt.date(2026, 2, 11), "2026-02-11"),
    (field("date"), " 2026-02-11", "2026-02-11"),
    (field("date", min=dt.date(2026, 1, 1)), "2026-01-01", "2026-01-01"),
    (field("yes_no"), True, True),
    (field("yes_no"), False, False),
    (field("choice", options=["大", "小"]), "小", "小"),
    (field("resident_id"), "11010519491231002x", ID),
    (field("credit_code"), " 91350100m000100y43", "91350100M000100Y43"),
    (field("phone"), "138 0013 8000", "13800138000"),
    (field("phone"), "0825-2222222", "08252222222"),
    (field("region"), "510900", "510900"),
]


@pytest.mark.parametrize(("given_field", "value", "stored"), GOOD)
def test_good_values_have_one_form(given_field: FormField, value: object, stored: object) -> None:
    """A right value comes back as it is stored, and is stored as it comes back."""
    found = check_value(given_field, value)
    assert found == stored
    assert type(found) is type(stored)
    assert check_value(given_field, found) == stored
    assert json.loads(json.dumps(found)) == stored


BAD = [
    (field("text"), 5, "form.type"),
    (field("text"), None, "form.type"),
    (field("text"), " ", "form.empty"),
    (field("text"), "a\x00b", "form.characters"),
    (field("text"), "\ud800", "form.characters"),
    (field("text"), "甲" * 501, "form.too_long"),
    (field("text", max_length=2), "甲乙丙", "form.too_long"),
    (field("text", pattern="[A-Z]{2}"), "ABC", "form.pattern"),
    (field("integer"), "5", "form.type"),
    (field("integer"), 5.0, "form.type"),
    (field("integer"), True, "form.type"),
    (field("integer"), LARGEST + 1, "form.range"),
    (field("integer", min=1), 0, "form.range"),
    (field("integer", max=3), 4, "form.range"),
    (field("decimal"), True, "form.type"),
    (field("decimal"), "1e5", "form.type"),
    (field("decimal"), "一", "form.type"),
    (field("decimal"), "", "form.type"),
    (field("decimal"), float("nan"), "form.type"),
    (field("decimal"), float("inf"), "form.type"),
    (field("decimal"), Decimal("1E+999999"), "form.range"),
    (field("decimal"), Decimal("1E-999999"), "form.range"),
    (field("decimal"), "0.1234567890123", "form.range"),
    (field("decimal"), "1" * 29, "form.type"),
    (field("decimal"), "9" * 28, "form.range"),
    (field("decimal", max=Decimal("2.5")), "2.51", "form.range"),
    (field("date"), "2026-2-1", "form.type"),
    (field("date"), "20260201", "form.type"),
    (field("date"), "2026-02-30", "form.type"),
    (field("date"), dt.datetime(2026, 2, 1, tzinfo=dt.UTC), "form.type"),
    (field("date", min=dt.date(2026, 1, 1)), "2025-12-31", "form.range"),
    (field("date", max=dt.date(2026, 1, 1)), "2026-01-02", "form.range"),
    (field("yes_no"), 1, "form.type"),
    (field("yes_no"), "是", "form.type"),
    (field("choice", options=["大", "小"]), "中", "form.option"),
    (field("resident_id"), "110105194912310021", "form.resident_id"),
    (field("credit_code"), "91350100M000100Y44", "form.credit_code"),
    (field("phone"), "12345", "form.phone"),
    (field("region"), "999999", "form.region"),
    (field("text"), ["x"], "form.type"),
    (field("integer"), {"x": 1}, "form.type"),
]


@pytest.mark.parametrize(("given_field", "value", "code"), BAD)
def test_bad_values_are_refused(given_field: FormField, value: object, code: str) -> None:
    """A wrong value is refused with its code and a Chinese sentence that begins with the label."""
    found = check_value(given_field, value)
    assert isinstance(found, ValueFault)
    assert found.code == code
    assert found.message.startswith('"字段"')


@pytest.mark.parametrize(("given_field", "value", "code"), BAD)
def test_messages_about_personal_fields_hold_no_value(given_field: FormField, value: object, code: str) -> None:
    """The value of a personal field stands in no message."""
    personal = given_field.model_copy(update={"personal": True})
    found = check_value(personal, value)
    assert isinstance(found, ValueFault)
    assert found.code == code
    assert "现为" not in found.message
    if isinstance(value, str) and len(value.strip()) > 1:
        assert value not in found.message


def test_messages_about_other_fields_quote_the_value_briefly() -> None:
    """Where nothing is personal, the message quotes what was given, at most fifty characters of it."""
    found = check_value(field("choice", options=["大"]), "很" * 100)
    assert isinstance(found, ValueFault)
    assert f'现为"{"很" * 50}…"' in found.message


@pytest.mark.parametrize("kind", ["integer", "decimal"])
def test_numbers_of_thousands_of_digits_are_refused(kind: str) -> None:
    """A number that Python itself refuses to print is refused like any other that is too large."""
    found = check_value(field(kind), 10**5000)
    assert isinstance(found, ValueFault)
    assert found.code == "form.range"


SAMPLES = [given_field for given_field, _, _ in GOOD]


@given(
    st.sampled_from(SAMPLES),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.decimals()
    | st.dates()
    | st.binary()
    | st.datetimes(),
)
def test_any_value_is_stored_or_refused(given_field: FormField, value: object) -> None:
    """Nothing that a host passes in raises; what is stored is stable and JSON-native."""
    found = check_value(given_field, value)
    if not isinstance(found, ValueFault):
        assert check_value(given_field, found) == found
        json.dumps(found, ensure_ascii=False).encode()


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4))
def test_equal_decimals_are_stored_alike(number: Decimal) -> None:
    """However a decimal is written, it is stored as the same text and keeps its value."""
    found = check_value(field("decimal"), number)
    assert check_value(field("decimal"), number.normalize()) == found
    assert Decimal(str(found)) == number


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("yes_no", "是", True),
        ("yes_no", " 否 ", False),
        ("yes_no", "true", True),
        ("yes_no", "也许", "也许"),
        ("integer", " 60 ", 60),
        ("integer", "六十", "六十"),
        ("decimal", "6.5", "6.5"),
        ("text", "60", "60"),
        ("date", "2026-01-01", "2026-01-01"),
    ],
)
def test_text_from_tables_becomes_values(kind: str, text: str, value: object) -> None:
    """Cells of a table or arguments of a command line become values of the type, or stay text for the check to name."""
    assert read_value(Question(id="q", ask="问?", type=kind), text) == value  # type: ignore[arg-type]
