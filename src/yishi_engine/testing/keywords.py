"""Keywords of Gherkin in Chinese and English, and lines that were meant to begin with one.

Gherkin silently takes a line right under a header, if it begins with no keyword, for a description. Such a line counts
as meant for a step if what follows its first few signs is a known step, or if its first word is a keyword with
punctuation, one of the other language, or, in Chinese, where words are short and prose begins otherwise, a keyword but
for one sign. It counts as meant for a header if it is one with a full-width colon, or one but for one sign with a step
below it: 例如： alone is prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gherkin.dialect import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable

CHINESE: Final = "zh-CN"
ENGLISH: Final = "en"
WIDE_AT: Final = "＠"
"""The full-width sign with which input methods write a tag."""
_LANGUAGES: Final = (CHINESE, "zh-TW", ENGLISH)
_LONGEST_HEAD: Final = 4
_SHORTEST: Final = 2
_PUNCTUATION: Final = "，,、.。"
_STEP_KINDS: Final = ("given", "when", "then", "and", "but")
_HEADER_KINDS: Final = ("feature", "background", "rule", "scenario", "scenario_outline", "examples")


def _keywords(language: str, kinds: tuple[str, ...]) -> frozenset[str]:
    dialect = Dialect.for_name(language)
    if dialect is None:
        raise LookupError(language)
    return frozenset(word.strip() for kind in kinds for word in getattr(dialect, f"{kind}_keywords")) - {"*"}


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of one language, and how lines in it are told from prose.

    Attributes:
        steps: Keywords of steps.
        headers: Keywords of headers, without their colon.
        foreign: Keywords of steps in other languages.
        header: Matches what may be a header.
        advice: What a step must begin with, in Chinese.
        guesses: Whether a first word that is a keyword but for one sign is taken for one.
    """

    steps: frozenset[str]
    headers: frozenset[str]
    foreign: frozenset[str]
    header: re.Pattern[str]
    advice: str
    guesses: bool

    @classmethod
    def of(cls, language: str, header: str, advice: str, *, guesses: bool) -> Keywords:
        """Return the keywords of a language."""
        steps = _keywords(language, _STEP_KINDS)
        others = frozenset().union(*(_keywords(each, _STEP_KINDS) for each in _LANGUAGES if each != language))
        headers = _keywords(language, _HEADER_KINDS) - (_keywords(ENGLISH, ("rule",)) if language != ENGLISH else set())
        return cls(steps, headers, others - steps, re.compile(header), advice, guesses)


KEYWORDS: Final = {
    CHINESE: Keywords.of(CHINESE, r"(\S{1,6}?)\s*[:：]", "步骤须以 假如、当、那么、而且、但是 等开头", guesses=True),
    ENGLISH: Keywords.of(
        ENGLISH, r"([A-Za-z][A-Za-z ]{2,17}?)\s*[:：]", "步骤须以 Given、When、Then、And、But 开头", guesses=False
    ),
}


def begins_in_chinese(line: str) -> bool:
    """Tell whether a line begins with a header of Gherkin in Chinese, with either colon."""
    match = KEYWORDS[CHINESE].header.match(line.strip())
    return match is not None and match[1] in KEYWORDS[CHINESE].headers


def misspelt(
    line: str, known: Callable[[str], bool], *, following: str | None = None, language: str = CHINESE
) -> str | None:
    """Say what a line that begins with no keyword was probably meant to be.

    Args:
        line: The line.
        known: Tells whether a text without its keyword is a step.
        following: The next line; None where the line cannot be prose anyway.
        language: The language of the feature, Chinese or English.

    Returns:
        A hint in Chinese; None where the line looks like prose.
    """
    if line.strip().startswith(WIDE_AT):
        return f"标签须用半角 @：{line.strip().replace(WIDE_AT, '@')}"
    words = KEYWORDS[language]
    likely = following is None or following.strip().startswith((*words.steps, "* "))
    return _as_header(line.strip(), words, likely=likely) or _as_step(line.strip(), words, known)


def without_keyword(line: str, known: Callable[[str], bool]) -> str | None:
    """Return what of a line is a known step after its first few signs or its first word; None if nothing is."""
    stripped = line.strip()
    rests = [stripped[cut:].strip() for cut in range(_LONGEST_HEAD + 1)]
    rests += stripped.split(maxsplit=1)[1:]
    return next((rest for rest in rests if rest and known(rest)), None)


def _as_header(line: str, words: Keywords, *, likely: bool) -> str | None:
    match = words.header.match(line)
    if match is None:
        return None
    word = match[1]
    if word in words.headers:
        return f"冒号须用半角：{word}:" if "：" in match[0] else None
    near = [each for each in sorted(words.headers) if each.lower() == word.lower()]
    near += [each for each in sorted(words.headers) if one_edit_apart(word.lower(), each.lower())]
    return f"是否想写 {near[0]}:？" if near and likely else None


def _as_step(line: str, words: Keywords, known: Callable[[str], bool]) -> str | None:
    rest = without_keyword(line, known)
    word = (line.split() or [""])[0]
    bare = word.strip(_PUNCTUATION)
    if rest is not None:
        head = line[: len(line) - len(rest)].strip()
        return _suggested(head.strip(f"{_PUNCTUATION}:："), words) if head else words.advice
    if bare in words.steps:
        return None
    near = words.guesses and any(one_edit_apart(bare, each) for each in words.steps if len(each) >= _SHORTEST)
    return _suggested(bare, words) if near or bare in words.foreign else None


def _suggested(word: str, words: Keywords) -> str:
    if word in words.steps:
        return "这一行不在场景里：它上面的标题没有被认出"
    long = [each for each in sorted(words.steps) if len(each) >= _SHORTEST]
    near = [each for each in long if one_edit_apart(word.lower(), each.lower()) or each.lower() == word.lower()]
    return f"是否想写 {near[0]}？" if near else words.advice


def one_edit_apart(left: str, right: str) -> bool:
    """Tell whether one sign was changed, left out or put in; False for equal texts."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    longer = max(len(left), len(right))
    return left[start + (len(left) == longer) :] == right[start + (len(right) == longer) :]
