"""Printing through typst: PDF and PNG, with a font that has Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from yishi_engine.errors import YishiError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from typst import Fonts

FONTS: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Noto Serif CJK SC",
    "Droid Sans Fallback",
)
"""Families with simplified Chinese characters, the best first."""


class PrintingUnavailable(YishiError):
    """What printing needs is not there: the extra ``print``, or a Chinese font."""

    code: ClassVar[str] = "publish.printing_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Renders typst.

    Attributes:
        family: The Chinese font.
        fonts: All fonts that were found.
    """

    family: str
    fonts: Fonts

    def render(
        self, source: str, inputs: Mapping[str, str], form: Literal["pdf", "png"], *, resolution: float | None = None
    ) -> bytes:
        """Return a rendered document.

        Args:
            source: The text of the document, in typst.
            inputs: What it reads as ``sys.inputs``; ``font`` is added.
            form: What to make.
            resolution: Pixels per inch of a PNG.
        """
        import typst  # noqa: PLC0415  (an extra)

        made = typst.compile(
            source.encode(),
            format=form,
            ppi=resolution,
            font_paths=self.fonts,
            sys_inputs={**inputs, "font": self.family},
        )
        if not isinstance(made, bytes):
            raise TypeError("typst gave several pages where one was asked for")
        return made


@cache
def printer(folder: Path | None = None) -> Printer:
    """Return what renders, once a Chinese font is found.

    Args:
        folder: A folder with more fonts.

    Raises:
        PrintingUnavailable: The extra ``print`` is not installed, or no font has Chinese characters.
    """
    try:
        import typst  # noqa: PLC0415  (an extra)
    except ImportError:
        raise PrintingUnavailable(
            'the package "typst" is not installed',
            notice="打印需要安装附加包",
            advice='pip install "yishi-engine[print]"',
        ) from None
    fonts = typst.Fonts(font_paths=[str(folder)] if folder else [])
    known = set(fonts.families())
    family = next((each for each in FONTS if each in known), None)
    if family is None:
        raise PrintingUnavailable(
            "no font with Chinese characters was found",
            notice="没有找到中文字体",
            advice="install one (Debian: apt install fonts-noto-cjk), or name a folder with one: --fonts DIR",
        )
    return Printer(family=family, fonts=fonts)
