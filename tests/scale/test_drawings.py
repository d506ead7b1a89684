"""The drawings of the page about scale show what the benchmarks found, to the eye and in words."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

import pytest

from benchmarks.plots import DRAWINGS, DRAWN, Bar, draw, drawings

SVG: Final = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_that_of_the_results(name: str) -> None:
    """The drawing that is kept is the one that the kept results make; ``python -m benchmarks.plots`` draws anew."""
    assert (DRAWINGS / name).read_text(encoding="utf-8") == drawings()[name]


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_says_in_words_what_it_shows(name: str) -> None:
    """Each drawing is an image with a title and a description, and every figure in it stands in the description."""
    root = ET.fromstring(drawings()[name])  # noqa: S314  (our own)
    assert root.get("role") == "img"
    title, words = root.findtext(f"{SVG}title") or "", root.findtext(f"{SVG}desc") or ""
    assert any("\u4e00" <= sign <= "\u9fff" for sign in title)
    assert any(sign.isascii() and sign.isalpha() for sign in title)
    shown = [each.text or "" for each in root.iter(f"{SVG}text") if (each.text or "").endswith((" ms", "/s"))]
    assert shown
    assert all(figure in words for figure in shown)


def test_bars_are_as_long_as_their_figures() -> None:
    """A bar of twice the value is twice as long, and all of it lies within the drawing."""
    bars = [Bar("floor", 10, "10 ms"), Bar("floor", 20, "20 ms", 1)]
    root = ET.fromstring(draw("标题 title", bars, legend=("a", "b"), target=15))  # noqa: S314
    widths = [float(each.get("width", 0)) for each in root.iter(f"{SVG}rect") if each.get("height") == "14"]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert max(widths) < float(root.get("width", 0))


def test_what_is_written_cannot_break_a_drawing() -> None:
    """A name with signs that mean something in XML is shown as it is."""
    root = ET.fromstring(draw("<标题>", [Bar("a < b & c", 1, "1 ms")], legend=("a",)))  # noqa: S314
    assert "a < b & c" in [each.text for each in root.iter(f"{SVG}text")]
