"""All steps that ship, as data: what the steps implement, the lint knows and the reference lists.

Importing this module costs little, so that a run of pytest without a feature of ours pays nothing for it.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

from yishi_engine.testing.wording import Wording
from yishi_engine.testing.wordings import acts, expectations

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDINGS: Final = tuple(
    value for module in (acts, expectations) for value in vars(module).values() if isinstance(value, Wording)
)
"""Every step that ships, in the order of the reference."""

_VALUE: Final = re.compile(r'["“”][^"“”]*["“”]')
_NEAR: Final = 0.55
_ENDING: Final = 2


def find(text: str) -> Wording | None:
    """Return the step that a text without its keyword words, or None."""
    return next((each for each in WORDINGS if each.match(text) is not None), None)


def nearest(text: str) -> str | None:
    """Return the example, in the language of the text, of the step that it most resembles; None if it is near none."""
    examples = [each.english_example if _is_english(text) else each.example for each in WORDINGS]
    alike = {example: _alike(text, example.split(maxsplit=1)[1]) for example in examples}
    found = max(alike, key=lambda example: alike[example])
    return found if alike[found] >= _NEAR else _of_one_ending(text, examples)


def quoted(text: str) -> str | None:
    """Return a text as the step that it would be with its values in double quotes; None if it would be none.

    Where it could be several, it is the one that says most beside its values.
    """
    found = [each for each in (wording.quoted(text) for wording in WORDINGS) if each and find(each)]
    return min(found, key=lambda each: sum(map(len, _VALUE.findall(each))), default=None)


def _of_one_ending(text: str, examples: Sequence[str]) -> str | None:
    """Return the shortest example that ends in Chinese as a text does, as 市场监管局受理 ends in 受理."""
    ending = text.strip(" :：。")[-_ENDING:]
    if len(ending) < _ENDING or not all("一" <= sign <= "龥" for sign in ending):
        return None
    return min((each for each in examples if each.endswith(ending)), key=len, default=None)


def _is_english(text: str) -> bool:
    return _VALUE.sub("", text).isascii()


def _alike(left: str, right: str) -> float:
    """Return how much two steps resemble each other, from 0 to 1, whatever their values; English word by word."""
    shapes = [_VALUE.sub('""', text).strip(" :：。") for text in (left, right)]
    a, b = (shape.split() for shape in shapes) if _is_english(left) else shapes
    return difflib.SequenceMatcher(a=a, b=b, autojunk=False).ratio()
