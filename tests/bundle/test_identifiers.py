"""Identifiers are right exactly when their check digits are; another library agrees."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from yishi_engine.bundle.identifiers import is_credit_code, is_phone, is_region, is_resident_id

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BIRTHS = st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31))


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    """Draw seventeen digits with a real birth date, and any last character."""
    region = draw(st.sampled_from(["510903", "110101", "310101", "440305", "513401"]))
    serial = draw(st.integers(0, 999))
    return f"{region}{draw(BIRTHS):%Y%m%d}{serial:03}{draw(st.sampled_from('0123456789X'))}"


@given(resident_ids())
def test_resident_ids_agree_with_stdnum(number: str) -> None:
    """The check character is judged as python-stdnum judges it; it also asks for known counties."""
    assert is_resident_id(number) is (number[17] == ric.calc_check_digit(number))
    if ric.is_valid(number):
        assert is_resident_id(number)


@given(st.from_regex(r"\A[0-9A-HJ-NP-RTUWXY]{2}510903[0-9A-HJ-NP-RTUWXY]{10}\Z"))
def test_credit_codes_agree_with_stdnum(number: str) -> None:
    """The check character is judged as python-stdnum judges it; it also asks for known first signs."""
    right = number[:17] + uscc.calc_check_digit(number[:17])
    assert is_credit_code(right)
    assert is_credit_code(number) is (number == right)
    if uscc.is_valid(number):
        assert is_credit_code(number)


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_noticed(number: str, place: int, sign: str) -> None:
    """No single wrong character turns a right number into another right one."""
    right = next(each for last in "0123456789X" if is_resident_id(each := number[:17] + last))
    changed = right[:place] + sign + right[place + 1 :]
    assert changed == right or not is_resident_id(changed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "51090319900230123X",
        "11010519491231002x",
        "990101199003071234",
        "1101011990030712340",
        "１１０１０５１９４９１２３１００２X",
    ],
)
def test_malformed_resident_ids_are_refused(text: str) -> None:
    """Dates that do not exist, unknown provinces, small letters and full-width digits are wrong."""
    assert not is_resident_id(text)


def test_known_resident_id_is_right() -> None:
    """The example that GB 11643 itself gives is right."""
    assert is_resident_id("11010519491231002X")


@pytest.mark.parametrize("text", ["", "9151090MA6XXXXXX", "91510903MA6XXXXXIX", "91510903ma6xxxxxxx"])
def test_malformed_credit_codes_are_refused(text: str) -> None:
    """Wrong lengths, letters that the alphabet lacks and small letters are wrong."""
    assert not is_credit_code(text)


@pytest.mark.parametrize(
    "text", ["13800138000", "19912345678", "01062345678", "08252222222", "075561234567"[:11], "031151234567"[:11]]
)
def test_telephone_numbers(text: str) -> None:
    """Mobile numbers and landlines with their area codes are right."""
    assert is_phone(text)


@pytest.mark.parametrize(
    "text", ["", "12800138000", "1380013800", "138001380000", "2222222", "12345", "0825222", "+8613800138000"]
)
def test_what_is_no_telephone_number(text: str) -> None:
    """Too short, too long, without an area code or with an unknown prefix is wrong."""
    assert not is_phone(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("510900", True),
        ("110000", True),
        ("990000", False),
        ("51090", False),
        ("5109000", False),
        ("５１０９００", False),
    ],
)
def test_regions(text: str, right: bool) -> None:  # noqa: FBT001
    """A region has six ASCII digits, the first two of a province."""
    assert is_region(text) is right
