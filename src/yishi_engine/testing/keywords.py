"""Keywords of Gherkin in Chinese, and lines that were meant to begin with one.

Gherkin silently takes a line right under a header, if it begins with no keyword, for a description. Such a line counts
as meant for a step if what follows its first few signs is a known step, or if its first word is a keyword but for one
sign, a keyword with punctuation, or one of English or of traditional Chinese. It counts as meant for a header if it is
one with a full-width colon, or one but for one sign with a step below it: 例如： alone is prose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gherkin.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable

_LANGUAGES: Final = ("zh-CN", "zh-TW", "en")
_LONGEST_HEAD: Final = 4
_SHORTEST: Final = 2
_PUNCTUATION: Final = "，,、.。"


def _keywords(language: str, kinds: tuple[str, ...]) -> frozenset[str]:
    dialect = Dialect.for_name(language)
    if dialect is None:
        raise LookupError(language)
    return frozenset(word.strip() for kind in kinds for word in getattr(dialect, f"{kind}_keywords")) - {"*"}


_STEP_KINDS: Final = ("given", "when", "then", "and", "but")
_HEADER_KINDS: Final = ("feature", "background", "rule", "scenario", "scenario_outline", "examples")
STEP_KEYWORDS: Final = _keywords("zh-CN", _STEP_KINDS)
HEADER_KEYWORDS: Final = _keywords("zh-CN", _HEADER_KINDS) - {"Rule"}
_FOREIGN: Final = frozenset().union(*(_keywords(language, _STEP_KINDS) for language in _LANGUAGES[1:])) - STEP_KEYWORDS
_HEADER: Final = re.compile(r"(\S{1,6}?)\s*[:：]")


def begins_in_chinese(line: str) -> bool:
    """Tell whether a line begins with a header of Gherkin in Chinese, with either colon."""
    match = _HEADER.match(line.strip())
    return match is not None and match[1] in HEADER_KEYWORDS


def misspelt(line: str, known: Callable[[str], bool], *, following: str | None = None) -> str | None:
    """Say what a line that begins with no keyword was probably meant to be.

    Args:
        line: The line.
        known: Tells whether a text without its keyword is a step.
        following: The next line; None where the line cannot be prose anyway.

    Returns:
        A hint in Chinese; None where the line looks like prose.
    """
    likely = following is None or following.strip().startswith((*STEP_KEYWORDS, "* "))
    return _as_header(line.strip(), likely=likely) or _as_step(line.strip(), known)


def without_keyword(line: str, known: Callable[[str], bool]) -> str | None:
    """Return what of a line is a known step after its first few signs or its first word; None if nothing is."""
    stripped = line.strip()
    rests = [stripped[cut:].strip() for cut in range(_LONGEST_HEAD + 1)]
    rests += stripped.split(maxsplit=1)[1:]
    return next((rest for rest in rests if rest and known(rest)), None)


def _as_header(line: str, *, likely: bool) -> str | None:
    match = _HEADER.match(line)
    if match is None:
        return None
    word = match[1]
    if word in HEADER_KEYWORDS:
        return f"冒号须用半角：{word}:" if "：" in match[0] else None
    near = [each for each in sorted(HEADER_KEYWORDS) if one_edit_apart(word, each)]
    return f"是否想写 {near[0]}:？" if near and likely else None


def _as_step(line: str, known: Callable[[str], bool]) -> str | None:
    rest = without_keyword(line, known)
    word = (line.split() or [""])[0]
    bare = word.strip(_PUNCTUATION)
    if rest is not None:
        head = line[: len(line) - len(rest)].strip()
        return _suggested(head.strip(f"{_PUNCTUATION}:：")) if head else "步骤须以 假如、当、那么、而且、但是 等开头"
    if bare in STEP_KEYWORDS:
        return None
    if bare in _FOREIGN or any(one_edit_apart(bare, each) for each in STEP_KEYWORDS if len(each) >= _SHORTEST):
        return _suggested(bare)
    return None


def _suggested(word: str) -> str:
    if word in STEP_KEYWORDS:
        return "这一行不在场景里：它上面的标题没有被认出"
    near = [each for each in sorted(STEP_KEYWORDS) if len(each) >= _SHORTEST and one_edit_apart(word, each)]
    return f"是否想写 {near[0]}？" if near else "步骤须以 假如、当、那么、而且、但是 等开头"


def one_edit_apart(left: str, right: str) -> bool:
    """Tell whether one sign was changed, left out or put in; False for equal texts."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    longer = max(len(left), len(right))
    return left[start + (len(left) == longer) :] == right[start + (len(right) == longer) :]
