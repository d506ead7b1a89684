"""A drawing as PNG, and the fonts without which Chinese would be boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yishi_engine.publish.printing import printer

if TYPE_CHECKING:
    from pathlib import Path

    from yishi_engine.publish.flowchart.svg import Picture

_PIXELS: Final = 2
"""Of the image, for each of the drawing: sharp on paper up to A3."""

_POINTS: Final = 72
_SOURCE: Final = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt, height: {height}pt)
"""


def png(picture: Picture, *, fonts: Path | None = None) -> bytes:
    """Return a drawing as PNG, twice as large as it says.

    Args:
        picture: The drawing.
        fonts: A folder with more fonts.

    Raises:
        PrintingUnavailable: The extra ``print`` is not installed, or no font has Chinese characters.
    """
    source = _SOURCE.format(width=picture.width, height=picture.height)
    return printer(fonts).render(source, {"svg": picture.svg}, "png", resolution=_POINTS * _PIXELS)
