"""The nearest of the allowed words, for faults that say what the designer probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that is most like a word, or ``None`` where none is like it."""
    words = sorted(set(allowed))
    found = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if found:
        return found[0]
    # A Chinese word of two signs that differs in one is too far away for the ratio above, but its characters meet.
    contained = [each for each in words if word and (word in each or (each and each in word))]
    return contained[0] if len(contained) == 1 else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return a Chinese hint: the nearest allowed word, or the allowed words themselves where they are few."""
    words = sorted(set(allowed))
    near = nearest(word, words)
    if near is not None:
        return f"是否想写 {near}？"
    listed = "、".join(words[:8])
    return f"可用的有：{listed}{' 等' if len(words) > 8 else ''}" if words else ""  # noqa: PLR2004
