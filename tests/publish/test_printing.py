"""Printing: what it needs, and what it says when that is missing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from yishi_engine.publish import printing
from yishi_engine.publish.printing import Printer, PrintingUnavailable, printer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """Let each test look for fonts anew."""
    printer.cache_clear()
    yield
    printer.cache_clear()


@pytest.fixture
def found() -> Printer:
    """Return a printer, where the machine has a Chinese font."""
    try:
        return printer()
    except PrintingUnavailable as missing:
        pytest.skip(str(missing))


def test_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Chinese font nothing is printed as boxes: the error says how to get one."""
    monkeypatch.setattr(printing, "FONTS", ("No Such Font",))
    with pytest.raises(PrintingUnavailable, match="--fonts DIR") as caught:
        printer()
    assert caught.value.code == "publish.printing_unavailable"


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without typst the error names the extra."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PrintingUnavailable, match=r"yishi-engine\[print\]"):
        printer()


def test_best_font_is_taken(found: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several fonts that are there the first of the list is taken."""
    monkeypatch.setattr(printing, "FONTS", ("No Such Font", found.family, "DejaVu Sans Mono"))
    printer.cache_clear()
    assert printer().family == found.family


def test_folder_of_fonts_is_looked_at_too(found: Printer, tmp_path: Path) -> None:
    """A folder without fonts takes none of the system's away."""
    assert printer(tmp_path).family == found.family


def test_input_is_text_and_never_code(found: Printer) -> None:
    """What a document reads as an input cannot do anything: typst would fail on this if it were code."""
    made = found.render("#set page(width: 50pt, height: 50pt)\n#sys.inputs.words", {"words": '#panic("no")'}, "png")
    assert made.startswith(b"\x89PNG")


def test_resolution_sets_the_pixels(found: Printer) -> None:
    """An inch of a document becomes as many pixels as were asked for."""
    made = found.render("#set page(width: 72pt, height: 36pt)", {}, "png", resolution=100)
    assert (int.from_bytes(made[16:20]), int.from_bytes(made[20:24])) == (100, 50)
