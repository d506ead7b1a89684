"""The examples of guides and flowcharts are those that the shipped bundles give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT
from yishi_engine.publish.examples import BUNDLES, printed, texts
from yishi_engine.publish.guide.pdf import fingerprint

if TYPE_CHECKING:
    from yishi_engine.publish.guide import Guide

EXAMPLES = ROOT / "docs" / "examples"
ANEW = "python -m yishi_engine.publish.examples docs/examples"


@pytest.mark.parametrize(("name", "text"), [pytest.param(*each, id=each[0]) for each in texts()])
def test_texts_equal_their_source(name: str, text: str) -> None:
    """Each example is what the definition gives now."""
    assert (EXAMPLES / name).read_text(encoding="utf-8") == text, ANEW


@pytest.mark.parametrize(("name", "guide"), [pytest.param(*each, id=each[0]) for each in printed()])
def test_printed_guides_equal_their_source(name: str, guide: Guide) -> None:
    """Each printed example bears the fingerprint of what the definition gives now, whatever the font was."""
    assert fingerprint(guide).encode() in (EXAMPLES / name).read_bytes(), ANEW


@pytest.mark.parametrize("name", BUNDLES)
def test_pictures_are_there(name: str) -> None:
    """There is a picture of each chart, as large as the drawing asks for."""
    png = (EXAMPLES / f"{name}.png").read_bytes()
    svg = (EXAMPLES / f"{name}.svg").read_text(encoding="utf-8")
    size = int.from_bytes(png[16:20]) // 2, int.from_bytes(png[20:24]) // 2
    assert f'width="{size[0]}" height="{size[1]}"' in svg, ANEW
