"""The page of scenarios leaves none out, and says of each the truth about its feature."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "scenarios.md"
FEATURES = ROOT / "features" / "scenarios"
NUMBERS = tuple(str(number) for number in range(1, 31))
_ROW = re.compile(r"^\| (\d+|[甲乙]) \| (.+?) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(\.\./\.\./features/scenarios/([^)]+)\)")
_TITLE = re.compile(r"^功能: (?:情景(?P<number>\d+)|补充情景(?P<letter>[甲乙])) \S", re.MULTILINE)


class Row(NamedTuple):
    """One row of the page."""

    number: str
    scenario: str
    proof: str


def rows() -> list[Row]:
    """Return the rows of the page's tables, in order."""
    return [Row(*found) for found in _ROW.findall(PAGE.read_text(encoding="utf-8"))]


def number_of(feature: str) -> str:
    """Return the number that a feature's title begins with."""
    match = _TITLE.search((FEATURES / feature).read_text(encoding="utf-8"))
    assert match is not None, feature
    return match["number"] or match["letter"]


def test_each_of_the_thirty_stands_there_once() -> None:
    """All thirty numbers are there, in order, and then the two beyond them."""
    assert [row.number for row in rows()] == [*NUMBERS, "甲", "乙"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_row_names_a_feature_of_its_number(row: Row) -> None:
    """A row says how far the scenario is covered, and links one feature whose title begins with its number."""
    ((shown, file),) = _LINK.findall(row.proof)
    assert file == f"{shown}.feature"
    assert (FEATURES / file).is_file()
    assert number_of(file) == row.number
    assert row.proof.startswith(("**覆盖** ", "**部分** "))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_what_is_left_out_has_a_reason(row: Row) -> None:
    """A row says 未覆盖 with a reason exactly where the scenario is covered in part."""
    _, *reasons = row.proof.split("未覆盖：")
    assert [bool(reason.strip()) for reason in reasons] == [True] * row.proof.startswith("**部分** ")


def test_every_feature_is_named() -> None:
    """No feature of the folder is left out of the page."""
    named = [file for row in rows() for _, file in _LINK.findall(row.proof)]
    assert sorted(named) == sorted(path.name for path in FEATURES.glob("*.feature"))
